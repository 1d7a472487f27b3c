"""Figures as programs read them."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from assistant.channels.web.policy.insights import FiguresOut
from assistant.identity.caller import Caller, CallerRole, Scope, Way, person
from assistant.models import Reach, Status
from tests.assistant.insights.conftest import Kept
from tests.assistant.web.policy.conftest import Acting

HERE = Reach(frozenset({"exampleshire"}))
KEY = Caller(Way.KEY, "k", scopes=frozenset({Scope.INSIGHTS}), reach=HERE)


@pytest.fixture
def program(team: TestClient) -> TestClient:
    team.headers["accept"] = "application/json"
    return team


def test_figures_are_read_with_small_ones_null(program: TestClient, kept: Kept) -> None:
    kept.add(30)
    kept.add(8, Status.OUT_OF_SCOPE)
    kept.add(2, Status.DECLINED)
    figures = program.get("/api/v1/insights?scope=exampleshire").json()

    assert (figures["scope"], figures["questions"], figures["smallest_shown"]) == ("exampleshire", 40, 5)
    assert (figures["since"], figures["until"]) == ("2026-09-14", "2026-11-08")
    tables = {table["id"]: table for table in figures["tables"]}
    counts = {row["label"]: row["counts"] for row in tables["statuses"]["rows"]}
    assert counts["Declined"] == [None]
    assert counts["Answered"] == [30]


def test_a_table_is_read_as_json_and_as_csv(program: TestClient, kept: Kept) -> None:
    kept.add(9)

    assert program.get("/api/v1/insights/feedback").json()["columns"] == ["Times"]
    sent = program.get("/api/v1/insights/feedback?format=csv")
    assert sent.headers["content-type"] == "text/csv; charset=utf-8"
    assert sent.text.splitlines()[1] == "Useful,0"
    told = program.get("/api/v1/insights/none")
    assert told.status_code == 404
    assert "there is: weeks, statuses" in told.json()["detail"]


@pytest.mark.parametrize("path", ["/api/v1/insights", "/api/v1/insights/weeks"])
def test_another_partnerships_figures_are_not_found(program: TestClient, kept: Kept, path: str) -> None:
    kept.add(9, partnership="otherton")

    assert program.get(f"{path}?scope=otherton").status_code == 404
    assert "therton" not in program.get(f"{path}?scope=national").text


@pytest.mark.parametrize(
    ("caller", "status"),
    [
        (KEY, 200),
        (Caller(Way.KEY, "k", scopes=frozenset({Scope.SOURCES}), reach=HERE), 403),
        (person("p", [CallerRole.PRACTITIONER], HERE), 403),
    ],
)
def test_it_is_for_keys_and_people_with_the_scope(
    program: TestClient, acting: Acting, caller: Caller, status: int
) -> None:
    acting(caller)

    assert program.get("/api/v1/insights").status_code == status
    assert program.get("/policy").status_code == (403 if status != 200 or caller is KEY else 200)


def test_the_description_of_the_api_has_it_with_examples(program: TestClient) -> None:
    paths = program.get("/openapi.json").json()["paths"]

    figures, table = paths["/api/v1/insights"]["get"], paths["/api/v1/insights/{table_id}"]["get"]
    assert {one["name"] for one in figures["parameters"]} == {"scope", "since", "until"}
    assert set(table["responses"]["200"]["content"]) == {"application/json", "text/csv"}
    shown = figures["responses"]["200"]["content"]["application/json"]["example"]
    assert FiguresOut.model_validate(shown).tables[0].rows[0].counts == (31,)
    assert not any(path.startswith("/policy") for path in paths)
