"""Which partnerships a message names, and whether it names an area whose protocols are not held."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.understanding.wording import fold, one_of, phrases, read_wording
from ingest.models import Partnership
from ingest.sources.phrases import Phrases, key_of

_FIRST_WORDS = re.compile(r"[^(,]+")


@dataclass(frozen=True, slots=True)
class Places:
    """Partnerships as named, the first one the asker's; `unknown` where an area not held is named too."""

    partnership: str | None
    other: str | None
    unknown: bool


def places_in(text: str, given: Sequence[str], held: Sequence[Partnership]) -> Places:
    """`given` are the partnerships of the request, which come before those that the text names."""
    named = sorted((at, one.id) for one in held if (at := _place_of(text, one)) is not None)
    first, second, *_ = [*dict.fromkeys([*given, *(name for _, name in named)]), None, None]
    return Places(first, second, _names_another(text, held))


def _place_of(text: str, partnership: Partnership) -> int | None:
    found = one_of(phrases(_names(partnership))).search(fold(text))
    return found.start() if found else None


def _names(partnership: Partnership) -> tuple[str, ...]:
    area = _FIRST_WORDS.match(partnership.area)
    names = (partnership.name, partnership.id, area[0].strip() if area else partnership.id)
    return tuple(dict.fromkeys(fold(name) for name in names))


def _names_another(text: str, held: Sequence[Partnership]) -> bool:
    wordings = _wordings()
    ours = {word for one in held for name in _names(one) for word in name.split()}
    areas = (area for area in wordings.areas.find(text) if area)
    bodies = (fold(found["name"]) for found in wordings.of_bodies.finditer(text))
    return any(
        name not in ours for name in (*areas, *(one for one in bodies if one not in wordings.not_names))
    )


@dataclass(frozen=True, slots=True)
class _Wordings:
    areas: Phrases[str]
    of_bodies: re.Pattern[str]
    not_names: frozenset[str]


@cache
def _wordings() -> _Wordings:
    entries = read_wording("places.yaml")
    bodies = one_of(phrases(entries["bodies"])).pattern
    return _Wordings(
        areas=_areas(entries["areas"], entries["not_places"]),
        of_bodies=re.compile(rf"\b(?P<name>[A-Z][a-z]+)(?i:['’]?\s+{bodies})"),
        not_names=frozenset(entries["not_names"]),
    )


def _areas(areas: Sequence[str], events: Sequence[str]) -> Phrases[str]:
    """An area's name leads to it, unless it stands for an event: the longest phrase is found first."""
    named = {key_of(area): area for area in areas}
    past = {key_of(f"{area} {event}"): "" for area in areas for event in events}
    return Phrases.of({**named, **past})
