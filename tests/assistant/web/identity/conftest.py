"""The application where people sign in and services come with keys."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from assistant.channels.web.app import create_app
from assistant.settings import AssistantSettings
from tests.assistant.web.identity.arriving import gate_with
from tests.fakes import TODAY, FakeAssistant


@pytest.fixture
def served(assistant: FakeAssistant, settings: AssistantSettings) -> FastAPI:
    return create_app(assistant, settings, lambda: TODAY, gate=gate_with())
