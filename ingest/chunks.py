"""Sections to chunks: whole sentences, packed up to a size, never across a section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.models import Chunk, Section, Span, content_hash, text_of


def chunks_of(sections: Sequence[Section], words: int) -> tuple[Chunk, ...]:
    """Chunks of about `words` words in reading order; a longer sentence is a chunk by itself."""
    return tuple(_chunk(section, spans) for section in sections for spans in _packed(section, words))


def _packed(section: Section, words: int) -> Iterator[tuple[Span, ...]]:
    run: list[Span] = []
    size = 0
    for span in section.sentences:
        length = len(span.of(section.text).split())
        if run and size + length > words:
            yield tuple(run)
            run, size = [], 0
        run.append(span)
        size += length
    if run:
        yield tuple(run)


def _chunk(section: Section, spans: tuple[Span, ...]) -> Chunk:
    text = text_of(section, spans)
    return Chunk(
        id=content_hash(section.id, str(spans[0].start), text),
        section_id=section.id,
        source_id=section.source_id,
        text=text,
        sentences=spans,
    )
