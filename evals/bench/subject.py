"""What a benchmark measures, as little of it as it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.models import Answer, Passage, Question


class Retrieves(Protocol):
    def retrieve(self, question: str, scopes: Sequence[str], limit: int) -> tuple[Passage, ...]:
        """The passages nearest the question, best first."""
        ...


class Answers(Protocol):
    def ask(self, question: Question) -> Answer: ...


class Encodes(Protocol):
    def encode(self, texts: Sequence[str]) -> object: ...


@dataclass(frozen=True, slots=True)
class Subject:
    """The product over one set of documents: its retrieval, its whole pipeline and its encoder."""

    retriever: Retrieves
    assistant: Answers
    encoder: Encodes
