"""Which edition of a document a message is about, and whether it asks what changed between two."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.understanding.wording import fold
from ingest.models import Source
from ingest.sources.glossary import Glossary
from ingest.sources.phrases import key_of

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_OF_AN_ACT = re.compile(r"\b(?:act|dpa|regulations?|order)\s+((?:19|20)\d\d)\b")
_TITLE = re.compile(r"\s*(?:[:(].*|\b(?:19|20)\d\d\b.*)$")
_CHANGES = re.compile(
    r"\b(?:what|whats|anything|any|has|have|how|is|are|list|compare|summar\w+)\b.{0,60}"
    r"\b(?:chang\w*|new|differ\w*|updated?|updates|amend\w*|replaced)\b|\bcompare\b"
)
_EARLIER = re.compile(
    r"\b(?:old|older|previous|last|earlier|former|superseded|outdated|out of date|last years)\b"
)
_CURRENT = re.compile(
    r"\b(?:later|newer|newest|latest|current|still|up to date|in force|valid|gone out of date|"
    r"right (?:one|version))\b"
)
_GENERIC = r"(?:(?:information|info) sharing )?(?:advice|guidance|guide|edition|version)"
_NEAR_CHARS = 32


@dataclass(frozen=True, slots=True)
class Editions:
    """`edition` is a superseded one that is asked about; `old` and `new` are the two that are compared.

    Whether an edition is still the one to read is answered by the newest.
    """

    edition: str | None = None
    changed: bool = False
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """The editions of one document, oldest first, and the folded names it goes by."""

    editions: tuple[Source, ...]
    names: tuple[str, ...]

    @property
    def by_year(self) -> Mapping[int, str]:
        return {year: source.id for source in self.editions if (year := _year_of(source))}


def families_of(sources: Sequence[Source], glossary: Glossary) -> tuple[Family, ...]:
    """Every document of which an older edition is registered."""
    current = [one for one in sources if one.superseded_by is None]
    lines = (_lineage(one, sources) for one in current)
    return tuple(Family(line, _names(line, glossary)) for line in lines if len(line) > 1)


def editions_in(text: str, families: Sequence[Family]) -> Editions:
    folded = fold(text)
    family = _meant(folded, families)
    if family is None:
        return Editions()
    years = _years(folded)
    named = [family.by_year[year] for year in sorted(years) if year in family.by_year]
    ids = [source.id for source in family.editions]
    if _CHANGES.search(folded):
        return _compared(named, ids)
    if _CURRENT.search(folded):
        return Editions()
    if named and named[0] != ids[-1]:
        return Editions(edition=named[0])
    return Editions(edition=ids[-2]) if not years and _is_earlier(folded, family) else Editions()


def _compared(named: Sequence[str], ids: Sequence[str]) -> Editions:
    """Two years name both; the newest alone is compared with its forerunner, an older one with the newest."""
    if len(named) > 1:
        return Editions(changed=True, old=named[0], new=named[-1])
    old = named[0] if named and named[0] != ids[-1] else ids[-2]
    return Editions(changed=True, old=old, new=ids[-1])


def _meant(folded: str, families: Sequence[Family]) -> Family | None:
    """The family that is named, else the one whose title shares most with "the 2018 advice"."""
    for family in families:
        if any(re.search(rf"\b{re.escape(name)}\b", folded) for name in family.names):
            return family
    near = {int(year) for year in re.findall(rf"\b(20\d\d)\s+{_GENERIC}\b", folded)}
    having = [family for family in families if near & set(family.by_year)]
    return max(having, key=lambda family: _shared(folded, family, near), default=None)


def _shared(folded: str, family: Family, years: set[int]) -> int:
    titles = [one.title for one in family.editions if _year_of(one) in years]
    return len(set(folded.split()) & {word for title in titles for word in key_of(title)})


def _years(folded: str) -> set[int]:
    """Years, without those that belong to the name of an Act."""
    of_acts = {found.start(1) for found in _OF_AN_ACT.finditer(folded)}
    return {int(found[0]) for found in _YEAR.finditer(folded) if found.start() not in of_acts}


def _is_earlier(folded: str, family: Family) -> bool:
    near = "|".join(map(re.escape, family.names))
    return bool(re.search(rf"{_EARLIER.pattern}.{{0,{_NEAR_CHARS}}}\b(?:{near})\b", folded))


def _lineage(newest: Source, sources: Sequence[Source]) -> tuple[Source, ...]:
    line = [newest]
    while older := next((one for one in sources if one.superseded_by == line[0].id), None):
        line.insert(0, older)
    return tuple(line)


def _names(line: Sequence[Source], glossary: Glossary) -> tuple[str, ...]:
    """The titles without their year and subtitle, and what the glossary gives for them."""
    bases = list(dict.fromkeys(_TITLE.sub("", one.title) for one in line))
    known = [term for base in bases if (term := glossary.define(base))]
    spoken = [f"{base} {kind}" for base in bases for kind in ("advice", "guidance") if len(base.split()) == 2]
    names = [*spoken, *(base for base in bases if len(base.split()) > 2)]
    return tuple(fold(name) for name in [*names, *(name for term in known for name in term.spellings)])


def _year_of(source: Source) -> int | None:
    found = _YEAR.search(source.version) or _YEAR.search(source.id)
    return int(found[0]) if found else None
