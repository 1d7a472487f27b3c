"""The app runs until it is interrupted, and answers first what it has taken."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator
from threading import Thread

import httpx2
import pytest
from pydantic import SecretStr

from assistant.channels.slack import serving
from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import Build
from tests.assistant.slack.payloads import encoded, signed
from tests.assistant.slack.stub import SlackStub, SocketStub

QUESTION = "Do I need consent to tell the social worker?"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """A process sets up its logging and its signals once; here they are put back."""
    root, stop = logging.getLogger(), signal.getsignal(signal.SIGTERM)
    level, handlers = root.level, root.handlers[:]
    yield
    root.setLevel(level)
    root.handlers[:] = handlers
    signal.signal(signal.SIGTERM, stop)


def test_over_the_websocket_it_ends_when_it_is_told_to_and_answers_what_it_took(
    build: Build, slack: SlackStub, socket: SocketStub
) -> None:
    announced: list[str] = []

    def ask_and_stop(line: str) -> None:
        announced.append(line)
        socket.send("events_api", payloads.mention(QUESTION), "one")
        socket.wait("one")
        signal.raise_signal(signal.SIGTERM)

    serving.run(build(app_token=SecretStr("xapp-of-tests")), ask_and_stop)

    assert announced == ["Guidance assistant: connected to Slack"]
    assert len(slack.sent("chat.postEphemeral")) == 1


def test_over_http_it_announces_its_address_and_answers_what_it_took(build: Build, slack: SlackStub) -> None:
    statuses: list[int] = []
    asking: list[Thread] = []

    def ask_and_stop(line: str) -> None:
        asking.append(Thread(target=ask, args=(line.rpartition(" ")[2],)))
        asking[0].start()

    def ask(address: str) -> None:
        raw, kind = encoded(payloads.mention(QUESTION))
        statuses.append(httpx2.post(address, content=raw, headers=signed(raw, kind)).status_code)
        signal.raise_signal(signal.SIGTERM)

    serving.run(build(port=0), ask_and_stop)
    asking[0].join()

    assert statuses == [200]
    assert len(slack.sent("chat.postEphemeral")) == 1
