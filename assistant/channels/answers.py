"""What a channel needs of the assistant."""

from __future__ import annotations

from typing import Protocol

from assistant.models import Answer, Passage, Question, Redacted
from assistant.store.conversations import Conversation
from ingest.models import Partnership, Section, Source
from ingest.sources.glossary import Glossary


class Answers(Protocol):
    """Asks, reads and keeps; `ask` raises QuestionRefused, the look-ups NotFound.

    An owner is an opaque string by which the channel knows its asker again, none where it does not.
    """

    def ask(self, question: Question) -> Answer: ...

    def answer(self, answer_id: str) -> Answer: ...

    def whose(self, answer_id: str) -> str | None: ...

    def conversations(self, owner: str) -> tuple[Conversation, ...]: ...

    def conversation(self, conversation_id: str, owner: str | None) -> tuple[Answer, ...]: ...

    def forget(self, conversation_id: str, owner: str | None) -> None: ...

    def feedback(
        self, answer_id: str, owner: str | None, useful: bool, reason: str | None = None
    ) -> None: ...

    def redacted(self, text: str) -> Redacted: ...

    def glossary(self) -> Glossary: ...

    def search(self, text: str, partnership: str | None, most: int) -> tuple[Passage, ...]: ...

    def sources(self, partnership: str | None = None) -> tuple[Source, ...]: ...

    def sections(self, source_id: str, partnership: str | None = None) -> tuple[Section, ...]: ...

    def partnerships(self) -> tuple[Partnership, ...]: ...

    def ready(self) -> str | None: ...
