"""The server on a real socket."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import httpx2
import pytest

from assistant.channels.web import serving
from assistant.channels.web.app import create_app
from assistant.settings import AssistantSettings
from tests.assistant.web.served import serving_at
from tests.fakes import FakeAssistant


@pytest.fixture
def address() -> Iterator[str]:
    with serving_at(create_app(FakeAssistant(), AssistantSettings(_env_file=None))) as address:
        yield address


def test_once_started_it_answers_and_its_log_holds_no_query(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    access = logging.getLogger("uvicorn.access")
    access.addHandler(caplog.handler)

    answered = httpx2.get(f"{address}/readyz?question=Kezia")
    access.removeHandler(caplog.handler)

    assert answered.json() == {"status": "ready"}
    assert "server" not in answered.headers
    assert "GET /readyz HTTP" in caplog.text
    assert "Kezia" not in caplog.text


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104 - the address refused
        ("192.168.1.10", False),
        ("::", False),
        ("localhost.example", False),
    ],
)
def test_loopback_addresses_are_told_from_others(host: str, ours: bool) -> None:
    assert serving.is_loopback(host) is ours
