"""What the library holds for cases to name: partnerships, sources and sections, read without an index."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import process

from evals.case import Case, Fault
from ingest.documents import sections_in
from ingest.models import Source
from ingest.sources.register import load_register

SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Library:
    """`sections` gives each section's source; sources that are known but not held have none."""

    partnerships: frozenset[str]
    sources: Mapping[str, Source]
    sections: Mapping[str, Source]


def read_library(docs_dir: Path) -> Library:
    """Parses every document. Raises IngestError."""
    register = load_register(docs_dir)
    held = {source: docs_dir / source.path for source in register.sources if source.path}
    return Library(
        frozenset(partnership.id for partnership in register.partnerships),
        {source.id: source for source in register.sources},
        {one.id: source for source, path in held.items() for one in sections_in(path, source)},
    )


def unknown(case: Case, library: Library) -> Iterator[Fault]:
    """What the case names that the library has not, or has not for this asker."""
    for column in ("partnership", "other_partnership"):
        named = getattr(case, column)
        if named and named not in library.partnerships:
            yield Fault(column, named, _nearest(named, library.partnerships))
    yield from _unusable(case, "expected_sources", case.expected_sources, library.sources)
    yield from _unusable(case, "expected_sections", case.expected_sections, library.sections)


def _unusable(case: Case, column: str, named: tuple[str, ...], held: Mapping[str, Source]) -> Iterator[Fault]:
    for one in named:
        if one not in held:
            yield Fault(column, one, _nearest(one, held))
        elif held[one].superseded_by:
            fix = f"is superseded and is not cited as current; use {held[one].superseded_by}"
            yield Fault(column, one, fix)
        elif held[one].partnership not in (None, case.partnership, case.other_partnership):
            fix = f"is read only in {held[one].partnership}; write that as the partnership or name another"
            yield Fault(column, one, fix)


def _nearest(named: str, known: Collection[str]) -> str:
    near = [found[0] for found in process.extract(named, sorted(known), limit=SUGGESTIONS)]
    return f"is not in the library; the nearest are {', '.join(near)}" if near else "the library has none"
