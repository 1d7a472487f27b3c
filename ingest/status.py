"""What the index holds of each source, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from ingest.catalogue import Catalogue, Generation
from ingest.models import Source
from ingest.sources.register import Register


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A registered source, how many of its sections the serving index holds, and its problems in words."""

    source: Source
    sections: int
    problems: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            **self.source.model_dump(mode="json"),
            "scope": self.source.scope,
            "sections": self.sections,
            "problems": self.problems,
        }


def source_statuses(catalogue: Catalogue, register: Register, today: date) -> tuple[SourceStatus, ...]:
    """One status a registered source, in the register's order. Raises IndexMissing before the first build."""
    head = catalogue.head_generation()
    return tuple(_status(source, catalogue, head, today) for source in register.sources)


def _status(source: Source, catalogue: Catalogue, head: Generation, today: date) -> SourceStatus:
    held = head.sources.get(source.id)
    document = held.document if held else None
    sections = len(catalogue.sections(document)) if document else 0
    return SourceStatus(source, sections, tuple(_problems(source, sections, today)))


def _problems(source: Source, sections: int, today: date) -> Iterator[str]:
    if source.superseded_by:
        yield f"superseded by {source.superseded_by}"
    if source.past_review(today):
        yield f"past its review date {source.review_by}"
    if source.path and not sections:
        yield "not in the index: run a build"
