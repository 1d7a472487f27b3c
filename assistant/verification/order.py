"""Does a statement keep what is before and what is after, and what is joined and what is a choice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import dropwhile, islice, takewhile

from assistant.verification.lexicon import lexicon
from assistant.verification.numbers import numbers_in
from assistant.verification.reading import CLAUSE_ENDS, NEGATORS, Reading, Word, families_of

EARLIER = frozenset({"before", "within", "by", "until", "at_most", "prior"})
LATER = frozenset({"after", "following", "since"})
NEAR_WORDS = 3
JOINS = frozenset({"and", "or"})
JOIN_ENDS = CLAUSE_ENDS | JOINS
JOINED_WORDS = 1
STARTS = frozenset({"of", "from", "after", "before"})
START_WORDS = 7
OF_AGE = frozenset({"under", "over"})


def changed_order(statement: Reading, cited: Reading) -> Iterator[str]:
    """ "After five days" where the source has "within five days"."""
    sourced = list(_ordered(cited))
    for what, later in _ordered(statement):
        ways = {way for one, way in sourced if one == what}
        if ways and later not in ways:
            yield f"{what!r} comes {'after' if later else 'before'} it in the statement, not in what is cited"


def _ordered(reading: Reading) -> Iterator[tuple[str, bool]]:
    """What is said to come before or after, each with whether it is after: a number, or a word."""
    counted = {one.index: f"{one.value} {one.unit}" for one in numbers_in(reading) if one.unit}
    for index, word in enumerate(reading.words):
        if word.text not in EARLIER | LATER:
            continue
        following = range(index + 1, min(index + 1 + NEAR_WORDS, len(reading.words)))
        number = next((counted[place] for place in following if place in counted), "")
        telling = (reading.words[place].family for place in following)
        said = number or next(filter(None, telling), "")
        if said:
            yield said, word.text in LATER


def changed_start(statement: Reading, cited: Reading) -> Iterator[str]:
    """ "Within a week of the referral", where the source has a week from the visit."""
    sourced = list(_started(cited))
    for period, start in _started(statement):
        starts = [one for other, one in sourced if other == period]
        if starts and all(start.isdisjoint(one) for one in starts):
            yield f"{' '.join(period)!r} runs from something else in what is cited"


def _started(reading: Reading) -> Iterator[tuple[tuple[str, str], frozenset[str]]]:
    """Each period that runs from something, with the words of what it runs from."""
    for number in numbers_in(reading):
        rest = tuple(dropwhile(_counts, reading.words[number.index + 1 :])) if number.unit else ()
        if rest and rest[0].text in STARTS:
            start = families_of(list(takewhile(lambda word: word.text not in JOIN_ENDS, rest))[:START_WORDS])
            if start:
                yield (number.value, number.unit), start


def _counts(word: Word) -> bool:
    known = lexicon()
    return word.text.removesuffix("s") in known.units or word.text in known.kinds_of_unit


def changed_choice(statement: Reading, cited: Reading) -> Iterator[str]:
    """ "Necessary or proportionate" where the source has "necessary and proportionate"."""
    sourced = tuple(_joined(cited))
    for said in _joined(statement):
        joins = {one.join for one in sourced if said.joins_as(one)}
        if joins and said.join not in joins:
            yield f"{said.join!r} joins what {min(joins)!r} joins in what is cited"


@dataclass(frozen=True, slots=True)
class Joined:
    """An "and" or "or" with what stands on either side; `denied` where its clause denies something."""

    join: str
    denied: bool
    left: frozenset[str]
    right: frozenset[str]

    def joins_as(self, other: Joined) -> bool:
        as_said = self.left & other.left and self.right & other.right
        turned = self.left & other.right and self.right & other.left
        return self.denied is other.denied and bool(as_said or turned) and not self._is_of_people

    @property
    def _is_of_people(self) -> bool:
        """ "A school or nursery" is "schools and nurseries"."""
        return (self.left | self.right) <= lexicon().actors | OF_AGE


def _joined(reading: Reading) -> Iterator[Joined]:
    for index, word in enumerate(reading.words):
        if word.text in JOINS:
            clause = reading.clause_at(index)
            before = takewhile(lambda one: one.text not in JOIN_ENDS, reversed(reading.words[:index]))
            after = takewhile(lambda one: one.text not in JOIN_ENDS, reading.words[index + 1 :])
            denied = not NEGATORS.isdisjoint(one.text for one in clause)
            yield Joined(word.text, denied, _next(before), _next(after))


def _next(words: Iterable[Word]) -> frozenset[str]:
    return frozenset(islice((word.family for word in words if word.family), JOINED_WORDS))
