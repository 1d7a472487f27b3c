"""What a document says of its own edition: its version, when it came into force and when it is reviewed."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

# A cover and a table of document control; further in, a date is somebody else's.
_OPENING_CHARS = 4000
_CLOSING_CHARS = 1500

_MONTHS = {name.lower(): number for number, name in enumerate(month_name) if name}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_MONTH = "|".join(_MONTHS)
_DATE = (
    rf"(?:(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{_MONTH})\.?,?\s+(?P<year>\d{{4}})"
    r"|(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4}))\b"
)
_BETWEEN = r"[\s:|,–-]*(?:(?:by|on|in|from|is|due|before)\b[\s:|]*)*"
_REVIEWED = re.compile(
    r"\b(?:to be reviewed|due for review|date (?:of|for) (?:next )?review|next reviewed?"
    r"|(?:next )?review(?:ed)? (?:date|by|due))" + _BETWEEN + _DATE,
    re.IGNORECASE,
)
_IN_FORCE = re.compile(
    r"\b(?:in force|effective(?: date)?|(?:date )?published|publication date|issued?(?: date)?|date of issue"
    r"|approved|adopted|ratified|last updated|implementation date)" + _BETWEEN + _DATE,
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"\b(?:version|issue|edition)(?: (?:number|no\.?))?[\s:|]*(?P<number>v?\d+(?:\.\d+)*)\b(?![/-])"
    r"|\b(?P<edition>(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) edition)\b"
    r"|\b(?P<short>v\d+(?:\.\d+)*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What was found; a month without a day begins on its first day and is reviewed by its last."""

    version: str | None = None
    effective_from: date | None = None
    review_by: date | None = None


def stated_in(texts: Iterable[str]) -> Stated:
    """Reads a document's blocks in order; only its opening and its end speak of the document itself."""
    whole = "\n".join(texts)
    ends = whole if len(whole) <= _OPENING_CHARS + _CLOSING_CHARS else _ends(whole)
    return Stated(
        _version(ends), _first(_IN_FORCE, ends, last_day=False), _first(_REVIEWED, ends, last_day=True)
    )


def _ends(whole: str) -> str:
    return f"{whole[:_OPENING_CHARS]}\n{whole[-_CLOSING_CHARS:]}"


def _version(text: str) -> str | None:
    found = _VERSION.search(text)
    if not found:
        return None
    named = found["number"] or found["short"]
    return named.lstrip("vV") if named else found["edition"].capitalize()


def _first(pattern: re.Pattern[str], text: str, *, last_day: bool) -> date | None:
    dates = (_date(found, last_day=last_day) for found in pattern.finditer(text))
    return next((one for one in dates if one), None)


def _date(found: re.Match[str], *, last_day: bool) -> date | None:
    """None where the numbers are no date, such as 31/02/2026."""
    year = int(found["year"] or found["y"])
    month = _MONTHS[found["month"].lower()] if found["month"] else int(found["m"])
    day = found["day"] or found["d"]
    try:
        return date(year, month, int(day) if day else monthrange(year, month)[1] if last_day else 1)
    except ValueError:
        return None
