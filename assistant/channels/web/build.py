"""The page and the API, wired from the settings."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI

from assistant.channels.answers import Answers
from assistant.channels.opening import warn_if_not_ready
from assistant.channels.web.app import create_app
from assistant.channels.web.identity.gate import open_gate
from assistant.desk import open_desk
from assistant.identity.settings import SignInSettings
from assistant.settings import AssistantSettings


def build_web(
    open_assistant: Callable[[AssistantSettings], Answers],
    settings: AssistantSettings,
    sign_in: SignInSettings,
) -> FastAPI:
    """Over an assistant of this process. Raises as its parts do."""
    gate, assistant = open_gate(settings, sign_in), open_assistant(settings)
    warn_if_not_ready(assistant)
    return create_app(assistant, settings, desk=open_desk(settings, assistant.redacted), gate=gate)
