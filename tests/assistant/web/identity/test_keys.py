"""Services that come with a key: what it opens, and when it opens nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.channels.web.app import create_app
from assistant.channels.web.identity.gate import Gate
from assistant.identity.caller import Scope
from assistant.identity.keys import Keys
from assistant.settings import AssistantSettings
from assistant.store.engine import open_engine
from assistant.store.keys import KeyStore
from tests.assistant.web.identity.arriving import by_key, gate_with, keys_at, with_token
from tests.fakes import NOW, TODAY, FakeAssistant

PARTS = {"/api/v1/conversations", "/api/v1/search?q=consent", "/api/v1/sources", "/api/v1/partnerships"}
ASK = {"question": "Do I need consent?"}
DANGER = "He is on his way to her house now with a knife, what do I do?"


def test_a_key_asks_and_reads_its_own_answers(served: FastAPI, assistant: FakeAssistant) -> None:
    program = by_key(served, [Scope.ANSWERS], "exampleshire")

    assert program.post("/api/v1/answers", json=ASK).status_code == 201
    assert assistant.asked[0].partnership == "exampleshire"
    assert assistant.asked[0].owner == f"key:{program.headers['authorization'].split('_')[1]}"


@pytest.mark.parametrize(
    ("scope", "opened"),
    [
        (Scope.ANSWERS, {"/api/v1/conversations"}),
        (Scope.SEARCH, {"/api/v1/search?q=consent"}),
        (Scope.SOURCES, {"/api/v1/sources", "/api/v1/partnerships"}),
        (Scope.INSIGHTS, set()),
    ],
)
def test_a_key_opens_the_parts_of_its_scopes(served: FastAPI, scope: Scope, opened: set[str]) -> None:
    program = by_key(served, [scope])

    assert {one for one in PARTS if program.get(one).status_code == 200} == opened
    assert {program.get(one).status_code for one in PARTS - opened} <= {403}


@pytest.mark.parametrize("path", ["/", "/answers/answered", "/conversations", "/sources"])
def test_a_key_opens_no_page(served: FastAPI, path: str) -> None:
    refused = by_key(served, list(Scope)).get(path)

    assert refused.status_code == 403
    assert "An API key opens the API, and no page" in refused.json()["detail"]


def test_where_no_key_can_be_looked_up_the_program_is_told_so_danger_first(
    assistant: FakeAssistant, settings: AssistantSettings, tmp_path: Path
) -> None:
    (tmp_path / "answers.db").write_text("this is no database")
    unreadable = Keys(KeyStore(open_engine(f"sqlite:///{tmp_path / 'answers.db'}")), lambda: NOW)
    served = create_app(assistant, settings, lambda: TODAY, gate=replace(gate_with(), keys=unreadable))
    program = with_token(served, f"sgk_{'0' * 12}_{'a' * 43}")

    told = program.post("/api/v1/answers", json={"question": DANGER})

    assert (told.status_code, told.json()["type"]) == (503, "/docs#answers-unavailable")
    assert "999" in told.json()["urgent"]["headline"]


def test_a_key_that_expired_was_revoked_or_is_mistyped_opens_nothing(served: FastAPI) -> None:
    keys = served.state.gate.keys
    expired = keys.issue("old", [Scope.SOURCES], [], timedelta(0)).token
    revoked = keys.issue("gone", [Scope.SOURCES], [], timedelta(days=1))
    keys.store.revoke(revoked.key.id, keys.now())
    good = keys.issue("good", [Scope.SOURCES], [], timedelta(days=1)).token

    told = {
        with_token(served, token).get("/api/v1/sources").json()["detail"]
        for token in (expired, revoked.token, good[:-1], good + "x", good[:-1] + "~", "sgk_x", "")
    }

    assert with_token(served, good).get("/api/v1/sources").status_code == 200
    assert told == {"This API key is not valid: it is mistyped, has expired or was revoked."}


def test_a_key_works_on_a_machine_where_nobody_signs_in_too(settings: AssistantSettings) -> None:
    keys = keys_at()
    alone = create_app(FakeAssistant(), settings, lambda: TODAY, gate=Gate(keys=keys, now=keys.now))

    assert by_key(alone, [Scope.SEARCH]).get("/api/v1/sources").status_code == 403
    assert with_token(alone, "wrong").get("/api/v1/sources").status_code == 401
    assert TestClient(alone, "http://127.0.0.1").get("/api/v1/sources").status_code == 200
