"""A POST that is sent again under its Idempotency-Key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest
from fastapi.testclient import TestClient

from assistant.channels.web.app import create_app
from assistant.errors import AnswersUnavailable, QuestionRefused
from assistant.models import Answer, Question
from assistant.settings import AssistantSettings
from tests.fakes import TODAY, FakeAssistant

KEY = {"idempotency-key": "7d2b1f0e-4c7a-4b52-9d0e-2f1a6c3b8e90"}
OTHER_KEY = {"idempotency-key": "0000000000000001"}
DANGER = "He is in the room now with a knife and says he will kill her."
CASE_DETAIL = "Kezia Thorne of 4 Mill Lane"


@dataclass
class SlowAssistant(FakeAssistant):
    """Answers when it is let to."""

    started: Event = field(default_factory=Event)
    let_go: Event = field(default_factory=Event)

    def ask(self, question: Question) -> Answer:
        self.started.set()
        assert self.let_go.wait(10)
        return super().ask(question)


@pytest.fixture
def slow() -> SlowAssistant:
    return SlowAssistant()


@pytest.fixture
def slow_client(slow: SlowAssistant, settings: AssistantSettings) -> Iterator[TestClient]:
    with TestClient(create_app(slow, settings, lambda: TODAY), "http://127.0.0.1") as client:
        yield client


def ask(
    client: TestClient, question: str = "q", key: dict[str, str] = KEY, path: str = ""
) -> tuple[int, str]:
    sent = client.post(f"/api/v1/answers{path}", json={"question": question}, headers=key)
    return sent.status_code, sent.text


def test_a_question_sent_again_is_answered_as_before_and_not_asked_again(
    client: TestClient, assistant: FakeAssistant
) -> None:
    first, again = ask(client), ask(client)

    assert first == again
    assert first[0] == 201
    assert len(assistant.asked) == 1


@pytest.mark.parametrize("key", [{}, OTHER_KEY])
def test_without_that_key_it_is_asked_again(
    client: TestClient, assistant: FakeAssistant, key: dict[str, str]
) -> None:
    ask(client)
    ask(client, key=key)

    assert len(assistant.asked) == 2


def test_another_process_knows_the_key(
    client: TestClient, assistant: FakeAssistant, settings: AssistantSettings
) -> None:
    ask(client)
    with TestClient(create_app(assistant, settings, lambda: TODAY), "http://127.0.0.1") as other:
        assert ask(other)[0] == 201

    assert len(assistant.asked) == 1


@pytest.mark.parametrize(("question", "path"), [("another", ""), ("q", "/answered/feedback")])
def test_a_key_that_came_with_another_request_is_refused(
    client: TestClient, assistant: FakeAssistant, question: str, path: str
) -> None:
    ask(client)
    body: dict[str, object] = {"useful": True} if path else {"question": question}

    again = client.post(f"/api/v1/answers{path}", json=body, headers=KEY)

    assert (again.status_code, again.json()["type"]) == (422, "/docs#key-reused")
    assert (len(assistant.asked), assistant.rated) == (1, [])


def test_what_is_refused_for_its_key_still_says_what_is_urgent(client: TestClient) -> None:
    ask(client)

    refused = client.post("/api/v1/answers", json={"question": DANGER}, headers=KEY)

    assert refused.json()["urgent"]["contacts"]


def test_the_same_request_while_the_first_is_worked_on_is_a_conflict(
    slow_client: TestClient, slow: SlowAssistant
) -> None:
    with ThreadPoolExecutor(1) as first:
        working = first.submit(ask, slow_client)
        assert slow.started.wait(10)
        meanwhile = ask(slow_client)
        slow.let_go.set()
        made = working.result(10)

    assert (meanwhile[0], made[0]) == (409, 201)
    assert ask(slow_client) == made


def test_a_request_that_failed_may_be_sent_again(client: TestClient, assistant: FakeAssistant) -> None:
    assistant.fault = QuestionRefused("Too short.")
    failed = ask(client)[0]
    assistant.fault = None

    assert (failed, ask(client)[0]) == (422, 201)


def test_anothers_key_is_not_ones_own(browser: TestClient, assistant: FakeAssistant) -> None:
    ask(browser)
    browser.cookies.set("asker", "a" * 32)
    ask(browser)

    assert len(assistant.asked) == 2


def test_feedback_sent_again_is_kept_once(client: TestClient, assistant: FakeAssistant) -> None:
    path = "/api/v1/answers/answered/feedback"
    said = [client.post(path, json={"useful": True}, headers=KEY).status_code for _ in range(2)]

    assert said == [204, 204]
    assert len(assistant.rated) == 1


def test_a_question_that_is_followed_is_asked_once_too(client: TestClient, assistant: FakeAssistant) -> None:
    first, again = ask(client, path="/stream"), ask(client, path="/stream")

    assert first == again
    assert "event: answer" in first[1]
    assert len(assistant.asked) == 1


def test_nothing_of_a_request_is_kept_with_its_key(client: TestClient, tmp_path: Path) -> None:
    ask(client, CASE_DETAIL)

    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"retries" in kept
    assert not [one for one in ("Kezia", "Mill Lane", KEY["idempotency-key"]) if one.encode() in kept]


def test_where_keys_cannot_be_kept_the_question_is_answered(
    client: TestClient, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AnswersUnavailable("the database cannot be used")

    monkeypatch.setattr("assistant.store.retries.RetryStore.begin", fail)

    assert ask(client)[0] == 201


@pytest.mark.parametrize("key", ["short", "with a space in the middle", "x" * 129])
def test_a_key_that_is_easily_guessed_or_too_long_is_a_problem(client: TestClient, key: str) -> None:
    status, said = ask(client, key={"idempotency-key": key})

    assert (status, [one["field"] for one in json.loads(said)["errors"]]) == (422, ["Idempotency-Key"])
