"""Past answers whose quotes the library no longer holds as they were shown, and what stands there now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from assistant.models import Answer, Citation
from ingest.models import Section, Source, Span

if TYPE_CHECKING:
    from ingest.reader import Snapshot

# Per cent of a quote's characters that the nearest text has in common with it: below, nothing is near.
NEAR = 50
SAME_PLACE_COUNTS = 10
MOST_REMEMBERED = 4096


class Verdict(StrEnum):
    """What became of a quote; the last three say it of its whole source."""

    UNCHANGED = "unchanged"
    MOVED = "moved"
    CHANGED = "changed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Place:
    """Text the library holds now, and where a reader finds it."""

    source_id: str
    section_id: str
    title: str
    heading_path: tuple[str, ...]
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class QuoteNow:
    """A citation of a past answer; `now` is the nearest that stands there today, none if nothing is near."""

    number: int
    source_id: str
    section_id: str
    title: str
    anchor: str
    version: str
    quote: str
    verdict: Verdict
    now: Place | None


@dataclass(frozen=True, slots=True)
class Affected:
    """An answer with the quotes that no longer stand; its question is redacted."""

    answer_id: str
    created_at: datetime
    question: str
    partnership: str | None
    quotes: tuple[QuoteNow, ...]


def affected(answers: Iterable[Answer], snapshot: Snapshot) -> Iterator[Affected]:
    """The answers that quoted what has changed since, as they come; one read at a time."""
    library = _Library(snapshot)
    for answer in answers:
        # the fingerprint covers every source and its text, so an answer from this very index still stands
        if answer.index_fingerprint == snapshot.generation.fingerprint:
            continue
        quotes = (library.look_up(citation) for citation in answer.citations)
        fallen = tuple(quote for quote in quotes if quote.verdict is not Verdict.UNCHANGED)
        if fallen:
            yield Affected(answer.id, answer.created_at, answer.question, answer.partnership, fallen)


class _Library:
    """The texts held now; many answers quote the same place, so what was looked up is remembered."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._held = snapshot.generation.sources
        self._sections: Callable[[str], tuple[Section, ...]] = lru_cache(snapshot.sections)
        self._near = lru_cache(MOST_REMEMBERED)(self._nearest)

    def look_up(self, citation: Citation) -> QuoteNow:
        verdict, now = self._judged(citation)
        return QuoteNow(
            number=citation.number,
            source_id=citation.source_id,
            section_id=citation.section_id,
            title=citation.title,
            anchor=citation.anchor,
            version=citation.version,
            quote=citation.quote,
            verdict=verdict,
            now=now,
        )

    def _judged(self, citation: Citation) -> tuple[Verdict, Place | None]:
        held = self._held.get(citation.source_id)
        if held is None or held.document is None:
            return Verdict.REMOVED, None
        source = held.source
        if source.upstream == "withdrawn" and "withdrawn" not in citation.flags:
            return Verdict.WITHDRAWN, None
        if source.superseded_by and "superseded" not in citation.flags:
            return Verdict.SUPERSEDED, self._near(source.superseded_by, citation.section_id, citation.quote)
        return self._compared(source, citation)

    def _compared(self, source: Source, citation: Citation) -> tuple[Verdict, Place | None]:
        sections, quote = self._sections(source.id), _folded(citation.quote)
        if any(one.id == citation.section_id and quote in _folded(one.text) for one in sections):
            return Verdict.UNCHANGED, None
        moved = any(quote in _folded(one.text) for one in sections)
        near = self._near(source.id, citation.section_id, citation.quote)
        return (Verdict.MOVED if moved else Verdict.CHANGED), near

    def _nearest(self, source_id: str, section_id: str, quote: str) -> Place | None:
        """The text most like the quote; where two are as like, the one of the section quoted."""
        sections = self._sections(source_id)
        scored = [
            (_likeness(quote, one) + SAME_PLACE_COUNTS * (one.id == section_id), one) for one in sections
        ]
        score, best = max(scored, key=lambda pair: pair[0], default=(0, None))
        if best is None or score < NEAR:
            return None
        return _place(self._held[source_id].source, best, quote)


def _likeness(quote: str, section: Section) -> float:
    """Per cent; a section shorter than the quote holds no more of it than its own length."""
    held = min(1, len(section.text) / len(quote))
    return fuzz.partial_ratio(quote, section.text) * held


def _place(source: Source, section: Section, quote: str) -> Place:
    start, text = _sentences_like(section, quote)
    label = section.anchor_at(start).label
    return Place(source.id, section.id, source.title, section.heading_path, label, text)


def _sentences_like(section: Section, quote: str) -> tuple[int, str]:
    """Where the whole sentences begin that are most like the quote, and those sentences."""
    found = fuzz.partial_ratio_alignment(quote, section.text)
    start, end = (found.dest_start, found.dest_end) if found else (0, len(section.text))
    touched = [span for span in section.sentences if span.start < end and span.end > start]
    spans = [span for span in touched if _mostly_within(span, start, end)] or touched
    whole = Span(spans[0].start, spans[-1].end) if spans else Span(0, len(section.text))
    return whole.start, whole.of(section.text)


def _mostly_within(span: Span, start: int, end: int) -> bool:
    return 2 * (min(span.end, end) - max(span.start, start)) >= span.end - span.start


def _folded(text: str) -> str:
    return " ".join(text.split())
