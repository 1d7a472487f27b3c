"""The examples that the API's documentation shows; what they quote is made up and of no source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from assistant.channels.web.schemas import (
    AnchorOut,
    CitationText,
    ConversationOut,
    Conversations,
    ConversationText,
    Health,
    Hit,
    Hits,
    Partnerships,
    SectionOut,
    SectionText,
    Sources,
    SourceText,
)
from assistant.models import Answer, Citation, Layer, Point, PointKind, Removed, Status
from ingest.models import Authority, Contact, Partnership, Representation, Source

_QUOTE = "You do not need consent to share information about a child who may be at risk."


PARAMETERS: Mapping[str, object] = {
    "answer_id": "0b5e6f0c4b0f4a8e9d7c",
    "conversation_id": "6f1d2b8c9a3e",
    "source_id": "example-guidance",
    "section_id": "example-guidance#consent",
    "partnership": "exampleshire",
    "number": 1,
    "neighbours": 1,
    "limit": 20,
    "offset": 0,
    "q": "consent to share",
    "format": "md",
    "Idempotency-Key": "7d2b1f0e-4c7a-4b52-9d0e-2f1a6c3b8e90",
    "If-None-Match": '"0f343b0931126a20f133d67c2b018a3b"',
}


def examples() -> dict[str, Any]:
    """An example of each thing the API gives, as JSON, by the name of its schema."""
    given = (
        example_answer(),
        _source(),
        SourceText(**_source().model_dump(), sections=(_section(),), total=1),
        Sources(sources=(_source(),), total=1),
        SectionText(source=_source(), section=_section(), before=(), after=()),
        CitationText(citation=_example_citation(), here=_section()),
        Hits(words="consent to share", hits=(_hit(),)),
        Conversations(conversations=(_conversation(),), total=1),
        ConversationText(id="6f1d2b8c9a3e", answers=(example_answer(),), total=1),
        Partnerships(partnerships=(_partnership(),), total=1),
        Health(status="ok"),
    )
    return {type(one).__name__: one.model_dump(mode="json") for one in given}


def example_events() -> str:
    """What a question leads to when it is followed, up to its answer."""
    answer = example_answer().model_dump_json(include={"id", "status", "message"})
    return f'event: stage\ndata: {{"stage": "searching"}}\n\nevent: answer\ndata: {answer}\n\n'


def example_answer() -> Answer:
    return Answer(
        id="0b5e6f0c4b0f4a8e9d7c",
        created_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
        status=Status.ANSWERED,
        message="These extracts answer your question most directly.",
        question="Can I tell the social worker about [name] without the parents' consent?",
        role="teacher",
        conversation="6f1d2b8c9a3e",
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


def _source() -> Source:
    return Source(
        id="example-guidance",
        title="Example guidance",
        publisher="Example department",
        url="https://example.org/guidance",
        authority=Authority.STATUTORY_GUIDANCE,
        licence="OGL-3.0",
        version="September 2026",
        effective_from=date(2026, 9, 1),
        review_by=date(2027, 9, 1),
        path="national/example-guidance.md",
    )


def _section() -> SectionOut:
    return SectionOut(
        id="example-guidance#consent",
        heading_path=("Sharing information", "Consent"),
        text=_QUOTE,
        anchors=(AnchorOut(fragment="consent", label="para 26", offset=0, page=None),),
    )


def _hit() -> Hit:
    return Hit(
        source_id="example-guidance",
        section_id="example-guidance#consent",
        title="Example guidance",
        authority=Authority.STATUTORY_GUIDANCE,
        partnership=None,
        heading_path=("Sharing information", "Consent"),
        anchor="para 26",
        fragment="consent",
        extract=_QUOTE,
        flags=(),
    )


def _conversation() -> ConversationOut:
    answer = example_answer()
    return ConversationOut(
        id="6f1d2b8c9a3e",
        question=answer.question,
        started_at=answer.created_at,
        last_at=answer.created_at,
        turns=1,
    )


def _partnership() -> Partnership:
    return Partnership(
        id="exampleshire",
        name="Exampleshire Safeguarding Children Partnership",
        area="Exampleshire",
        sample=True,
        front_door=Contact(name="Front door", phone="01632 960100", when="Monday to Friday, 9am to 5pm"),
        out_of_hours=Contact(name="Emergency duty team", phone="01632 960101"),
    )
