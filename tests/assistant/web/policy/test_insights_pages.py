"""Figures and gaps as a policy team reads them."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from assistant.channels.web.app import create_app
from assistant.identity.caller import CallerRole, person
from assistant.models import NOWHERE, Reach, Status
from assistant.settings import AssistantSettings
from tests.assistant.insights.conftest import Kept
from tests.assistant.web.page import page_of, words_of
from tests.assistant.web.policy.conftest import Acting
from tests.fakes import HOSTILE, FakeAssistant

PATHS = ["/policy", "/policy/gaps", "/policy/gaps.csv", "/policy/drafts.jsonl", "/policy/reviews"]


def cells(client: TestClient, table: str, query: str = "") -> list[list[str]]:
    rows = page_of(client.get(f"/policy{query}")).all(f"#table-{table} tbody tr")
    return [[" ".join(cell.text().split()) for cell in row.css("th, td.n")] for row in rows]


def test_figures_are_shown_in_tables_with_small_ones_withheld(team: TestClient, kept: Kept) -> None:
    kept.add(30)
    kept.add(8, Status.OUT_OF_SCOPE)
    kept.add(2, Status.DECLINED)

    assert cells(team, "weeks")[-1] == ["2 November 2026", "40"]
    endings = {row[0]: row[1] for row in cells(team, "statuses")}
    assert endings["Answered"] == "30"
    assert endings["Declined"] == "withheld"
    assert ["Otherton"] not in [row[:1] for row in cells(team, "partnerships")]


def test_the_plot_is_described_by_its_table_and_says_what_the_table_says(
    team: TestClient, kept: Kept
) -> None:
    kept.add(7)
    page = page_of(team.get("/policy"))
    plot = page.one("svg.plot")

    assert plot.attributes["role"] == "img"
    assert plot.attributes["aria-describedby"] == "table-weeks"
    assert page.all("#table-weeks")
    assert page.texts("svg.plot .plot-said") == ["0"] * 7 + ["7"]


def test_weeks_may_be_chosen_and_are_whole(team: TestClient, kept: Kept) -> None:
    kept.add(6)
    rows = cells(team, "weeks", "?since=2026-10-28&until=2026-11-04")

    assert rows == [["26 October 2026", "0"], ["2 November 2026", "6"]]


def test_where_few_asked_it_is_said_and_nothing_else(team: TestClient, kept: Kept) -> None:
    kept.add(3)
    shown = words_of(team.get("/policy"))

    assert "fewer than 5 questions" in shown
    assert page_of(team.get("/policy")).values("table", "id") == ["table-partnerships"]


def test_a_table_is_taken_away_as_csv(team: TestClient, kept: Kept) -> None:
    kept.add(9)
    sent = team.get("/policy/figures/feedback.csv?scope=exampleshire")

    assert sent.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="feedback-exampleshire-2026-09-14-2026-11-08.csv"' in sent.headers["content-disposition"]
    assert sent.text == "\ufeffSaid of an answer,Times\r\nUseful,0\r\nNot useful,0\r\n"
    assert team.get("/policy/figures/none.csv").status_code == 404


def test_gaps_are_listed_and_one_is_made_a_case(team: TestClient, kept: Kept) -> None:
    kept.add(3, Status.NOT_COVERED, question=f"What of {HOSTILE}?")
    page = page_of(team.get("/policy/gaps"))
    assert page.texts(".source-title") == [f"What of {HOSTILE}?"]
    assert page.values('a[href^="/sources"]', "href")[0] == "/sources"
    assert "/sources/info-sharing-2026#section-2" in page.values("main a", "href")

    (action,) = page.values("form", "action")
    made = team.post(action)
    assert made.status_code == 303
    assert "This question is now a draft case." in words_of(team.get(made.headers["location"]))
    assert page_of(team.get("/policy/gaps")).values("main form", "action") == []
    (draft,) = map(json.loads, team.get("/policy/drafts.jsonl").text.splitlines())
    assert draft["question"] == f"What of {HOSTILE}?"


@pytest.mark.parametrize("query", ["?scope=otherton", "?scope=nowhere"])
def test_another_partnerships_figures_are_not_there(team: TestClient, kept: Kept, query: str) -> None:
    kept.add(20, partnership="otherton")

    assert team.get(f"/policy{query}").status_code == 404
    assert team.get(f"/policy/figures/statuses.csv{query}").status_code == 404
    assert "Otherton" not in team.get("/policy").text


def test_whoever_belongs_nowhere_sees_what_named_no_partnership(
    team: TestClient, kept: Kept, acting: Acting
) -> None:
    kept.add(6, partnership=None)
    kept.add(30)
    acting(person("x", [CallerRole.POLICY], NOWHERE))

    assert "6 questions" in words_of(team.get("/policy"))
    assert cells(team, "partnerships") == [["No partnership named", "6", "0", "0", "0", "0", "0", "0", "6"]]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_of_it_is_for_practitioners(team: TestClient, acting: Acting, path: str) -> None:
    acting(person("x", [CallerRole.PRACTITIONER], Reach(frozenset({"exampleshire"}))))

    assert team.get(path).status_code == 403
    assert "/policy" not in team.get("/").text


@pytest.mark.parametrize("path", PATHS)
def test_without_a_desk_there_is_nothing(
    assistant: FakeAssistant, settings: AssistantSettings, path: str
) -> None:
    with TestClient(create_app(assistant, settings), "http://127.0.0.1") as client:
        assert client.get(path).status_code == 404
        assert "/policy" not in client.get("/", headers={"accept": "text/html"}).text
