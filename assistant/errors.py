"""What can go wrong in the assistant, classed by who must act. Texts name the thing, value and fix."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.models import Urgent


class AssistantError(Exception):
    """Root of the package's errors."""


class NotTaken(AssistantError):
    """The question is not worked on; `urgent` is what its words call for all the same, to be shown first."""

    def __init__(self, message: str, *, urgent: Urgent | None = None) -> None:
        super().__init__(message)
        self.urgent = urgent


class QuestionRefused(NotTaken):
    """The question cannot be taken as typed (empty, too long): the asker acts."""


class UnknownPartnership(NotTaken):
    """No such partnership is configured: the asker or the channel's owner acts."""


class KeyReused(NotTaken):
    """An idempotency key came with another request than before: the asker uses a new one."""


class StillWorking(NotTaken):
    """The same request is being worked on: the asker sends it again in a while."""


class NotFound(AssistantError):
    """There is no such answer, source or section."""


class NotSignedIn(NotTaken):
    """Nobody is known to be asking, and somebody has to be: the asker signs in or sends a key."""


class NotAllowed(NotTaken):
    """Whoever asks may not do this: an administrator gives them the role or the scope."""


class TooMany(AssistantError):
    """Whoever asks has asked too often and waits so many seconds; `urgent` is what to show first."""

    def __init__(self, retry_after_seconds: int, *, urgent: Urgent | None = None) -> None:
        super().__init__(f"You have asked too often. Try again in {retry_after_seconds} seconds.")
        self.retry_after_seconds = retry_after_seconds
        self.urgent = urgent


class SignInFailed(AssistantError):
    """What came back from the identity provider proves nothing: the person signs in again."""


class SignInUnavailable(AssistantError):
    """The identity provider cannot be reached or talked to: the operator acts."""


class Occupied(AssistantError):
    """Work of this kind is being done already: whoever started this waits, or cancels the other."""


class NotAccepted(AssistantError):
    """What was uploaded cannot be taken: whoever sent it acts."""


class AnswersUnavailable(AssistantError):
    """The database of answers cannot be used: the operator acts."""


class ConfigurationError(AssistantError):
    """A setting or a data file is wrong: the operator acts."""


class Failure(StrEnum):
    """Why a language model gave nothing that can be used."""

    TIME = "time"
    REFUSED = "refused"
    STRUCTURE = "structure"
    BUDGET = "budget"
    FAULT = "fault"
    EMPTY = "empty"


class ComposeFailed(AssistantError):
    """A language model wrote no draft. Nobody has to act now: the answer is composed without one."""

    def __init__(self, reason: Failure, message: str) -> None:
        super().__init__(message)
        self.reason = reason
