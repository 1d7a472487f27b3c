"""How often a person, a key and an address may come."""

from __future__ import annotations

import logging

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from limits.errors import StorageError

from assistant.channels.web.app import create_app
from assistant.errors import ConfigurationError, TooMany
from assistant.identity.caller import Scope
from assistant.identity.limiting import Budget, Limits
from assistant.settings import AssistantSettings
from tests.assistant.web.identity.arriving import (
    WORD,
    by_key,
    by_session,
    gate_with,
    sign_in_settings,
    signed_in,
    with_token,
)
from tests.fakes import TODAY, FakeAssistant

DANGER = "He is on his way to her house now with a knife, what do I do?"


@pytest.fixture
def strict(assistant: FakeAssistant, settings: AssistantSettings) -> FastAPI:
    sign_in = sign_in_settings(asks_a_minute=2, requests_a_minute=6, strangers_a_minute=3)
    return create_app(assistant, settings, lambda: TODAY, gate=gate_with(sign_in))


def asked_by(client: TestClient, question: str = "Do I need consent?") -> int:
    return client.post("/api/v1/answers", json={"question": question}).status_code


def test_a_key_that_asks_too_often_is_told_when_to_come_again(strict: FastAPI) -> None:
    program = by_key(strict, [Scope.ANSWERS])

    assert [asked_by(program) for _ in range(3)] == [201, 201, 429]
    told = program.post("/api/v1/answers", json={"question": "q"})
    assert 1 <= int(told.headers["retry-after"]) <= 120
    assert told.json()["type"] == "/docs#too-many"
    assert asked_by(by_key(strict, [Scope.ANSWERS])) == 201


def test_the_danger_block_is_shown_to_a_person_who_asks_too_often(
    strict: FastAPI, assistant: FakeAssistant
) -> None:
    person = by_session(strict, signed_in("Ana"))
    form = {"question": DANGER, "genuine": WORD}

    shown = [person.post("/answers", data=form) for _ in range(3)][-1]

    assert shown.status_code == 429
    assert "999" in shown.text
    assert len(assistant.asked) == 2


def test_an_event_stream_tells_of_danger_and_then_of_asking_too_often(strict: FastAPI) -> None:
    program = by_key(strict, [Scope.ANSWERS])

    events = [program.post("/api/v1/answers/stream", json={"question": DANGER}).text for _ in range(3)][-1]

    assert events.index("event: urgent") < events.index("event: problem")
    assert "/docs#too-many" in events


def test_whatever_a_person_opens_is_counted_and_danger_shown_all_the_same(strict: FastAPI) -> None:
    person = by_session(strict, signed_in("Ana"))

    assert [person.get("/sources").status_code for _ in range(7)] == [200] * 6 + [429]
    shown = person.post("/answers", data={"question": DANGER, "genuine": WORD})
    assert shown.status_code == 429
    assert "999" in shown.text
    assert by_session(strict, signed_in("Bo")).get("/sources").status_code == 200


def test_an_address_is_counted_before_anybody_signs_in(strict: FastAPI) -> None:
    stranger = by_session(strict, None)

    assert [stranger.get("/").status_code for _ in range(4)] == [303, 303, 303, 429]
    assert stranger.get("/healthz").status_code == 200
    assert by_session(strict, signed_in("Ana")).get("/").status_code == 200


def test_keys_cannot_be_guessed_for_long(strict: FastAPI) -> None:
    guesses = [with_token(strict, f"guess-{n}").get("/api/v1/sources").status_code for n in range(4)]

    assert guesses == [401, 401, 401, 429]


def test_nobody_is_counted_on_their_own_machine(client: TestClient) -> None:
    assert {asked_by(client) for _ in range(40)} == {201}


def test_a_store_that_cannot_be_reached_turns_nobody_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    limits = Limits(sign_in_settings(asks_a_minute=1))

    def fails(*_args: object) -> bool:
        raise StorageError(ConnectionError())

    monkeypatch.setattr(limits._limiter, "hit", fails)
    with caplog.at_level(logging.WARNING):
        limits.spend(Budget.ASKS, "ana")
        limits.spend(Budget.ASKS, "ana")

    assert "SIGN_IN_LIMITS_URL" in caplog.text


def test_counts_are_kept_apart() -> None:
    limits = Limits(sign_in_settings(asks_a_minute=1, requests_a_minute=1))
    limits.spend(Budget.ASKS, "ana")
    limits.spend(Budget.REQUESTS, "ana")

    with pytest.raises(TooMany):
        limits.spend(Budget.ASKS, "ana")
    limits.spend(Budget.ASKS, "bo")


@pytest.mark.parametrize("url", ["nowhere://host", "no url"])
def test_an_address_that_names_no_store_is_said_at_the_start(url: str) -> None:
    with pytest.raises(ConfigurationError, match="SIGN_IN_LIMITS_URL"):
        Limits(sign_in_settings(limits_url=url))
