"""What a channel needs of the assistant."""

from __future__ import annotations

from typing import Protocol

from assistant.models import Answer, Question
from ingest.models import Partnership, Section, Source


class Answers(Protocol):
    """Asks and reads; `ask` raises QuestionRefused and UnknownPartnership, the look-ups NotFound."""

    def ask(self, question: Question) -> Answer: ...

    def answer(self, answer_id: str) -> Answer: ...

    def sources(self, partnership: str | None = None) -> tuple[Source, ...]: ...

    def sections(self, source_id: str, partnership: str | None = None) -> tuple[Section, ...]: ...

    def partnerships(self) -> tuple[Partnership, ...]: ...

    def ready(self) -> str | None: ...
