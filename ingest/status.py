"""What the index holds of each source, how old it is, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ingest.catalogue import Catalogue, Held
from ingest.models import Source
from ingest.problems import Problem, ProblemKind, in_words, problems_of
from ingest.sources.fetched import FetchedRecord, FetchedStore


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source, how many of its sections the serving index holds, and what is wrong with it.

    `age_days` counts from when the text was fetched, else from when it took effect; none if neither is known.
    """

    source: Source
    sections: int
    age_days: int | None
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            **self.source.model_dump(mode="json"),
            "scope": self.source.scope,
            "sections": self.sections,
            "age_days": self.age_days,
            "problems": [in_words(one) for one in self.problems],
        }


@dataclass(frozen=True, slots=True)
class _Library:
    """What a status is made from: the sources as they would be built now, and as they are held."""

    known: Mapping[str, Source]
    held: Mapping[str, Held]
    section_counts: Mapping[str, int]
    fetched: FetchedStore
    today: date


def source_statuses(
    catalogue: Catalogue, sources: Sequence[Source], fetched: FetchedStore, today: date
) -> tuple[SourceStatus, ...]:
    """One status a source, in their order. Raises IndexMissing before the first build."""
    head = catalogue.head_generation()
    known = {source.id: source for source in sources}
    library = _Library(known, head.sources, catalogue.section_counts(), fetched, today)
    return tuple(_status(source, library) for source in sources)


def _status(source: Source, library: _Library) -> SourceStatus:
    held = library.held.get(source.id)
    sections = library.section_counts.get(held.document, 0) if held and held.document else 0
    is_fetched = source.full_text and not source.summary_of
    record = library.fetched.record(source.id) if is_fetched else None
    shown = _with_findings(source, held)
    problems = (
        *_standing(source),
        *problems_of(shown, library.known, library.today, record),
        *_unbuilt(shown, held, sections),
    )
    return SourceStatus(shown, sections, _age_days(source, record, library.today), problems)


def _with_findings(source: Source, held: Held | None) -> Source:
    """What only a build finds out is as the last one found it."""
    if held is None:
        return source
    found = {name: getattr(held.source, name) for name in ("cites_superseded", "scanned_pages")}
    return source.model_copy(update=found)


def _standing(source: Source) -> Iterator[Problem]:
    if source.superseded_by:
        yield Problem(ProblemKind.SUPERSEDED, successor=source.superseded_by)


def _unbuilt(source: Source, held: Held | None, sections: int) -> Iterator[Problem]:
    if source.path and not sections:
        yield Problem(ProblemKind.NOT_INDEXED)
    elif held is None or held.source != source:
        yield Problem(ProblemKind.NOT_AS_BUILT)


def _age_days(source: Source, record: FetchedRecord | None, today: date) -> int | None:
    since = record.fetched_at.date() if record and record.file else source.effective_from
    return (today - since).days if since else None
