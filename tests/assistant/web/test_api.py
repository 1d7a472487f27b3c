"""The API: what programs send and get."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.channels.web.queueing import Queue
from assistant.errors import AnswersUnavailable, AssistantError, QuestionRefused, UnknownPartnership
from assistant.models import Answer, Question, Status, Urgent
from assistant.settings import AssistantSettings
from ingest.errors import IndexMismatch, IndexMissing, IngestError, StoreError
from tests.fakes import ANSWERS, CONSENT_QUOTE, PARTNERSHIPS, URGENT, FakeAssistant

CASE_DETAIL = "Kezia Thorne of 4 Mill Lane"
DANGER = "He is in the room now with a knife and says he will kill her."


def problem_of(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert problem.keys() >= {"type", "title", "status", "instance"}
    return problem


def test_a_question_makes_an_answer_that_can_be_read_again(
    client: TestClient, assistant: FakeAssistant
) -> None:
    asked = {"question": "Do I need consent?", "partnership": "exampleshire", "role": "gp"}
    made = client.post("/api/v1/answers", json=asked)

    assert made.status_code == 201
    assert assistant.asked == [Question("Do I need consent?", "exampleshire", "gp")]
    assert client.get(made.headers["location"]).json() == made.json()
    assert Answer.model_validate(made.json()) == ANSWERS[Status.ANSWERED]


@pytest.mark.parametrize("status", Status)
def test_every_status_is_an_answer_and_not_an_error(
    client: TestClient, assistant: FakeAssistant, status: Status
) -> None:
    assistant.status = status

    made = client.post("/api/v1/answers", json={"question": "anything"})

    assert (made.status_code, made.json()["status"]) == (201, status.value)


@pytest.mark.parametrize(
    ("body", "slug", "words"),
    [
        ({"question": " "}, "question-refused", "has no words"),
        ({"question": "x" * 4001}, "question-refused", "longer than 4,000"),
    ],
)
def test_a_question_that_cannot_be_taken_is_explained(
    client: TestClient, body: dict[str, str], slug: str, words: str
) -> None:
    problem = problem_of(client.post("/api/v1/answers", json=body), 422)

    assert problem["type"] == f"/docs#{slug}"
    assert words in problem["detail"]
    assert problem["instance"] == "/api/v1/answers"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "question"),
        ({"question": [CASE_DETAIL]}, "question"),
        ({"question": "q", "role": CASE_DETAIL}, "role"),
        ({"question": "q", "partnership": CASE_DETAIL}, "partnership"),
        ({"question": "q", "nme": CASE_DETAIL}, "nme"),
    ],
)
def test_an_invalid_request_names_its_fields_and_not_their_values(
    client: TestClient, body: dict[str, object], field: str
) -> None:
    response = client.post("/api/v1/answers", json=body)

    assert [error["field"] for error in problem_of(response, 422)["errors"]] == [field]
    assert CASE_DETAIL not in response.text


def test_broken_json_is_a_problem_that_repeats_none_of_it(client: TestClient) -> None:
    broken = f'{{"question": "{CASE_DETAIL}'
    response = client.post("/api/v1/answers", content=broken, headers={"content-type": "application/json"})

    assert problem_of(response, 422)["errors"] == [{"field": "body", "message": "JSON decode error"}]
    assert CASE_DETAIL not in response.text


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/answers/gone",
        "/api/v1/sources/gone",
        "/api/v1/gone",
        "/gone",
        "/answers/gone",
        "/sources/gone",
    ],
)
def test_what_is_not_there_is_a_problem(client: TestClient, path: str) -> None:
    assert problem_of(client.get(path), 404)["type"] == "/docs#not-found"


@pytest.mark.parametrize("path", ["/api", "/api/answers", "/api/v2/answers", "/api/sources/sharing"])
def test_an_address_of_no_version_says_which_one_there_is(client: TestClient, path: str) -> None:
    assert "/api/v1" in problem_of(client.get(path), 404)["detail"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/v1/answers"), ("DELETE", "/api/v1/sources"), ("PUT", "/")]
)
def test_a_method_that_is_not_there_is_a_problem(client: TestClient, method: str, path: str) -> None:
    problem = problem_of(client.request(method, path, headers={"content-length": "0"}), 405)

    assert problem["title"] == "Method Not Allowed"


def test_a_fault_shows_neither_its_text_nor_the_question(
    client: TestClient, assistant: FakeAssistant
) -> None:
    assistant.fault = ZeroDivisionError(f"while reading {CASE_DETAIL}")

    response = client.post("/api/v1/answers", json={"question": CASE_DETAIL})

    assert problem_of(response, 500)["type"] == "/docs#internal-error"
    assert CASE_DETAIL not in response.text
    assert "ZeroDivision" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_search_error_that_escapes_is_not_shown_as_nothing_found(
    client: TestClient, assistant: FakeAssistant
) -> None:
    assistant.fault = AssistantError(CASE_DETAIL)

    response = client.post("/api/v1/answers", json={"question": "q"})

    problem_of(response, 500)
    assert CASE_DETAIL not in response.text


@pytest.mark.parametrize("kind", [IndexMissing, IndexMismatch, StoreError])
def test_without_an_index_the_answer_is_503_with_what_to_run(
    client: TestClient, assistant: FakeAssistant, kind: type[IngestError]
) -> None:
    assistant.fault = kind("There is no index. Run: python -m ingest build")

    problem = problem_of(client.post("/api/v1/answers", json={"question": "q"}), 503)

    assert problem["type"] == "/docs#not-ready"
    assert problem["detail"] == "There is no index. Run: python -m ingest build"


def test_without_its_database_an_earlier_answer_is_503_with_what_to_check(
    client: TestClient, assistant: FakeAssistant
) -> None:
    assistant.lost = AnswersUnavailable("check ASSISTANT_DATABASE_URL")

    problem = problem_of(client.get("/api/v1/answers/answered"), 503)

    assert (problem["type"], problem["detail"]) == (
        "/docs#answers-unavailable",
        "check ASSISTANT_DATABASE_URL",
    )


@pytest.mark.parametrize("refusal", [QuestionRefused, UnknownPartnership])
def test_danger_in_a_question_that_is_not_taken_is_told_all_the_same(
    client: TestClient, assistant: FakeAssistant, refusal: type[QuestionRefused | UnknownPartnership]
) -> None:
    assistant.fault = refusal("Ask it another way.", urgent=URGENT)

    problem = problem_of(client.post("/api/v1/answers", json={"question": "q"}), 422)

    assert Urgent.model_validate(problem["urgent"]) == URGENT


@pytest.mark.parametrize(("typed", "dangers"), [(DANGER, 1), ("How long are records kept?", 0)])
def test_whoever_is_turned_away_is_told_of_the_danger_in_their_words(
    client: TestClient, typed: str, dangers: int
) -> None:
    queue: Queue = client.app.state.web.queue  # type: ignore[attr-defined]
    with queue.turn():
        problem = problem_of(client.post("/api/v1/answers", json={"question": typed}), 503)

    assert [key for key in problem if key == "urgent"] == ["urgent"] * dangers


@pytest.mark.parametrize("settings", [AssistantSettings(_env_file=None, partnership="otherton")])
@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ({}, "otherton"),
        ({"partnership": ""}, "otherton"),
        ({"partnership": "exampleshire"}, "exampleshire"),
    ],
)
def test_the_partnership_of_the_settings_is_asked_where_none_is_named(
    client: TestClient, assistant: FakeAssistant, named: dict[str, str], asked: str
) -> None:
    client.post("/api/v1/answers", json={"question": "q", **named})
    client.post("/answers", data={"question": "q", **named})

    assert [question.partnership for question in assistant.asked] == [asked, asked]


def test_more_questions_at_once_than_places_are_told_when_to_come_back(client: TestClient) -> None:
    queue: Queue = client.app.state.web.queue  # type: ignore[attr-defined]
    with queue.turn():
        turned_away = client.post("/api/v1/answers", json={"question": "q"})

    assert problem_of(turned_away, 503)["type"] == "/docs#busy"
    assert turned_away.headers["retry-after"] == "5"
    assert client.post("/api/v1/answers", json={"question": "q"}).status_code == 201


def test_a_place_is_free_again_after_a_fault(client: TestClient, assistant: FakeAssistant) -> None:
    assistant.fault = ZeroDivisionError()
    client.post("/api/v1/answers", json={"question": "q"})
    assistant.fault = None

    assert client.post("/api/v1/answers", json={"question": "q"}).status_code == 201


def test_an_answer_has_an_address_only_where_it_is_kept(client: TestClient, assistant: FakeAssistant) -> None:
    assistant.lost = AnswersUnavailable("the database is down")

    made = client.post("/api/v1/answers", json={"question": "q"})

    assert made.status_code == 201
    assert "location" not in made.headers


@pytest.mark.parametrize(
    "body",
    [
        {"question": DANGER, "role": "wizard"},
        {"question": {"text": DANGER}},
        {"query": DANGER},
        {"question": DANGER, "conversation": "no / id"},
    ],
)
def test_danger_in_a_request_that_is_not_valid_is_told_all_the_same(
    client: TestClient, body: dict[str, object]
) -> None:
    problem = problem_of(client.post("/api/v1/answers", json=body), 422)

    assert problem["urgent"]["headline"].startswith("Ring 999 now")


@pytest.mark.parametrize("as_form", [True, False])
def test_danger_at_the_beginning_of_a_text_too_large_to_take_is_told_all_the_same(
    client: TestClient, as_form: bool
) -> None:
    typed = {"question": f"{DANGER} {'And so on. ' * 10_000}"}
    sent = client.post("/answers", data=typed) if as_form else client.post("/api/v1/answers", json=typed)

    assert problem_of(sent, 413)["urgent"]["headline"].startswith("Ring 999 now")


def test_two_partnerships_are_asked_where_two_are_named(client: TestClient, assistant: FakeAssistant) -> None:
    body = {"question": "q", "partnership": "exampleshire", "other_partnership": "otherton"}
    client.post("/api/v1/answers", json=body)

    assert assistant.asked == [Question("q", "exampleshire", None, "otherton")]


def ids(response: Any) -> list[str]:
    return [source["id"] for source in response.json()["sources"]]


def test_sources_are_the_national_ones_until_a_partnership_is_named(client: TestClient) -> None:
    national = ["info-sharing-2026", "info-sharing-2024"]

    assert ids(client.get("/api/v1/sources")) == national
    assert ids(client.get("/api/v1/sources?partnership=exampleshire")) == [
        *national,
        "exampleshire-recording",
    ]


def test_a_source_comes_with_its_sections_and_their_anchors(client: TestClient) -> None:
    source = client.get("/api/v1/sources/info-sharing-2026").json()

    assert source["version"] == "September 2026"
    consent = source["sections"][1]
    assert consent["heading_path"] == ["Information sharing guidance", "Consent"]
    assert CONSENT_QUOTE in consent["text"]
    assert consent["anchors"][1] == {
        "fragment": "para-1-2",
        "label": "para 2",
        "offset": consent["text"].index(CONSENT_QUOTE),
        "page": None,
    }


def test_a_source_that_is_known_but_not_held_has_no_sections(client: TestClient) -> None:
    assert client.get("/api/v1/sources/info-sharing-2024").json()["sections"] == []


@pytest.mark.parametrize("query", ["", "?partnership=exampleshire"])
@pytest.mark.parametrize("path", ["/api/v1/sources/otherton-escalation", "/sources/otherton-escalation"])
def test_another_partnerships_text_is_out_of_reach(client: TestClient, path: str, query: str) -> None:
    response = client.get(path + query)

    problem_of(response, 404)
    assert "Otherton" not in response.text


def test_the_partnerships_own_text_is_in_reach(client: TestClient) -> None:
    response = client.get("/api/v1/sources/otherton-escalation?partnership=otherton")

    assert response.json()["sections"][0]["text"] == "Otherton's own words stay in Otherton."


def test_partnerships_come_with_their_contacts(client: TestClient) -> None:
    listed = client.get("/api/v1/partnerships").json()

    assert listed["partnerships"] == [each.model_dump(mode="json") for each in PARTNERSHIPS]


def test_the_process_is_up_whether_or_not_it_can_answer(client: TestClient, assistant: FakeAssistant) -> None:
    assistant.not_ready = "There is no index yet."

    assert client.get("/healthz").json() == {"status": "ok"}


def test_readiness_follows_the_index(client: TestClient, assistant: FakeAssistant) -> None:
    assistant.not_ready = "There is no index yet. Run: python -m ingest build"
    problem = problem_of(client.get("/readyz"), 503)
    assistant.not_ready = None

    assert problem["detail"] == "There is no index yet. Run: python -m ingest build"
    assert client.get("/readyz").json() == {"status": "ready"}
