"""Which of a citation's words an answer shows."""

from __future__ import annotations

from assistant.models import Answer, Citation, Point, PointKind
from ingest.models import Span


def spans_shown(answer: Answer, citation: Citation) -> tuple[Span, ...]:
    """Where the quotes of the answer stand in the section; all that is cited where it is put otherwise."""
    quotes = (point.text for point in answer.points if _quotes(point, citation))
    spans = {_span(citation, words) for words in quotes if words in citation.quote}
    return tuple(sorted(spans)) or (Span(citation.start, citation.end),)


def words_shown(answer: Answer, citation: Citation) -> str:
    """The first of them."""
    start, end = spans_shown(answer, citation)[0]
    return citation.quote[start - citation.start : end - citation.start]


def _quotes(point: Point, citation: Citation) -> bool:
    return point.kind is PointKind.QUOTE and citation.number in point.citations


def _span(citation: Citation, words: str) -> Span:
    start = citation.start + citation.quote.index(words)
    return Span(start, start + len(words))
