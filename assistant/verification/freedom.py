"""Does a statement free from what its source frees from, and from nothing else: "consent is not needed"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from assistant.verification.lexicon import lexicon
from assistant.verification.reading import CONDITIONS, COPULAS, FREE_NOT, STOPS, Reading, Word, families_of

ENDS = STOPS | CONDITIONS
SENTENCE_ENDS = frozenset(".;")
PASSIVES = (("be", "made"), ("be", "done"), ("be", "had"))
HAVING = frozenset({"seek", "get", "obtain", "ask", "have", "give", "wait"})
JOINS = frozenset({"and", "or", "but"})
ALLOWING = frozenset({"without", "may"})
BEFORE_WORDS = 2
AFTER_WORDS = 3


@dataclass(frozen=True, slots=True)
class Freedom:
    """One "need not": the words around it, and the families of what need not be, or be done."""

    places: tuple[int, ...]
    core: frozenset[str]


def changed_freedom(statement: Reading, cited: Reading) -> Iterator[str]:
    said, sourced = tuple(freedoms(statement)), tuple(freedoms(cited))
    without = frozenset(_done_without(cited))
    if not all(_families(one, statement) & without or _frees_alike(one, sourced) for one in said):
        yield "it frees from what it cites does not free from"
    lost = not (said or statement.texts & ALLOWING)
    if lost and any(_mostly(_families(one, cited), statement) for one in sourced):
        yield "what is cited says that it does not have to be done"


def _frees_alike(freedom: Freedom, sourced: Sequence[Freedom]) -> bool:
    """A statement that leaves out what it frees from, "not needed where there is no risk", frees from any."""
    return any(not freedom.core or freedom.core & it.core for it in sourced)


def freedoms(reading: Reading) -> Iterator[Freedom]:
    """Each with the last words before it and the first after it, of its clause."""
    for index, word in enumerate(reading.words):
        if word.text == FREE_NOT:
            before, after = _before(reading, index), _after(reading, index)
            yield Freedom(
                places=(*islice(before, BEFORE_WORDS), *islice(after, AFTER_WORDS)),
                core=_core(reading, index, before, after),
            )


def _core(reading: Reading, freed: int, before: list[int], after: list[int]) -> frozenset[str]:
    """ "Consent is not needed to tell them" frees from consent, "they need not consent" from it too."""
    said_of = families_of(_but_actors(reading, before))
    done = families_of(_first(_but_actors(reading, after)))
    return (said_of or done) if _is_said_of(reading, freed) else (done or said_of)


def _first(words: list[Word]) -> list[Word]:
    """The first word, and what it is done to where it says little: "seek consent"."""
    return words[: 2 if words and words[0].text in HAVING else 1]


def _is_said_of(reading: Reading, freed: int) -> bool:
    """ "It is not needed", "it need not be made": what is meant stands before."""
    following = tuple(word.text for word in reading.words[freed + 1 : freed + 3])
    return reading.words[freed - 1].text in COPULAS or following in PASSIVES


def _but_actors(reading: Reading, places: list[int]) -> list[Word]:
    words = [reading.words[place] for place in places]
    return [word for word in words if word.text not in lexicon().actors] or words


def _before(reading: Reading, freed: int) -> list[int]:
    ends = SENTENCE_ENDS if _refers_back(reading, freed) else ENDS
    earlier = takewhile(lambda i: reading.words[i].text not in ends, range(freed - 1, -1, -1))
    return [i for i in earlier if reading.words[i].family]


def _after(reading: Reading, freed: int) -> list[int]:
    ends = ENDS | JOINS
    later = takewhile(lambda i: reading.words[i].text not in ends, range(freed + 1, len(reading.words)))
    return [i for i in later if reading.words[i].family]


def _refers_back(reading: Reading, freed: int) -> bool:
    """ "... but is not under a duty to do so": what is freed from stands in the clause before."""
    return tuple(word.text for word in reading.words[freed + 1 : freed + 3]) == ("do", "so")


def _done_without(reading: Reading) -> Iterator[str]:
    """What is done without: "share without consent"."""
    for index, word in enumerate(reading.words):
        if word.text == "without":
            following = (w for w in reading.words[index + 1 :] if w.family and w.text not in lexicon().actors)
            yield next((w.family for w in following), "")


def _families(freedom: Freedom, reading: Reading) -> frozenset[str]:
    return frozenset(reading.words[place].family for place in freedom.places)


def _mostly(freed: frozenset[str], statement: Reading) -> bool:
    return len(freed & statement.families) > len(freed) / 2
