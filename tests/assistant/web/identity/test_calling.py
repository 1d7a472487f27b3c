"""What a route requires of its caller, and what whoever has not got it is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient

from assistant.channels.web.app import create_app
from assistant.channels.web.identity.calling import Calling, requires_role, requires_scope
from assistant.errors import NotSignedIn
from assistant.identity.caller import Caller, CallerRole, Scope, Way, local_caller, person
from assistant.models import NOWHERE
from assistant.settings import AssistantSettings
from tests.fakes import FakeAssistant

PRACTITIONER = person("p", [CallerRole.PRACTITIONER], NOWHERE)
POLICY = person("q", [CallerRole.POLICY], NOWHERE)
READING = Caller(Way.KEY, "k", scopes=frozenset({Scope.SOURCES}))
INSIGHTS = Caller(Way.KEY, "k", scopes=frozenset({Scope.INSIGHTS}))


@pytest.fixture
def trial(settings: AssistantSettings) -> Iterator[TestClient]:
    """The application with routes that require something, as whoever the test says."""
    routes = APIRouter()

    async def reached() -> str:
        return "reached"

    async def closed() -> None:
        raise NotSignedIn("Sign in to read this.")

    async def whoami(caller: Calling) -> str:
        return caller.way

    routes.add_api_route("/policy", reached, dependencies=[requires_role(CallerRole.POLICY)])
    routes.add_api_route("/insights", reached, dependencies=[requires_scope(Scope.INSIGHTS)])
    routes.add_api_route("/closed", closed)
    routes.add_api_route("/who", whoami)
    app = create_app(FakeAssistant(), settings)
    app.include_router(routes)
    with TestClient(app, "http://127.0.0.1") as client:
        yield client


def called_by(client: TestClient, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr("assistant.channels.web.identity.admission.local_caller", lambda _owner: caller)
    return client


@pytest.mark.parametrize(
    ("caller", "status"), [(local_caller(None), 200), (POLICY, 200), (PRACTITIONER, 403), (INSIGHTS, 403)]
)
def test_a_route_for_a_role_is_open_to_people_who_have_it(
    trial: TestClient, monkeypatch: pytest.MonkeyPatch, caller: Caller, status: int
) -> None:
    assert called_by(trial, caller, monkeypatch).get("/policy").status_code == status


@pytest.mark.parametrize(
    ("caller", "status"),
    [(local_caller(None), 200), (POLICY, 200), (PRACTITIONER, 403), (READING, 403), (INSIGHTS, 200)],
)
def test_a_route_with_a_scope_is_open_to_people_and_keys_that_have_it(
    trial: TestClient, monkeypatch: pytest.MonkeyPatch, caller: Caller, status: int
) -> None:
    assert called_by(trial, caller, monkeypatch).get("/insights").status_code == status


def test_a_program_is_told_which_scope_it_lacks(trial: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    told = called_by(trial, READING, monkeypatch).get("/insights")

    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["type"] == "/docs#not-allowed"
    assert told.json()["detail"].startswith("This needs the scope 'insights', which your key does not have.")


def test_a_person_is_told_on_a_page_which_role_they_lack(
    trial: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = called_by(trial, PRACTITIONER, monkeypatch).get("/policy", headers={"accept": "text/html"})

    assert told.status_code == 403
    assert "people with the role &#39;policy&#39;" in told.text


def test_a_program_that_is_nobody_is_told_how_to_come(trial: TestClient) -> None:
    told = trial.get("/closed")

    assert told.status_code == 401
    assert told.headers["www-authenticate"] == "Bearer"
    assert told.json()["type"] == "/docs#not-signed-in"


def test_on_this_machine_everybody_is_its_one_user(trial: TestClient) -> None:
    assert trial.get("/who").json() == "local"


@pytest.mark.parametrize("path", ["/", "/answers/answered", "/sources", "/gone"])
def test_every_page_says_that_nobody_signs_in(browser: TestClient, path: str) -> None:
    assert "Single-user mode: there is no sign-in" in browser.get(path).text
