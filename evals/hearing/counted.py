"""Is a number said of what the text says it of: "5 days for a visit" where 5 are for a letter is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import fmean

from assistant.verification.lexicon import lexicon
from assistant.verification.numbers import Number, numbers_in
from assistant.verification.reading import Reading

NEAR_WORDS = 8
FAR_WORDS = 15
OTHER_SIDE_WORDS = 1.5
CLOSE_WORDS = 0.3

Places = Mapping[str, list[int]]


def counted_otherwise(statement: Reading, text: Reading) -> bool:
    """Whether another number of the text stands nearer to the words around a number of the statement."""
    return any(_is_otherwise(number, statement, text) for number in numbers_in(statement) if number.unit)


def _is_otherwise(number: Number, statement: Reading, text: Reading) -> bool:
    rivals = list(_rivals(number, text))
    if not rivals:
        return True
    company, places = dict(_company(number, statement)), _places(text)
    far = {one.index: _distance(one, company, places) for one in rivals}
    nearest = [one for one in rivals if far[one.index] <= min(far.values()) + CLOSE_WORDS]
    return all(one.value != number.value for one in nearest)


def _rivals(number: Number, text: Reading) -> Iterator[Number]:
    """The text's numbers of the same unit, whatever kind of day it is, or of any unit if there are none."""
    counted = [one for one in numbers_in(text) if one.unit]
    same = [one for one in counted if one.unit.split()[-1] == number.unit.split()[-1]]
    yield from same or counted


def _company(number: Number, statement: Reading) -> Iterator[tuple[str, int]]:
    """What stands near the number, and how many words after it."""
    for key, places in _places(statement).items():
        place = min(places, key=lambda one: abs(one - number.index))
        if place != number.index and abs(place - number.index) <= NEAR_WORDS:
            yield key, place - number.index


def _places(reading: Reading) -> Places:
    """Where each word and number stands, units of time left out."""
    places = {word: at for word, at in reading.places.items() if word not in lexicon().unit_families}
    for number in numbers_in(reading):
        places.setdefault(f"#{number.value}", []).append(number.index)
    return places


def _distance(number: Number, company: Mapping[str, int], places: Places) -> float:
    """How far the number stands from what it is with in the statement; the other side counts as further."""
    found = [_apart(number, after, places[key]) for key, after in company.items() if key in places]
    return fmean(found) if found else 0.0


def _apart(number: Number, after: int, places: list[int]) -> float:
    return min(
        min(abs(place - number.index), FAR_WORDS)
        + (OTHER_SIDE_WORDS if (place - number.index) * after < 0 else 0.0)
        for place in places
    )
