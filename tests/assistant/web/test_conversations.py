"""Conversations and feedback: whose they are, and what may be done with them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from assistant.channels.web.app import create_app
from assistant.errors import AnswersUnavailable
from assistant.settings import AssistantSettings
from tests.assistant.web.page import page_of, words_of
from tests.fakes import CONSENT_QUOTE, FIRST_TURN, SHAPED, TODAY, FakeAssistant

OWN = [
    ("GET", "/api/v1/conversations/talk"),
    ("DELETE", "/api/v1/conversations/talk"),
    ("GET", "/conversations/talk"),
    ("GET", "/conversations/talk/export?format=md"),
    ("GET", "/conversations/talk/export?format=json"),
    ("POST", "/conversations/talk/delete"),
]


@pytest.fixture
def asker(browser: TestClient, assistant: FakeAssistant) -> TestClient:
    """A reader who has asked twice."""
    assistant.scripted = [FIRST_TURN, SHAPED]
    browser.post("/answers", data={"question": "Do I need consent?"})
    browser.post("/answers", data={"question": "And to record?", "conversation": "talk"})
    return browser


@pytest.fixture
def stranger(assistant: FakeAssistant, settings: AssistantSettings) -> Iterator[TestClient]:
    """Another browser, known by a cookie of its own."""
    app = create_app(assistant, settings, lambda: TODAY)
    with TestClient(app, "http://127.0.0.1", raise_server_exceptions=False) as client:
        client.cookies.set("asker", "s" * 32)
        client.follow_redirects = False
        yield client


def test_an_asker_is_known_again_by_a_cookie_that_no_script_and_no_other_site_can_use(
    browser: TestClient, assistant: FakeAssistant
) -> None:
    sent = browser.post("/answers", data={"question": "q"})

    cookie = next(one for one in sent.headers.get_list("set-cookie") if one.startswith("asker="))
    assert {"HttpOnly", "SameSite=lax"} <= set(cookie.split("; "))
    name = cookie.partition(";")[0].removeprefix("asker=")
    assert assistant.asked[0].owner
    assert name not in assistant.asked[0].owner


def test_the_cookie_is_kept_to_encrypted_addresses_where_the_page_has_one(
    assistant: FakeAssistant, settings: AssistantSettings
) -> None:
    client = TestClient(create_app(assistant, settings), "https://127.0.0.1", follow_redirects=False)
    sent = client.post("/answers", data={"question": "q"})

    assert all("; Secure" in cookie for cookie in sent.headers.get_list("set-cookie"))


@pytest.mark.parametrize("path", ["/", "/sources", "/conversations", "/answers/answered"])
def test_whoever_only_reads_gets_no_cookie(browser: TestClient, path: str) -> None:
    assert "set-cookie" not in browser.get(path).headers


def test_a_program_gets_no_cookie_and_goes_on_by_the_conversations_id(
    client: TestClient, assistant: FakeAssistant
) -> None:
    assistant.scripted = [FIRST_TURN, SHAPED]
    made = client.post("/api/v1/answers", json={"question": "q"})
    client.post("/api/v1/answers", json={"question": "q", "conversation": made.json()["conversation"]})

    assert "set-cookie" not in made.headers
    assert [(one.owner, one.conversation) for one in assistant.asked] == [(None, None), (None, "talk")]


def test_a_follow_up_is_asked_as_the_same_asker(asker: TestClient, assistant: FakeAssistant) -> None:
    first, second = assistant.asked

    assert (first.conversation, second.conversation) == (None, "talk")
    assert first.owner == second.owner


def test_a_page_shows_what_came_before_it_and_nothing_of_what_came_after(asker: TestClient) -> None:
    first, second = (page_of(asker.get(f"/answers/{each}")) for each in ("first", "shaped"))

    assert first.texts(".earlier summary") == []
    assert second.texts(".earlier summary") == [FIRST_TURN.question]
    assert second.values(".earlier a", "href") == ["/answers/first"]


def test_another_persons_conversation_is_not_gone_on_with(
    asker: TestClient, stranger: TestClient, assistant: FakeAssistant
) -> None:
    stranger.post("/answers", data={"question": "q", "conversation": "talk"})

    assert assistant.asked[-1].conversation is None


def test_a_link_to_an_answer_shows_another_reader_neither_the_conversation_nor_a_way_into_it(
    asker: TestClient, stranger: TestClient
) -> None:
    page = page_of(stranger.get("/answers/shaped", headers={"accept": "text/html"}))

    assert page.all(".earlier") == []
    assert page.all("input[name=conversation]") == []
    assert CONSENT_QUOTE in page.one("main").text()


@pytest.mark.parametrize(("method", "path"), OWN)
def test_another_persons_conversation_is_not_found(
    asker: TestClient, stranger: TestClient, assistant: FakeAssistant, method: str, path: str
) -> None:
    assert stranger.request(method, path, headers={"content-length": "0"}).status_code == 404
    assert "talk" in assistant.owners


def test_own_conversations_are_listed_and_nobody_elses(asker: TestClient, stranger: TestClient) -> None:
    mine = asker.get("/api/v1/conversations").json()
    theirs = stranger.get("/api/v1/conversations").json()

    assert [(one["id"], one["turns"]) for one in mine["conversations"]] == [("talk", 2)]
    assert theirs == {"conversations": [], "total": 0, "next": None}
    assert page_of(asker.get("/conversations")).texts(".source-title") == [FIRST_TURN.question]


def test_a_conversation_is_read_in_order(asker: TestClient) -> None:
    read = asker.get("/api/v1/conversations/talk").json()

    assert [answer["id"] for answer in read["answers"]] == ["first", "shaped"]
    assert asker.get("/conversations/talk").headers["location"] == "/answers/shaped"


def test_a_conversation_is_taken_away_as_markdown(asker: TestClient) -> None:
    taken = asker.get("/conversations/talk/export?format=md")

    assert taken.headers["content-disposition"] == 'attachment; filename="conversation-2026-11-02.md"'
    order = [FIRST_TURN.message, "## Do I need consent?", f"> “{CONSENT_QUOTE}” [1]", "## What do I record?"]
    places = [taken.text.index(words) for words in order]
    assert places == sorted(places)


def test_a_conversation_is_taken_away_as_json(asker: TestClient) -> None:
    taken = asker.get("/conversations/talk/export?format=json")

    assert taken.json() == asker.get("/api/v1/conversations/talk").json()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("DELETE", "/api/v1/conversations/talk", 204), ("POST", "/conversations/talk/delete", 303)],
)
def test_a_conversation_is_deleted_with_its_answers(
    asker: TestClient, assistant: FakeAssistant, method: str, path: str, status: int
) -> None:
    assert asker.request(method, path, headers={"content-length": "0"}).status_code == status
    assert not assistant.kept.keys() & {"first", "shaped"}


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_another_site_cannot_delete(asker: TestClient, assistant: FakeAssistant, method: str) -> None:
    path = "/conversations/talk/delete" if method == "POST" else "/api/v1/conversations/talk"
    headers = {"sec-fetch-site": "cross-site", "content-length": "0"}

    assert asker.request(method, path, headers=headers).status_code == 403
    assert "talk" in assistant.owners


def test_a_question_is_answered_though_its_conversation_cannot_be_read(
    browser: TestClient, assistant: FakeAssistant
) -> None:
    assistant.lost = AnswersUnavailable("the database is down")

    sent = browser.post("/answers", data={"question": "q", "conversation": "talk"})

    assert CONSENT_QUOTE in words_of(sent)
    assert assistant.asked[0].conversation is None


@pytest.mark.parametrize(("pressed", "useful"), [("true", True), ("false", False)])
def test_feedback_is_kept_with_its_reason_and_thanked_for(
    asker: TestClient, assistant: FakeAssistant, pressed: str, useful: bool
) -> None:
    sent = asker.post("/answers/first/feedback", data={"useful": pressed, "reason": "Too long"})

    assert sent.headers["location"] == "/answers/first?thanks=1#feedback"
    assert assistant.rated == [("first", assistant.asked[0].owner, useful, "Too long")]
    assert "Thank you." in words_of(asker.get("/answers/first?thanks=1"))


def test_a_program_gives_feedback(client: TestClient, assistant: FakeAssistant) -> None:
    sent = client.post("/api/v1/answers/answered/feedback", json={"useful": False, "reason": "Too long"})

    assert (sent.status_code, sent.content) == (204, b"")
    assert assistant.rated == [("answered", None, False, "Too long")]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/v1/answers/gone/feedback", {"useful": True}, 404),
        ("/api/v1/answers/answered/feedback", {"reason": "Too long"}, 422),
        ("/api/v1/answers/answered/feedback", {"useful": True, "reason": "x" * 1001}, 422),
    ],
)
def test_feedback_that_cannot_be_kept_is_a_problem(
    client: TestClient, assistant: FakeAssistant, path: str, body: dict[str, object], status: int
) -> None:
    assert client.post(path, json=body).status_code == status
    assert assistant.rated == []
