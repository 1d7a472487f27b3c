"""The application with a policy desk over a database that a test fills."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from assistant.channels.web.app import create_app
from assistant.desk import Desk, open_desk
from assistant.identity.caller import Caller, CallerRole, Way, person
from assistant.models import Reach
from assistant.settings import AssistantSettings
from tests.assistant.insights.conftest import Kept, kept
from tests.fakes import TODAY, FakeAssistant

__all__ = ["kept"]

Acting = Callable[[Caller], None]

POLICY_HERE = person("me", [CallerRole.POLICY], Reach(frozenset({"exampleshire"})))


@pytest.fixture
def settings(kept: Kept) -> AssistantSettings:
    url = SecretStr(kept.engine.url.render_as_string(hide_password=False))
    return AssistantSettings(_env_file=None, database_url=url)


@pytest.fixture
def desk(settings: AssistantSettings, assistant: FakeAssistant) -> Desk:
    return open_desk(settings, assistant.redacted)


@pytest.fixture
def acting(monkeypatch: pytest.MonkeyPatch) -> Acting:
    """Makes everybody who calls the caller given, without the forms of a session."""

    def act(caller: Caller) -> None:
        here = replace(caller, way=Way.LOCAL)
        monkeypatch.setattr("assistant.channels.web.identity.gate.local_caller", lambda _owner: here)

    return act


@pytest.fixture
def team(
    assistant: FakeAssistant, settings: AssistantSettings, desk: Desk, acting: Acting
) -> Iterator[TestClient]:
    """A policy officer of Exampleshire, who has followed no redirect yet."""
    acting(POLICY_HERE)
    with TestClient(create_app(assistant, settings, lambda: TODAY, desk), "http://127.0.0.1") as client:
        client.headers["accept"] = "text/html"
        client.follow_redirects = False
        yield client
