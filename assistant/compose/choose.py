"""Settings to the composer they name."""

from __future__ import annotations

from assistant.compose.base import Composer
from assistant.compose.generate import Generate
from assistant.settings import AssistantSettings, ComposerName


def build_composer(settings: AssistantSettings) -> Composer | None:
    """The composer with a language model; none where answers are extracts. Raises ConfigurationError.

    What speaks to a model takes seconds to import, so it is loaded only here.
    """
    if settings.model is None or settings.composer is ComposerName.EXTRACT:
        return None
    from assistant.chat import open_chat

    chat = open_chat(settings)
    if settings.composer is ComposerName.AGENT:
        from assistant.compose.agent import Agent

        return Agent(chat)
    return Generate(chat)
