"""Does the same person do the same thing to the same person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.verification.lexicon import lexicon
from assistant.verification.reading import ADVERBS, CONDITIONS, COPULAS, FORCES, JOINS, STOPS, Reading, Word

SUBJECT_WORDS = 3
PERFECT = frozenset({"has", "have"})
PREPOSITIONS = frozenset({"to", "by", "with", "from", "for"})
PRONOUNS = frozenset({"they", "them", "he", "him", "she", "her", "it", "those", "someone", "anyone"})
ENDS = STOPS | CONDITIONS | FORCES | {"without"}


@dataclass(frozen=True, slots=True)
class Deed:
    """What a modal verb binds: where the verb stands, who does it and who else is named in the clause.

    `unnamed` says that a pronoun stands for someone too.
    """

    verb: int
    doers: frozenset[str]
    others: frozenset[str]
    unnamed: bool


def swapped_actors(statement: Reading, cited: Reading) -> Iterator[str]:
    sourced = tuple(_deeds(cited))
    for deed in _deeds(statement):
        family = statement.words[deed.verb].family
        alike = [one for one in sourced if cited.words[one.verb].family == family]
        nearest = cited.nearest([one.verb for one in alike], statement, deed.verb)
        rivals = [one for one in alike if one.verb in nearest]
        if rivals and not any(_fits(deed, one) for one in rivals):
            yield f"{statement.words[deed.verb].text!r} has other people in what is cited"


def turned_round(statement: Reading, cited: Reading) -> Iterator[str]:
    """Two people who change places where nothing is put in the passive: "the GP tells the nurse"."""
    sourced = [_named(clause) for clause in cited.clauses if _is_active(clause)]
    for named in (_named(clause) for clause in statement.clauses if _is_active(clause)):
        alike = [theirs for theirs in sourced if set(named) <= set(theirs)]
        if len(named) > 1 and alike and not any(_first_of(named, theirs) == named[0] for theirs in alike):
            yield f"{named[0]!r} and {named[1]!r} change places"


def _named(clause: Sequence[Word]) -> tuple[str, ...]:
    """The people of a clause, in the order in which they are named."""
    known = lexicon().actors
    return tuple(dict.fromkeys(word.text for word in clause if word.text in known))


def _is_active(clause: Sequence[Word]) -> bool:
    """Whether it begins with who does something."""
    begins = any(word.text in lexicon().actors for word in clause[:SUBJECT_WORDS])
    return begins and COPULAS.isdisjoint(word.text for word in clause)


def _first_of(named: Sequence[str], theirs: Sequence[str]) -> str:
    return next(one for one in theirs if one in named)


def _fits(said: Deed, sourced: Deed) -> bool:
    same_doer = not said.doers or not sourced.doers or bool(said.doers & sourced.doers)
    known = sourced.others | (sourced.doers if not said.doers else frozenset())
    return same_doer and (sourced.unnamed or not sourced.others or said.others <= known)


def _deeds(reading: Reading) -> Iterator[Deed]:
    for index, word in enumerate(reading.words):
        if word.text in FORCES or (word.text in PERFECT and _actors(reading, max(0, index - 2), index)):
            deed = _deed(reading, index)
            if deed:
                yield deed


def _deed(reading: Reading, modal: int) -> Deed | None:
    start, end = _start(reading, modal), _end(reading, modal)
    verb = next((i for i in range(modal + 1, end) if _is_verb(reading, i)), None)
    if verb is None:
        return None
    unnamed = bool(PRONOUNS & {word.text for word in reading.words[start:end]})
    before, after = _actors(reading, start, modal), _actors(reading, verb, end)
    if "be" not in {word.text for word in reading.words[modal:verb]}:
        return Deed(verb, before, after, unnamed)
    by = next((i for i in range(verb, end) if reading.words[i].text == "by"), end)
    doers = _first_actor(reading, by, end)
    return Deed(verb, doers, (before | after) - doers, unnamed)


def _is_verb(reading: Reading, index: int) -> bool:
    word = reading.words[index]
    return bool(word.family) and word.text not in ADVERBS


def _start(reading: Reading, modal: int) -> int:
    return next((i + 1 for i in range(modal - 1, -1, -1) if reading.words[i].text in ENDS), 0)


def _end(reading: Reading, modal: int) -> int:
    """Up to what ends the clause; the subject of a modal verb that follows is not part of it."""
    words, size = reading.words, len(reading.words)
    later = (i for i in range(modal + 1, size) if words[i].text in ENDS and not _goes_on(reading, i))
    end = next(later, size)
    if end == size or words[end].text not in FORCES:
        return end
    return next((i for i in range(end - 1, modal, -1) if words[i].text in JOINS), end)


def _goes_on(reading: Reading, comma: int) -> bool:
    """ "Report it to the head teacher, or to the governors"."""
    following = [word.text for word in reading.words[comma : comma + 3]]
    return len(following) == 3 and following[1] in JOINS and following[2] in PREPOSITIONS


def _actors(reading: Reading, start: int, end: int) -> frozenset[str]:
    known = lexicon().actors
    return frozenset(word.text for word in reading.words[start:end] if word.text in known)


def _first_actor(reading: Reading, start: int, end: int) -> frozenset[str]:
    known = lexicon().actors
    found = (word.text for word in reading.words[start:end] if word.text in known)
    return frozenset([next(found, "")]) - {""}
