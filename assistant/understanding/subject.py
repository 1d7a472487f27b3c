"""Whether a message is about a child or an adult, from ages and words; none where it says both or neither."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from assistant.understanding.wording import fold, one_of, read_wording
from ingest.models import Subject

ADULTHOOD = 18
SCHOOL_YEARS = range(1, 14)
_YEARS = re.compile(
    r"\b(\d{1,3})[\s-]*(?:(?:years?|yrs?)[\s-]*olds?|yos?|y/o)\b"
    r"|\baged?\s+(\d{1,3})\b(?!\s*(?:weeks?|months?|days?))"
    r"|\b(?:is|shes|hes|turned|turns)\s+(\d{1,2})\b(?=\s*(?:$|[.,;!?)]|and\b|with\b|but\b|who\b|now\b))"
    r"|\b(?:man|woman|guy|bloke|lady|girl|boy|lad|lass|pupil|patient|client|resident|son|daughter)[,(\s]\s*(\d{1,2})(?=\s*[,)])"
)
_OF = re.compile(
    r"\b(?:man|woman|guy|bloke|lady|girl|boy|lad|lass|pupil|patient|client|resident|son|daughter|child|kid) "
    r"(?:of|aged|who is|whos) (\d{1,3})\b|\b(\d{1,2})\s?(?:yr|yo|y o)\b"
    r"|\b(?:was|were|is|shes|hes|im) (?:only |just )?(\d{1,3})(?=\s*(?:$|[.,;!?)]|and\b|but\b|not\b))"
    r"|^\W*(\d{1,2})(?=,| (?:and|with|who|wants?|asking|says|has|is|in)\b)"
)
_SCHOOL_YEAR = re.compile(r"\b(?:year|yr|y)\s?(\d{1,2})s?\b(?!\s?(?:old|ago|s\b))")
_INFANT = re.compile(r"\b\d{1,2}[\s-]*(?:weeks?|wks?|months?|mths?|days?)[\s-]*(?:old|pregnant)\b")


@dataclass(frozen=True, slots=True)
class _Signs:
    strong: re.Pattern[str]
    weak: re.Pattern[str]


def subject_of(text: str) -> Subject | None:
    folded, children, adults = fold(text), *_signs()
    aged = _by_age(folded)
    if len(aged) == 1:
        return next(iter(aged))
    return _by(folded, children.strong, adults.strong, aged) or _weakly(folded, children, adults)


def names_child(text: str) -> bool:
    """Whether anything in it, an age or a parent too, speaks of a child."""
    folded, (children, _) = fold(text), _signs()
    said = children.strong.search(folded) or children.weak.search(folded)
    return said is not None or Subject.CHILDREN in _by_age(folded)


def age_of(text: str) -> frozenset[int]:
    """The age in years that is named first: two where a school year tells it, 0 of a baby, none if unsaid."""
    folded = fold(text)
    named = [(found.start(), {_years(found)}) for found in (*_YEARS.finditer(folded), *_OF.finditer(folded))]
    years = ((found.start(), int(found[1])) for found in _SCHOOL_YEAR.finditer(folded))
    named += [(start, {year + 4, year + 5}) for start, year in years if year in SCHOOL_YEARS]
    named += [(found.start(), {0}) for found in _INFANT.finditer(folded) if "pregnant" not in found[0]]
    return frozenset(min(named, key=itemgetter(0))[1]) if named else frozenset()


def _years(found: re.Match[str]) -> int:
    return int(next(filter(None, found.groups())))


def _weakly(folded: str, children: _Signs, adults: _Signs) -> Subject | None:
    if children.strong.search(folded) or adults.strong.search(folded):
        return None
    return _by(folded, children.weak, adults.weak, frozenset())


def _by(
    folded: str, children: re.Pattern[str], adults: re.Pattern[str], aged: frozenset[Subject]
) -> Subject | None:
    of_child, of_adult = bool(children.search(folded)), bool(adults.search(folded))
    if of_child == of_adult or aged:
        return None
    return Subject.CHILDREN if of_child else Subject.ADULTS


def _by_age(folded: str) -> frozenset[Subject]:
    ages = [_years(found) for found in _YEARS.finditer(folded)]
    named = {Subject.CHILDREN if age < ADULTHOOD else Subject.ADULTS for age in ages}
    return frozenset(named | ({Subject.CHILDREN} if _INFANT.search(folded) else set()))


@cache
def _signs() -> tuple[_Signs, _Signs]:
    entries = read_wording("subject.yaml")
    return _read(entries["children"]), _read(entries["adults"])


def _read(entry: dict[str, list[str]]) -> _Signs:
    """With a possessive s, which folding leaves: the "child's" file is about a child."""
    strong, weak = (tuple(f"(?:{word})s?" for word in entry[kind]) for kind in ("strong", "weak"))
    return _Signs(one_of(strong), one_of(weak))
