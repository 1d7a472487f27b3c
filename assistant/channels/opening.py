"""Opens the assistant that a channel asks: in this process, or in another, which finds this by its name."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from assistant.settings import AssistantSettings

if TYPE_CHECKING:
    from assistant.channels.answers import Answers


def open_assistant(settings: AssistantSettings) -> Answers:
    """Raises as its parts do."""
    from assistant.build import build_assistant  # loads the libraries of the models

    return build_assistant(settings)


def warn_if_not_ready(assistant: Answers) -> None:
    reason = assistant.ready()
    if reason is not None:
        print(f"Not ready to answer yet: {reason}", file=sys.stderr)  # noqa: T201 - to whoever started it
