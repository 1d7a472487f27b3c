"""A subject that answers by script, so that a benchmark's arithmetic can be read off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from assistant.models import Answer, Citation, Layer, Passage, Question, Status, Urgent
from evals.bench.subject import Subject
from ingest.models import Anchor, Authority, Chunk, Representation, Section, Source, Span

URGENT = Urgent(headline="Ring 999", reasons=("a weapon",), actions=("Ring 999",))


def passage(text: str, source_id: str = "guide") -> Passage:
    span = Span(0, len(text))
    anchor = Anchor("para-1", "para 1")
    section = Section(source_id, 0, ("Sharing",), text, (anchor,), (span,))
    chunk = Chunk(f"{source_id}-{len(text)}", section.id, source_id, text, (span,))
    return Passage(chunk, section, source(source_id), score=1.0)


def source(source_id: str) -> Source:
    return Source(
        id=source_id,
        title="A guide",
        publisher="A publisher",
        url="https://example.org/guide",
        authority=Authority.STATUTORY_GUIDANCE,
        licence="OGL",
        version="2026",
    )


def answer(status: Status, quotes: Sequence[str] = (), urgent: Urgent | None = None) -> Answer:
    return Answer(
        id="a1",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        status=status,
        message="",
        question="",
        urgent=urgent,
        citations=tuple(citation(number, quote) for number, quote in enumerate(quotes, start=1)),
    )


def citation(number: int, quote: str) -> Citation:
    return Citation(
        number=number,
        source_id="guide",
        section_id="guide#para-1",
        title="A guide",
        publisher="A publisher",
        authority=Authority.STATUTORY_GUIDANCE,
        representation=Representation.FULL_TEXT,
        layer=Layer.NATIONAL,
        heading_path=("Sharing",),
        anchor="para 1",
        fragment="para-1",
        url="https://example.org/guide",
        quote=quote,
        start=0,
        end=len(quote),
        version="2026",
    )


@dataclass(frozen=True)
class ScriptedRetriever:
    """Gives the passages written down for a question; `asked` keeps the scopes it was asked about."""

    passages: Mapping[str, tuple[Passage, ...]]
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def retrieve(self, question: str, scopes: Sequence[str], limit: int) -> tuple[Passage, ...]:
        self.asked.append(tuple(scopes))
        return self.passages.get(question, ())[:limit]


@dataclass(frozen=True)
class ScriptedAssistant:
    answers: Mapping[str, Answer]

    def ask(self, question: Question) -> Answer:
        return self.answers[question.text]


class NoEncoder:
    def encode(self, texts: Sequence[str]) -> object:
        return [[0.0] for _ in texts]


def subject(passages: Mapping[str, tuple[Passage, ...]], answers: Mapping[str, Answer]) -> Subject:
    return Subject(ScriptedRetriever(passages), ScriptedAssistant(answers), NoEncoder())
