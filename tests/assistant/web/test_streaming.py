"""Answers as events: danger first, then how it ended."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.channels.web.queueing import Queue
from assistant.errors import AssistantError, QuestionRefused, UnknownPartnership
from assistant.models import Answer, Status
from ingest.errors import IndexMissing
from tests.assistant.web.page import page_of
from tests.fakes import ANSWERS, NAME_TYPED, FakeAssistant

DANGER = "He is in the room now with a knife and says he will kill her."
SCRIPT = {"accept": "text/event-stream, text/html"}


def events_of(response: Any) -> list[tuple[str, Any]]:
    assert response.headers["content-type"].startswith("text/event-stream")
    events = []
    for block in response.text.strip().split("\n\n"):
        name, data = block.split("\n", 1)
        events.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return events


def ask(client: TestClient, **sent: str) -> list[tuple[str, Any]]:
    return events_of(client.post("/api/v1/answers/stream", json=sent))


def test_the_answer_comes_after_its_stage(client: TestClient, assistant: FakeAssistant) -> None:
    assistant.status = Status.PARTIAL

    (_, stage), (name, answer) = ask(client, question="Do I need consent?")

    assert stage == {"stage": "searching"}
    assert (name, Answer.model_validate(answer)) == ("answer", ANSWERS[Status.PARTIAL])


def test_danger_comes_first_with_the_partnerships_own_numbers(client: TestClient) -> None:
    events = ask(client, question=DANGER, partnership="exampleshire")

    assert [name for name, _ in events] == ["urgent", "stage", "answer"]
    assert "01632 960 100" in json.dumps(events[0][1])


def test_danger_that_only_the_whole_message_tells_comes_before_the_answer(client: TestClient) -> None:
    events = ask(client, question="Do I need consent?")

    assert [name for name, _ in events] == ["stage", "urgent", "answer"]
    assert events[1][1] == events[2][1]["urgent"]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (QuestionRefused("Ask it another way."), "question-refused"),
        (UnknownPartnership("There is no such partnership"), "unknown-partnership"),
        (IndexMissing("Run: python -m ingest build"), "not-ready"),
    ],
)
def test_what_goes_wrong_is_a_problem_at_the_end(
    client: TestClient, assistant: FakeAssistant, fault: Exception, kind: str
) -> None:
    assistant.fault = fault

    name, problem = ask(client, question="q")[-1]

    assert (name, problem["type"]) == ("problem", f"/docs#{kind}")


def test_whoever_has_no_turn_is_told_after_the_danger(client: TestClient) -> None:
    queue: Queue = client.app.state.web.queue  # type: ignore[attr-defined]
    with queue.turn():
        events = ask(client, question=DANGER)

    assert [name for name, _ in events] == ["urgent", "stage", "problem"]
    assert events[-1][1]["type"] == "/docs#busy"


def test_the_form_is_led_to_the_page_of_its_answer(browser: TestClient, assistant: FakeAssistant) -> None:
    assistant.status = Status.PARTIAL
    sent = browser.post("/answers/stream", data={"question": "q", "role": "gp"}, headers=SCRIPT)

    assert events_of(sent) == [("moved", "/answers/partial")]
    assert {cookie.partition("=")[0] for cookie in sent.headers.get_list("set-cookie")} == {"asker", "chosen"}


def test_the_form_is_given_the_page_where_something_was_removed(browser: TestClient) -> None:
    sent = browser.post("/answers/stream", data={"question": f"{NAME_TYPED} and {DANGER}"}, headers=SCRIPT)

    (first, danger), (second, typed), (name, page) = events_of(sent)
    assert (first, second, name, page["address"]) == ("urgent", "typed", "page", "/answers/answered")
    assert f"{NAME_TYPED}</del> <ins>[name]</ins>" in typed
    assert danger.strip().startswith('<section class="urgent"')
    assert f"{NAME_TYPED}</del>" in page["html"]


def test_what_is_removed_is_told_before_the_assistant_is_asked(
    browser: TestClient, assistant: FakeAssistant
) -> None:
    assistant.fault = IndexMissing("Run: python -m ingest build")
    sent = browser.post("/answers/stream", data={"question": f"May I tell {NAME_TYPED}?"}, headers=SCRIPT)

    assert [name for name, _ in events_of(sent)] == ["typed", "page"]
    assert assistant.asked == []


def test_a_text_too_long_to_be_taken_is_not_looked_through(browser: TestClient) -> None:
    sent = browser.post("/answers/stream", data={"question": f"{NAME_TYPED} {'x' * 4001}"}, headers=SCRIPT)

    assert [name for name, _ in events_of(sent)] == ["page"]


def test_the_form_is_given_its_refusal_as_a_page(browser: TestClient, assistant: FakeAssistant) -> None:
    assistant.fault = IndexMissing("Run: python -m ingest build")
    sent = browser.post("/answers/stream", data={"question": "q"}, headers=SCRIPT)

    (name, page) = events_of(sent)[0]
    assert (name, page["address"]) == ("page", None)
    assert "The guidance cannot be searched yet" in page["html"]


def test_a_form_that_is_not_valid_is_answered_with_a_page(browser: TestClient) -> None:
    sent = browser.post("/answers/stream", data={"question": DANGER, "role": "wizard"}, headers=SCRIPT)

    assert sent.status_code == 422
    assert page_of(sent).all(".urgent")


def test_a_fault_ends_the_stream_without_its_text(client: TestClient, assistant: FakeAssistant) -> None:
    assistant.fault = AssistantError("Kezia Thorne of 4 Mill Lane")

    assert "Kezia" not in client.post("/api/v1/answers/stream", json={"question": "q"}).text
