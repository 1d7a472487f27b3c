"""Finds what a page or an address asks for."""

from __future__ import annotations

from assistant.channels.answers import Answers
from assistant.errors import NotFound
from assistant.models import Answer, Citation
from ingest.models import Partnership, Source


def source_by_id(assistant: Answers, source_id: str, partnership: str | None) -> Source:
    """Raises NotFound for a source that is unknown or another partnership's: the two look the same."""
    for source in assistant.sources(partnership):
        if source.id == source_id:
            return source
    raise NotFound(f"There is no source {source_id!r}" + (f" open to {partnership}" if partnership else ""))


def citation_by_number(answer: Answer, number: int) -> Citation:
    for citation in answer.citations:
        if citation.number == number:
            return citation
    raise NotFound(f"This answer has no citation {number}")


def partnership_by_id(assistant: Answers, partnership: str | None) -> Partnership | None:
    return next((each for each in assistant.partnerships() if each.id == partnership), None)
