"""Whose rules a section gives, as its heading says: "Should a doctor ask for consent? (GMC paragraph 34)"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.understanding.wording import fold, one_of, phrases, read_wording

Roles = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Wordings:
    regulators: Roles
    professions: Roles
    of_regulator: re.Pattern[str]
    of_profession: re.Pattern[str]


def addressed_to(heading_path: Sequence[str]) -> frozenset[str] | None:
    """The roles that the last heading speaks to, empty if no role here is that; None for everyone."""
    wordings, heading = _wordings(), fold(heading_path[-1]) if heading_path else ""
    named = [wordings.regulators[_singular(found[0])] for found in wordings.of_regulator.finditer(heading)]
    spoken = [wordings.professions[_singular(found[1])] for found in wordings.of_profession.finditer(heading)]
    return frozenset().union(*named, *spoken) if named or spoken else None


def _singular(word: str) -> str:
    return word if word in _wordings().regulators else word.removesuffix("s")


@cache
def _wordings() -> _Wordings:
    entries = read_wording("addressed.yaml")
    profession = one_of(phrases(entries["professions"])).pattern
    return _Wordings(
        regulators=_roles(entries["regulators"]),
        professions=_roles(entries["professions"]),
        of_regulator=one_of(tuple(map(re.escape, entries["regulators"]))),
        of_profession=re.compile(
            rf"\b(?:must|should|can|may|do|does|for|tells?)\s+(?:an?\s+)?({profession})"
        ),
    )


def _roles(entries: Mapping[str, Sequence[str]]) -> Roles:
    return {name: frozenset(roles) for name, roles in entries.items()}
