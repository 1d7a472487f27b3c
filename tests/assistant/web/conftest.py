"""The application over a scripted assistant."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from assistant.channels.web.app import create_app
from assistant.settings import AssistantSettings
from tests.assistant.web.served import kept_root_log
from tests.fakes import TODAY, FakeAssistant


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def settings(tmp_path: Path) -> AssistantSettings:
    return AssistantSettings(
        _env_file=None,
        concurrent_questions=1,
        queue_seconds=0,
        database_url=SecretStr(f"sqlite:///{tmp_path / 'answers.db'}"),
    )


@pytest.fixture
def client(assistant: FakeAssistant, settings: AssistantSettings) -> Iterator[TestClient]:
    """Answers as a server would, a 500 included."""
    app = create_app(assistant, settings, lambda: TODAY)
    with TestClient(app, "http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def browser(client: TestClient) -> TestClient:
    """A reader without JavaScript, who has followed no redirect yet."""
    client.headers["accept"] = "text/html,application/xhtml+xml"
    client.follow_redirects = False
    return client


@pytest.fixture
def root_log() -> Iterator[logging.Logger]:
    """The root logger, which a server sets up for its process; afterwards it is as it was."""
    with kept_root_log() as root:
        yield root
