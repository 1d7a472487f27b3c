"""Does a statement deny what its source asserts, or assert what it denies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import chain, takewhile

from assistant.verification.deeds import deeds_of
from assistant.verification.freedom import freedoms
from assistant.verification.lexicon import lexicon
from assistant.verification.reading import (
    DENYING,
    FREE_NOT,
    NEGATORS,
    STOPS,
    Reading,
    Word,
    families_of,
    turns_round,
)

STRESSES = frozenset(
    {"always", "only", "also", "already", "then", "normally", "necessarily", "automatically"}
)


class Polarity(StrEnum):
    ASSERTED = "asserted"
    DENIED = "denied"
    DONE_WITHOUT = "done without"
    EXCEPTED = "excepted"
    FREED = "not required"


SAME = (
    {Polarity.EXCEPTED, Polarity.ASSERTED},
    {Polarity.EXCEPTED, Polarity.DONE_WITHOUT},
    {Polarity.DENIED, Polarity.DONE_WITHOUT},
    {Polarity.FREED, Polarity.ASSERTED},
    {Polarity.FREED, Polarity.DONE_WITHOUT},
)
NOBODY = frozenset({"nobody", "none"})
OF_WHERE = frozenset({"in", "at", "of", "from"})
ALIKE_WORDS = 3
FEWEST_ALIKE_WORDS = 2  # where the clause has no more
LEAD_WORDS = 3


def changed_negation(statement: Reading, cited: Reading) -> Iterator[str]:
    said, sourced = _polarities(statement), _polarities(cited)
    turned = turns_round(statement, cited)
    told = {deed.verb for deed in deeds_of(statement) if not deed.act.aside}
    for index, word in enumerate(statement.words):
        places = [place for place in cited.places.get(word.family, ()) if place not in cited.conceded]
        if not places or index in statement.conceded:
            continue
        nearest = cited.nearest(places, statement, index, slack=0 if word.family in told else 1)
        polarity = said.get(index, Polarity.ASSERTED)
        agree = turned or any(_agree(polarity, sourced.get(place, Polarity.ASSERTED)) for place in nearest)
        if agree or any(_same_words(statement, index, cited, place) for place in places):
            continue
        if not any(
            _denied_alike(statement, index, cited, place) or _denied_of_others(statement, index, cited, place)
            for place in nearest
        ):
            yield f"{word.text!r} is {polarity} in the statement and not in what is cited"


def _same_words(statement: Reading, index: int, cited: Reading, place: int) -> bool:
    """ "A decision not to share", beside "a decision to share"."""
    said, sourced = (
        [word.text for word in reading.words[max(0, at - LEAD_WORDS) : at + 1]]
        for reading, at in ((statement, index), (cited, place))
    )
    return said == sourced and not DENYING.isdisjoint(said)


def _denied_alike(statement: Reading, index: int, cited: Reading, place: int) -> bool:
    """One clause denies as the other does, whichever word the "no" stands by: "there is no age in law"."""
    said, sourced = statement.clause_at(index), cited.clause_at(place)
    told = families_of(said)
    enough = min(ALIKE_WORDS, max(FEWEST_ALIKE_WORDS, len(told)))
    if len(told & families_of(sourced)) < enough:
        return False
    return _negators(said) == _negators(sourced) == 1


def _denied_of_others(statement: Reading, index: int, cited: Reading, place: int) -> bool:
    """ "It does not apply to women", where the source asserts it of others, "it covers girls", and denies
    something of all that follows here: "no report is needed about a woman".
    """
    said = statement.clause_at(index)
    others = families_of(said[len(statement.before_in_clause(index)) + 1 :])
    asserted = families_of(cited.clause_at(place))
    if _negators(said) != 1 or len(others) < FEWEST_ALIKE_WORDS or not others.isdisjoint(asserted):
        return False
    denying = DENYING | {FREE_NOT}
    return any(
        sum(word.text in denying for word in clause) == 1 and others <= families_of(clause)
        for clause in cited.clauses
    )


def _negators(clause: Sequence[Word]) -> int:
    return sum(word.text in DENYING for word in clause)


def _agree(one: Polarity, other: Polarity) -> bool:
    """ "Not without consent" is "not unless they consent", and "without consent" is "with no consent"."""
    return one is other or {one, other} in SAME


def _clause(reading: Reading, index: int) -> range:
    size = len(reading.words)
    return range(index + 1, next((i for i in range(index + 1, size) if reading.words[i].text in STOPS), size))


def _polarities(reading: Reading) -> Mapping[int, Polarity]:
    """The words that are denied, each with how; all others are asserted."""
    denied = {place: Polarity.FREED for freedom in freedoms(reading) for place in freedom.places}
    for index, word in enumerate(reading.words):
        if word.text in NEGATORS:
            target = _target(reading, index)
            if target is not None:
                denied[target] = Polarity.DONE_WITHOUT if word.text == "without" else Polarity.DENIED
        elif word.text == "unless":
            denied |= dict.fromkeys(_clause(reading, index), Polarity.EXCEPTED)
    return denied


def _target(reading: Reading, negator: int) -> int | None:
    """The word a negator denies: the next of its clause that says something, or else the last before it.

    "Nobody in Northmere waits" denies that they wait, not where they are.
    """
    words = reading.words
    skipped = STRESSES | (lexicon().actors if words[negator].text == "without" else frozenset())
    later = takewhile(lambda i: words[i].text not in STOPS, range(negator + 1, len(words)))
    earlier = takewhile(lambda i: words[i].text not in STOPS, range(negator - 1, -1, -1))
    telling = (i for i in chain(later, earlier) if words[i].family and words[i].text not in skipped)
    following = words[negator + 1].text if negator + 1 < len(words) else ""
    if words[negator].text in NOBODY and following in OF_WHERE:
        next(telling, None)
    return next(telling, None)
