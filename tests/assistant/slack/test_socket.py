"""Events over the WebSocket, with the real client of Socket Mode."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from assistant.channels.slack.build import Built
from assistant.channels.slack.serving import connect
from assistant.errors import ConfigurationError
from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import Build, KeepingAssistant, settle, words_in
from tests.assistant.slack.stub import SlackStub, SocketStub
from tests.fakes import CONSENT_QUOTE

QUESTION = "Do I need consent to tell the social worker?"
APP_TOKEN = SecretStr("xapp-of-tests")


@pytest.fixture
def connected(build: Build, socket: SocketStub) -> Iterator[Built]:
    built = build(app_token=APP_TOKEN)
    client = connect(built)
    assert socket.connected.wait(5)
    yield built
    client.close()


def test_an_event_is_acknowledged_and_answered(
    connected: Built, socket: SocketStub, slack: SlackStub
) -> None:
    socket.send("events_api", payloads.mention(QUESTION), "one")
    socket.wait("one")
    [sent] = slack.wait("chat.postEphemeral")

    assert CONSENT_QUOTE in words_in(sent)


def test_commands_shortcuts_and_buttons_come_the_same_way(
    connected: Built, socket: SocketStub, slack: SlackStub
) -> None:
    socket.send("slash_commands", payloads.command(QUESTION, slack.hook_url()), "command")
    socket.send("interactive", payloads.shortcut(QUESTION, slack.hook_url()), "shortcut")
    socket.wait("command")
    socket.wait("shortcut")

    assert all(CONSENT_QUOTE in words_in(sent) for sent in slack.wait("hook", times=2))


def test_a_retried_envelope_is_acknowledged_and_not_answered_again(
    connected: Built, socket: SocketStub, slack: SlackStub, assistant: KeepingAssistant
) -> None:
    asked = payloads.mention(QUESTION)
    for number, envelope in enumerate(("first", "second", "third")):
        socket.send("events_api", asked, envelope, retry_attempt=number, retry_reason="timeout")
    for envelope in ("first", "second", "third"):
        socket.wait(envelope)
    slack.wait("chat.postEphemeral")
    settle(connected)

    assert len(assistant.asked) == 1


def test_an_event_of_a_foreign_workspace_is_not_answered(
    connected: Built, socket: SocketStub, slack: SlackStub, assistant: KeepingAssistant
) -> None:
    foreign = payloads.mention("From elsewhere") | {"authorizations": [{"team_id": "T0FOREIGN"}]}
    socket.send("events_api", foreign, "foreign")
    socket.send("events_api", payloads.mention(QUESTION), "own")
    slack.wait("chat.postEphemeral")

    assert [asked.text for asked in assistant.asked] == [QUESTION]


def test_when_slack_asks_for_another_connection_events_go_on(
    connected: Built, socket: SocketStub, slack: SlackStub
) -> None:
    socket.drop()
    assert socket.connected.wait(10)
    deadline = time.monotonic() + 5
    while socket.connections < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    socket.send("events_api", payloads.mention(QUESTION), "later")

    assert len(slack.wait("chat.postEphemeral")) == 1


def test_an_app_token_that_slack_refuses_is_named_with_what_to_do(build: Build, slack: SlackStub) -> None:
    slack.refuse("apps.connections.open", "invalid_auth")
    with pytest.raises(ConfigurationError, match=r"SLACK_APP_TOKEN \(invalid_auth\).*connections:write"):
        connect(build(app_token=APP_TOKEN))


def test_a_bot_token_that_slack_refuses_is_named_with_what_to_do(build: Build, slack: SlackStub) -> None:
    slack.refuse("auth.test", "account_inactive")
    with pytest.raises(ConfigurationError, match=r"SLACK_BOT_TOKEN \(account_inactive\).*install the app"):
        build()
