"""What changed in each source: between the two last texts fetched, else between the two last builds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.catalogue import Catalogue, Held
from ingest.compare import SectionChange, compare
from ingest.documents import sections_in
from ingest.models import Section, Source
from ingest.sources.fetched import FetchedStore


@dataclass(frozen=True, slots=True)
class Difference:
    """A source whose text changed, and its sections that did."""

    source: Source
    changes: tuple[SectionChange, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "source": self.source.id,
            "title": self.source.title,
            "version": self.source.version,
            "changes": [_as_json(change) for change in self.changes],
        }


def differences(
    sources: Sequence[Source], fetched: FetchedStore, catalogue: Catalogue
) -> Iterator[Difference]:
    """The sources whose text changed, in their order. Raises DocumentError if a text cannot be read."""
    builds = [generation.sources for generation in catalogue.newest(2)]
    for source in sources:
        texts = _fetched_texts(source, fetched) or _built_texts(source, catalogue, builds)
        changes = compare(*texts) if texts else ()
        if changes:
            yield Difference(source, changes)


def _fetched_texts(
    source: Source, fetched: FetchedStore
) -> tuple[Sequence[Section], Sequence[Section]] | None:
    if source.full_text is None or source.summary_of:
        return None
    before, now = fetched.previous_path(source.id), fetched.path(source.id)
    return (sections_in(before, source), sections_in(now, source)) if before and now else None


def _built_texts(
    source: Source, catalogue: Catalogue, builds: Sequence[Mapping[str, Held]]
) -> tuple[Sequence[Section], Sequence[Section]] | None:
    """None where a full text took a digest's place: nothing of it was changed by anybody."""
    now, before = (build.get(source.id) for build in builds) if len(builds) > 1 else (None, None)
    if now is None or before is None or now.document == before.document:
        return None
    if now.source.representation is not before.source.representation:
        return None
    return catalogue.sections(before.document or ""), catalogue.sections(now.document or "")


def _as_json(change: SectionChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "heading_path": change.heading_path,
        "old_section": change.old.id if change.old else None,
        "new_section": change.new.id if change.new else None,
        "removed": change.removed_sentences,
        "added": change.added_sentences,
    }
