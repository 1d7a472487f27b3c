"""What is kept of the people who ask: their conversations, theirs to read and delete, and their feedback."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assistant.errors import NotFound
from assistant.models import Answer
from assistant.redact import Redactor
from assistant.store.conversations import Conversation, ConversationStore
from assistant.store.feedback import Feedback, FeedbackStore

NOBODY = "unknown"


@dataclass(frozen=True, slots=True)
class Keeper:
    """Every method raises AnswersUnavailable if the database cannot be used.

    An owner is an opaque string by which a channel knows its asker again; a conversation without one
    belongs to whoever knows its id. Another's conversation and an unknown one are the same NotFound.
    """

    conversations: ConversationStore
    feedback: FeedbackStore
    redactor: Redactor
    now: Callable[[], datetime]

    def list(self, owner: str) -> tuple[Conversation, ...]:
        """The owner's conversations, the one last gone on with first."""
        return self.conversations.list(owner)

    def read(self, conversation: str, owner: str | None) -> tuple[Answer, ...]:
        """The answers as they were shown, oldest first."""
        self._check(conversation, owner)
        return self.conversations.answers(conversation)

    def forget(self, conversation: str, owner: str | None) -> None:
        """Delete the conversation, its answers and what was said of them."""
        self._check(conversation, owner)
        self.conversations.delete(conversation)

    def rate(self, answer_id: str, owner: str | None, useful: bool, reason: str | None) -> None:
        """Keep what the asker said of an answer, in place of what they said before."""
        words = self.redactor.redact(reason.strip()).text if reason else None
        self.feedback.save(Feedback(answer_id, owner or NOBODY, useful, self.now(), words or None))

    def _check(self, conversation: str, owner: str | None) -> None:
        if self.conversations.get(conversation).owner not in (None, owner):
            raise NotFound(
                f"There is no conversation {conversation!r}; it may have been deleted after its time"
            )
