"""Is each number and date of a statement in its source, for the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, takewhile

from assistant.verification.lexicon import lexicon
from assistant.verification.reading import Reading, Word, families_of

_DIGITS = re.compile(r"£?\d+(?:[.,]\d+)*[a-z]*%?")
PART_OF_A_NUMBER = "part of a number"
SENTENCE_ENDS = frozenset(".;")
LINKS = frozenset({"under", "over"})
JOINS = frozenset({"to", "and", "or", ","})
YEAR_DIGITS = 4
FILLERS = frozenset({"further", "more"})
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: what it counts ("working day"), or what it numbers ("section"), if either.

    `parts` are those in brackets: the 2 of "section 47(2)".
    """

    index: int
    value: str
    unit: str = ""
    label: str = ""
    parts: tuple[str, ...] = ()

    def agrees(self, other: Number) -> bool:
        """Whether the other says it: one in the words "section 47" is said by "section 47(2)"."""
        same_unit = self.unit == other.unit or not (self.unit and other.unit)
        same_label = self.label == other.label or not (self.label or other.label)
        if bool(self.label) is not bool(other.label):
            same_label = not (self.unit or other.unit or self.is_year)
        same_parts = self.parts == other.parts[: len(self.parts)]
        return self.value == other.value and same_unit and same_label and same_parts

    def rivals(self, other: Number) -> bool:
        """Whether one could have been mistaken for the other."""
        return self._sort == other._sort or self.agrees(other)

    @property
    def _sort(self) -> tuple[bool, bool, str]:
        return bool(self.unit), self.is_year, self.label

    @property
    def is_year(self) -> bool:
        return not self.unit and len(self.value) == YEAR_DIGITS


def changed_numbers(statement: Reading, cited: Reading) -> Iterator[str]:
    sourced = tuple(numbers_in(cited))
    for number in numbers_in(statement):
        rivals = [one for one in sourced if number.rivals(one)]
        nearest = _told_of(cited, [one.index for one in rivals], statement, number.index)
        agreeing = [one for one in rivals if number.agrees(one)]
        if not any(one.index in nearest or _is_name(number, statement, one, cited) for one in agreeing):
            yield f"the number {_shown(number)} is not in what is cited, or not for that"


def _is_name(number: Number, statement: Reading, other: Number, cited: Reading) -> bool:
    """ "Window 4", wherever it is told of."""
    if number.unit or number.label or number.is_year or not (number.index and other.index):
        return False
    before = statement.words[number.index - 1].family
    return bool(before) and before == cited.words[other.index - 1].family


def changed_dates(statement: Reading, cited: Reading) -> Iterator[str]:
    known = dict(_dates(cited))
    for index, date in _dates(statement):
        nearest = cited.nearest(list(known), statement, index, slack=0)
        if not any(date <= known[place] for place in nearest):
            yield f"the date {' '.join(sorted(date))!r} is not in what is cited"


def _told_of(cited: Reading, places: Sequence[int], statement: Reading, index: int) -> tuple[int, ...]:
    """Those of the places that a statement's number may be: in words like those around it, or in the one
    clause that the statement tells most of."""
    nearest = _beside_the_same(cited.nearest(places, statement, index, slack=0), cited, statement, index)
    told = {place: _share_told(cited.clause_at(place), statement) for place in places}
    most = [place for place in told if told[place] == max(told.values())]
    led = _led_by_the_same(places, cited, statement, index)
    return (*nearest, *led, *(most if len(most) == 1 else ()))


def _beside_the_same(
    places: Sequence[int], cited: Reading, statement: Reading, index: int
) -> tuple[int, ...]:
    """Those of the places with most of the words that stand before a statement's number, and after it."""
    before, after = _sides(statement, index)
    sides = {place: _sides(cited, place) for place in places}
    alike = {place: len(one & before) + len(other & after) for place, (one, other) in sides.items()}
    return tuple(place for place in places if alike[place] == max(alike.values()))


def _led_by_the_same(
    places: Sequence[int], cited: Reading, statement: Reading, index: int
) -> tuple[int, ...]:
    """The one place, if it is one, beside the same word: "ends on 5 April", "an Article 9 condition"."""
    beside = _beside(statement, index)
    led = [place for place in places if beside & _beside(cited, place)]
    return tuple(led) if len(led) == 1 else ()


def _beside(reading: Reading, index: int) -> frozenset[str]:
    """The families of the words before and after a number that say something; none beyond what joins it to
    others, and of the words after it the very next alone."""
    near = takewhile(lambda word: word.text not in JOINS, reversed(reading.before_in_clause(index)))
    before = next((word.family for word in near if _describes(word)), "")
    after = next((word.family for word in reading.words[index + 1 : index + 2] if _describes(word)), "")
    return frozenset({before, after} - {""})


def _describes(word: Word) -> bool:
    """Whether a word says something of the number beside it."""
    known = lexicon()
    counted = known.labels | known.months | known.units
    return bool(word.family) and word.text.removesuffix("s") not in counted | LINKS


def _sides(reading: Reading, index: int) -> tuple[frozenset[str], frozenset[str]]:
    """The words between a number and the one before it, and between it and the next."""
    return _until_number(reading.words[:index][::-1]), _until_number(reading.words[index + 1 :])


def _until_number(words: Sequence[Word]) -> frozenset[str]:
    """ "Stages 1 to 3" are one: what joins them is passed over."""
    sentence = takewhile(lambda word: word.text not in SENTENCE_ENDS, words)
    described = dropwhile(lambda word: word.text in JOINS or value_of(word.text) is not None, sentence)
    return families_of(list(takewhile(lambda word: value_of(word.text) is None, described)))


def _share_told(clause: tuple[Word, ...], statement: Reading) -> float:
    families = families_of(clause)
    return len(families & statement.families) / max(1, len(families))


def numbers_in(reading: Reading) -> tuple[Number, ...]:
    found: list[Number] = []
    for index, word in enumerate(reading.words):
        value = value_of(word.text)
        unit = _unit(reading.words[index + 1 : index + 4])
        if word.text in {"a", "an", "each", "every"} and unit and _is_unit(reading.words[index + 1].text):
            found.append(Number(index, "1", unit))
        elif value is not None and (unit or word.text != "one"):
            label = _label(reading, index)
            if label == PART_OF_A_NUMBER and found:
                found += _with_part(found, index, value)
            else:
                found.append(Number(index, value, unit, label))
    return tuple(found)


def _with_part(found: list[Number], index: int, value: str) -> list[Number]:
    """The 2 of "47(2)" belongs to the number before it; that of "47(1) and (2)" makes one like it."""
    last = found[-1]
    if index == last.index + len(last.parts) + 1:
        return [replace(found.pop(), parts=(*last.parts, value))]
    return [replace(last, index=index, parts=(*last.parts[:-1], value))]


def value_of(text: str) -> str | None:
    """The number a word stands for, in digits: "five", "5", "1st"; none for any other word."""
    values = lexicon().values
    if text in values:
        return str(values[text])
    ordinal = _ORDINAL.fullmatch(text)
    if ordinal:
        return ordinal[1]
    return text.replace(",", "") if _DIGITS.fullmatch(text) else None


def _unit(following: tuple[Word, ...]) -> str:
    """The unit after a number with the kind of day it is; a person's age ("16-year-old") has none."""
    kinds: list[str] = []
    for word in following:
        if _is_unit(word.text):
            return "" if _is_age(word, following) else " ".join([*kinds, word.text.rstrip("s")])
        if word.text not in lexicon().kinds_of_unit | FILLERS:
            return ""
        kinds += {word.text} - FILLERS
    return ""


def _is_unit(text: str) -> bool:
    return text.removesuffix("s") in lexicon().units


def _is_age(unit: Word, following: tuple[Word, ...]) -> bool:
    after = following[following.index(unit) + 1 :]
    return bool(after) and after[0].text in {"old", "olds"}


def _label(reading: Reading, index: int) -> str:
    """What the number numbers: "sections 42 to 46" labels both; the 2 of "section 47(2)" is a part of 47."""
    before = [word.text for word in reading.words[max(0, index - 2) : index]]
    if before and before[-1].removesuffix("s") in lexicon().labels:
        return before[-1].removesuffix("s")
    if before and value_of(before[-1]) is not None:
        return PART_OF_A_NUMBER
    goes_on = len(before) == 2 and before[-1] in JOINS and value_of(before[0]) is not None
    return _label(reading, index - 2) if goes_on else ""


def _dates(reading: Reading) -> Iterator[tuple[int, frozenset[str]]]:
    """The day, month and year that stand together, as far as they are given."""
    texts = [word.text for word in reading.words]
    for index, text in enumerate(texts):
        if text in lexicon().months:
            around = texts[max(0, index - 1) : index] + texts[index + 1 : index + 2]
            yield index, frozenset([text, *(value for one in around if (value := value_of(one)))])


def _shown(number: Number) -> str:
    return repr(" ".join(part for part in (number.label, number.value, number.unit) if part))
