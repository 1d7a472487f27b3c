"""What a route requires of its caller, and what whoever has not got it is told."""

from __future__ import annotations

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from assistant.channels.web.app import create_app
from assistant.channels.web.identity.calling import Calling, requires_role, requires_scope
from assistant.identity.caller import CallerRole, Scope
from assistant.settings import AssistantSettings
from tests.assistant.web.identity.arriving import ORIGIN, by_key, by_session, signed_in
from tests.fakes import FakeAssistant

PRACTITIONER = signed_in("Ana")
POLICY = signed_in("Bo", role=CallerRole.POLICY)


def with_trials(app: FastAPI) -> FastAPI:
    """The application with routes that require something."""
    routes = APIRouter(prefix="/api/v1")

    async def reached(caller: Calling) -> str:
        return caller.way

    routes.add_api_route("/policy", reached, dependencies=[requires_role(CallerRole.POLICY)])
    routes.add_api_route("/insights", reached, dependencies=[requires_scope(Scope.INSIGHTS)])
    routes.add_api_route("/anyone", reached)
    app.include_router(routes)
    return app


@pytest.fixture
def trial(served: FastAPI) -> FastAPI:
    return with_trials(served)


def callers(app: FastAPI) -> dict[str, TestClient]:
    return {
        "practitioner": by_session(app, PRACTITIONER),
        "policy": by_session(app, POLICY),
        "reading key": by_key(app, [Scope.SOURCES]),
        "insights key": by_key(app, [Scope.INSIGHTS]),
    }


@pytest.mark.parametrize(
    ("caller", "status"),
    [("practitioner", 403), ("policy", 200), ("reading key", 403), ("insights key", 403)],
)
def test_a_route_for_a_role_is_open_to_people_who_have_it(trial: FastAPI, caller: str, status: int) -> None:
    assert callers(trial)[caller].get("/api/v1/policy").status_code == status


@pytest.mark.parametrize(
    ("caller", "status"),
    [("practitioner", 403), ("policy", 200), ("reading key", 403), ("insights key", 200)],
)
def test_a_route_with_a_scope_is_open_to_people_and_keys_that_have_it(
    trial: FastAPI, caller: str, status: int
) -> None:
    assert callers(trial)[caller].get("/api/v1/insights").status_code == status


@pytest.mark.parametrize("path", ["/api/v1/policy", "/api/v1/insights"])
def test_on_this_machine_everybody_may_do_everything(settings: AssistantSettings, path: str) -> None:
    alone = TestClient(with_trials(create_app(FakeAssistant(), settings)), ORIGIN)

    assert alone.get(path).json() == "local"


def test_a_program_is_told_which_scope_it_lacks(trial: FastAPI) -> None:
    told = by_key(trial, [Scope.SOURCES]).get("/api/v1/insights")

    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["type"] == "/docs#not-allowed"
    assert told.json()["detail"].startswith("This needs the scope 'insights', which your key does not have.")


def test_a_program_that_is_nobody_is_told_how_to_come(trial: FastAPI) -> None:
    told = TestClient(trial, ORIGIN).get("/api/v1/anyone")

    assert told.status_code == 401
    assert told.headers["www-authenticate"] == "Bearer"
    assert told.json()["type"] == "/docs#not-signed-in"


@pytest.mark.parametrize("path", ["/", "/answers/answered", "/sources", "/gone"])
def test_every_page_says_that_nobody_signs_in(browser: TestClient, path: str) -> None:
    assert "Single-user mode: there is no sign-in" in browser.get(path).text


def test_every_page_says_who_is_signed_in_and_lets_them_out(trial: FastAPI) -> None:
    page = by_session(trial, PRACTITIONER).get("/").text

    assert "Signed in as Ana" in page
    assert 'action="/sign-out"' in page
    assert "Single-user mode" not in page
