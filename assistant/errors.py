"""What can go wrong in the assistant, classed by who must act. Texts name the thing, value and fix."""


class AssistantError(Exception):
    """Root of the package's errors."""


class QuestionRefused(AssistantError):
    """The question cannot be taken as typed (empty, too long): the asker acts."""


class UnknownPartnership(AssistantError):
    """No such partnership is configured: the asker or the channel's owner acts."""


class NotFound(AssistantError):
    """There is no such answer, source or section."""


class SearchFailed(AssistantError):
    """The index could not be searched; this is not the same as nothing being found."""


class AnswersUnavailable(AssistantError):
    """The database of answers cannot be used: the operator acts."""


class ConfigurationError(AssistantError):
    """A setting or a data file is wrong: the operator acts."""
