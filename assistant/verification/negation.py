"""Does a statement deny what its source asserts, or assert what it denies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import chain, islice, takewhile

from assistant.verification.lexicon import lexicon
from assistant.verification.reading import CONDITIONS, FREE_NOT, NEGATORS, STOPS, Reading

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
ENDS = STOPS | CONDITIONS
FREED_BEFORE = 2
FREED_AFTER = 3


def changed_negation(statement: Reading, cited: Reading) -> Iterator[str]:
    said, sourced = _polarities(statement), _polarities(cited)
    for index, word in enumerate(statement.words):
        places = cited.places.get(word.family, ())
        if not places:
            continue
        nearest = cited.nearest(places, statement, index)
        polarity = said.get(index, Polarity.ASSERTED)
        if not any(_agree(polarity, sourced.get(place, Polarity.ASSERTED)) for place in nearest):
            yield f"{word.text!r} is {polarity} in the statement and not in what is cited"


def changed_freedom(statement: Reading, cited: Reading) -> Iterator[str]:
    """What does not have to be done: "consent is not needed", "share without consent"."""
    said, sourced = tuple(_freed(statement)), tuple(_freed(cited))
    without = {cited.words[place].family for place in _done_without(cited)}
    if any(not one & without and not any(one & other for other in sourced) for one in said):
        yield "it frees from what it cites does not free from"
    if not (said or "without" in statement.texts) and any(_mostly(one, statement) for one in sourced):
        yield "what is cited says that it does not have to be done"


def _mostly(freed: frozenset[str], statement: Reading) -> bool:
    return len(freed & statement.families) > len(freed) / 2


def _freed(reading: Reading) -> Iterator[frozenset[str]]:
    return (frozenset(reading.words[place].family for place in places) for places in _freed_places(reading))


def _freed_places(reading: Reading) -> Iterator[tuple[int, ...]]:
    """Around each "need not": the last words before it and the first after it, of its clause."""
    words = reading.words
    for index, word in enumerate(words):
        if word.text == FREE_NOT:
            before = takewhile(lambda i: words[i].text not in ENDS, range(index - 1, -1, -1))
            after = takewhile(lambda i: words[i].text not in ENDS, range(index + 1, len(words)))
            yield (
                *islice((i for i in before if words[i].family), FREED_BEFORE),
                *islice((i for i in after if words[i].family), FREED_AFTER),
            )


def _done_without(reading: Reading) -> Iterator[int]:
    return (place for place, how in _polarities(reading).items() if how is Polarity.DONE_WITHOUT)


def _agree(one: Polarity, other: Polarity) -> bool:
    """ "Not without consent" is "not unless they consent", and "without consent" is "with no consent"."""
    return one is other or {one, other} in SAME


def _clause(reading: Reading, index: int) -> range:
    size = len(reading.words)
    return range(index + 1, next((i for i in range(index + 1, size) if reading.words[i].text in STOPS), size))


def _polarities(reading: Reading) -> Mapping[int, Polarity]:
    """The words that are denied, each with how; all others are asserted."""
    denied = {place: Polarity.FREED for places in _freed_places(reading) for place in places}
    for index, word in enumerate(reading.words):
        if word.text in NEGATORS:
            target = _target(reading, index)
            if target is not None:
                denied[target] = Polarity.DONE_WITHOUT if word.text == "without" else Polarity.DENIED
        elif word.text == "unless":
            denied |= dict.fromkeys(_clause(reading, index), Polarity.EXCEPTED)
    return denied


def _target(reading: Reading, negator: int) -> int | None:
    """The word a negator denies: the next of its clause that says something, or else the last before it."""
    words = reading.words
    skipped = STRESSES | (lexicon().actors if words[negator].text == "without" else frozenset())
    later = takewhile(lambda i: words[i].text not in STOPS, range(negator + 1, len(words)))
    earlier = takewhile(lambda i: words[i].text not in STOPS, range(negator - 1, -1, -1))
    return next((i for i in chain(later, earlier) if words[i].family and words[i].text not in skipped), None)
