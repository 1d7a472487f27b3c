"""The example answer that the API's documentation shows."""

from __future__ import annotations

from datetime import UTC, date, datetime

from assistant.models import Answer, Citation, Layer, Point, PointKind, Removed, Status
from ingest.models import Authority, Representation

_QUOTE = "You do not need consent to share information about a child who may be at risk."


def example_answer() -> Answer:
    """Shows the shape; its quote is made up and of no source."""
    return Answer(
        id="0b5e6f0c4b0f4a8e9d7c",
        created_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
        status=Status.ANSWERED,
        message="These extracts answer your question most directly.",
        question="Can I tell the social worker about [name] without the parents' consent?",
        role="teacher",
        points=(Point(kind=PointKind.QUOTE, layer=Layer.NATIONAL, text=_QUOTE, citations=(1,)),),
        citations=(_example_citation(),),
        removed=(Removed(kind="name", count=1),),
    )


def _example_citation() -> Citation:
    return Citation(
        number=1,
        source_id="example-guidance",
        section_id="example-guidance#consent",
        title="Example guidance",
        publisher="Example department",
        authority=Authority.STATUTORY_GUIDANCE,
        representation=Representation.FULL_TEXT,
        layer=Layer.NATIONAL,
        heading_path=("Sharing information", "Consent"),
        anchor="para 26",
        fragment="consent",
        url="https://example.org/guidance",
        quote=_QUOTE,
        start=0,
        end=len(_QUOTE),
        version="September 2026",
        effective_from=date(2026, 9, 1),
    )
