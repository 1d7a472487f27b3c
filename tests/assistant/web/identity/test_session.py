"""A session that is not ours, is over or was changed, and a form that is not from our pages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.channels.web.app import create_app
from assistant.identity.caller import Scope
from assistant.settings import AssistantSettings
from tests.assistant.web.identity.arriving import (
    ORIGIN,
    WORD,
    by_key,
    by_session,
    cookie_holding,
    gate_with,
    routes_of,
    sign_in_settings,
    signed_in,
)
from tests.fakes import NOW, TODAY, FakeAssistant

ANA = signed_in("Ana", "exampleshire")
DANGER = "He is on his way to her house now with a knife, what do I do?"


@pytest.fixture
def ana(served: FastAPI) -> TestClient:
    return by_session(served, ANA)


def test_who_is_signed_in_is_let_in(ana: TestClient) -> None:
    assert ana.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/answers/answered", "/conversations", "/sources", "/search", "/gone"])
def test_a_reader_who_is_not_signed_in_is_sent_to_sign_in(served: FastAPI, path: str) -> None:
    sent = by_session(served, None).get(path)

    assert sent.status_code == 303
    assert sent.headers["location"].startswith("/sign-in?next=%2F")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/app.css", "/docs", "/openapi.json"])
def test_what_holds_nothing_is_open_to_anybody(served: FastAPI, path: str) -> None:
    assert by_session(served, None).get(path).status_code == 200


def test_a_session_signed_with_another_secret_is_nobodys(served: FastAPI) -> None:
    assert by_session(served, ANA, secret="another secret, as long as ours").get("/").status_code == 303  # noqa: S106


def test_a_session_that_was_changed_is_nobodys(served: FastAPI, ana: TestClient) -> None:
    cookie = ana.cookies["session"]
    forged = by_session(served, None)
    forged.cookies.set("session", "x" + cookie[1:])

    assert forged.get("/").status_code == 303


def test_a_session_of_another_shape_is_nobodys(served: FastAPI) -> None:
    old = by_session(served, None)
    old.cookies.set("session", cookie_holding({"person": {"owner": "ana", "roles": ["warden"]}}))

    assert old.get("/").status_code == 303


def test_a_session_is_over_at_its_end(served: FastAPI) -> None:
    over = signed_in("Ana", until=NOW)
    lasting = signed_in("Ana", until=NOW + timedelta(seconds=1))

    assert by_session(served, over).get("/").status_code == 303
    assert by_session(served, lasting).get("/").status_code == 200


def test_the_danger_block_is_shown_to_an_asker_whose_session_is_over(served: FastAPI) -> None:
    shown = by_session(served, None).post("/answers", data={"question": DANGER})

    assert shown.status_code == 401
    assert "999" in shown.text
    assert 'role="alert"' in shown.text or "urgent" in shown.text
    told = by_session(served, None).post("/api/v1/answers", json={"question": DANGER})
    assert told.json()["urgent"]["headline"]


def test_every_form_is_taken_with_the_word_of_the_session_only(served: FastAPI, ana: TestClient) -> None:
    """Also where the browser says nothing of where it was sent from; a form is never taken for JSON."""
    changing = [(method, path) for method, path in routes_of(served) if method != "GET"]
    taken = []
    for method, path in changing:
        address = re.sub(r"\{.*?\}", "answered", path)
        sent = ana.request(method, address, data={"question": "q", "useful": "true", "genuine": "guessed"})
        refused = {403, 422} if path.startswith("/api") else {403}
        taken += [] if sent.status_code in refused else [f"{method} {path}: {sent.status_code}"]

    assert len(changing) >= 10
    assert taken == []


def test_a_form_of_our_own_page_is_taken(ana: TestClient, assistant: FakeAssistant) -> None:
    page = ana.get("/").text
    fields = re.findall(r'action="/answers"[^>]*><input type="hidden" name="genuine" value="(.*?)">', page)
    assert fields == [WORD]

    sent = ana.post("/answers", data={"question": "Do I need consent?", "genuine": WORD})

    assert sent.status_code in (200, 303)
    assert assistant.asked[0].owner == "owner-of-Ana"


@pytest.mark.parametrize("path", ["/", "/answers/answered", "/answers/shaped", "/conversations", "/search"])
def test_every_form_that_changes_something_carries_the_word(
    ana: TestClient, assistant: FakeAssistant, path: str
) -> None:
    page = ana.get(path).text

    assert page.count('method="post"') == page.count(f'name="genuine" value="{WORD}"')


def test_a_page_of_a_machine_without_sign_in_carries_no_word(browser: TestClient) -> None:
    assert "genuine" not in browser.get("/").text


@pytest.mark.parametrize("given", [{}, {"genuine": ""}, {"genuine": "gu\u00e9ssed"}])
def test_a_form_without_the_word_is_refused_and_danger_shown(
    ana: TestClient, assistant: FakeAssistant, given: dict[str, str]
) -> None:
    refused = ana.post("/answers", data={"question": DANGER, **given})

    assert refused.status_code == 403
    assert "not sent from a page that you have open" in refused.text
    assert "999" in refused.text
    assert assistant.asked == []


def test_a_script_of_our_page_sends_the_word_in_a_header(ana: TestClient) -> None:
    asked: dict[str, Any] = {"json": {"question": "Do I need consent?"}}

    assert ana.post("/api/v1/answers", **asked).status_code == 403
    assert ana.post("/api/v1/answers", **asked, headers={"x-genuine": WORD}).status_code == 201


def test_a_program_with_a_key_needs_no_word(served: FastAPI) -> None:
    program = by_key(served, [Scope.ANSWERS])

    assert program.post("/api/v1/answers", json={"question": "Do I need consent?"}).status_code == 201


@pytest.mark.parametrize(("host", "status"), [("guidance.example", 200), ("evil.example", 421)])
def test_the_host_of_the_page_is_one_of_ours(settings: AssistantSettings, host: str, status: int) -> None:
    gate = gate_with(sign_in_settings(page_url="https://guidance.example"))
    client = TestClient(create_app(FakeAssistant(), settings, lambda: TODAY, gate=gate), ORIGIN)

    assert client.get("/docs", headers={"host": host}).status_code == status
