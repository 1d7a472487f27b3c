"""A section's stored text as paragraphs in which anchors and quoted words can be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.models import Anchor, Section, Span

LIST_DASH = "- "


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a paragraph: `anchors` start where it starts, `marked` if it is quoted."""

    text: str
    marked: bool = False
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    pieces: tuple[Piece, ...]
    listed: bool = False


def paragraphs(section: Section, quoted: Sequence[Span] = ()) -> tuple[Paragraph, ...]:
    """One paragraph a line; the pieces hold every character but line ends and the dashes of list items.

    The section's first anchor is left out: the heading carries it.
    """
    places = section.anchors[1:]
    return tuple(_paragraph(section.text, line, quoted, places) for line in _lines(section.text))


def _lines(text: str) -> Iterator[Span]:
    return (Span(*match.span()) for match in re.finditer(r"[^\n]+", text))


def _paragraph(text: str, line: Span, quoted: Sequence[Span], anchors: Sequence[Anchor]) -> Paragraph:
    listed = line.of(text).startswith(LIST_DASH)
    shown = Span(line.start + len(LIST_DASH), line.end) if listed else line
    return Paragraph(tuple(_pieces(text, shown, quoted, anchors)), listed)


def _pieces(text: str, line: Span, quoted: Sequence[Span], anchors: Sequence[Anchor]) -> Iterator[Piece]:
    edges = {edge for span in quoted for edge in span} | {anchor.offset for anchor in anchors}
    cuts = sorted({*line, *(edge for edge in edges if line.start < edge < line.end)})
    for start, end in pairwise(cuts):
        yield Piece(
            text=text[start:end],
            marked=any(span.start <= start and end <= span.end for span in quoted),
            anchors=tuple(anchor for anchor in anchors if anchor.offset == start),
        )
