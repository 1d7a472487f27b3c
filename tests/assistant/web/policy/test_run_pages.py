"""Runs of the evals, really run over a small library and seen in the browser."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient

from assistant.desk import Desk, open_desk
from assistant.identity.caller import CallerRole, local_caller, person
from assistant.models import Reach
from assistant.settings import AssistantSettings
from assistant.store.jobs import Kind
from ingest.settings import IngestSettings
from tests.assistant.conftest import docs
from tests.assistant.insights.conftest import Kept
from tests.assistant.web.page import page_of, words_of
from tests.assistant.web.policy.conftest import POLICY_HERE, Acting
from tests.fakes import FakeAssistant

__all__ = ["docs"]

CASES = [
    {"id": "pizza", "question": "best pizza in naples", "expected_status": "out_of_scope"},
    {"id": "mine", "question": "who do I ring", "partnership": "exampleshire", "urgent": False},
    {"id": "theirs", "question": "who do I ring", "partnership": "northmere", "urgent": False},
]
SHAPED = {"started": "2026-11-01T10:00:00Z", "ended": "2026-11-01T10:05:00Z", "commit": "abc"}
REPORT = {"met": False, "critical_failed": ["knife"], "cases": [{}, {}]}


@pytest.fixture
def settings(kept: Kept, tmp_path: Path) -> AssistantSettings:
    cases = tmp_path / "cases.yaml"
    cases.write_text(yaml.safe_dump(CASES), encoding="utf-8")
    url = kept.engine.url.render_as_string(hide_password=False)
    return AssistantSettings(
        _env_file=None, database_url=url, cases=str(cases), runs_dir=str(tmp_path / "runs")
    )


@pytest.fixture
def desk(settings: AssistantSettings, assistant: FakeAssistant, docs: Path, tmp_path: Path) -> Iterator[Desk]:
    ingest = IngestSettings(_env_file=None, docs_dir=docs, index_dir=tmp_path / "index")
    desk = open_desk(settings, assistant.redacted, ingest)
    yield desk
    desk.close()


def a_run(settings: AssistantSettings, name: str, partnerships: list[str] | None = None) -> Path:
    """A run as the evals leave it."""
    folder = Path(settings.runs_dir) / name
    (folder / "report").mkdir(parents=True)
    (folder / "shaped.json").write_text(json.dumps(SHAPED), encoding="utf-8")
    (folder / "report" / "report.json").write_text(json.dumps(REPORT), encoding="utf-8")
    (folder / "report" / "report.html").write_text("<script>1</script>", encoding="utf-8")
    if partnerships is not None:
        (folder / "partnerships.json").write_text(json.dumps(partnerships), encoding="utf-8")
    return folder


def wait(client: TestClient) -> None:
    for _ in range(900):
        if "A run goes on" not in client.get("/policy/runs").text:
            return
        time.sleep(0.2)
    raise AssertionError(words_of(client.get("/policy/runs")))


def test_a_run_is_started_followed_reported_on_and_compared(team: TestClient, desk: Desk) -> None:
    for _ in range(2):
        assert team.post("/policy/runs", data={"part": ""}).status_code == 303
        going = page_of(team.get("/policy/runs"))
        (address,) = going.values("[data-job]", "data-job")
        assert team.get(address).json()["runs"] is True
        assert going.all("progress")
        assert team.post("/policy/runs", data={"part": ""}).status_code == 409
        wait(team)
        time.sleep(1)  # a run is named by the second it begins in
    second, first = (run.name for run in desk.runs.list(POLICY_HERE.reach))
    shown = words_of(team.get("/policy/runs"))
    assert f"{second}\n" in shown
    assert "fails" in shown or "met" in shown

    report = team.get(f"/policy/runs/{second}/report")
    assert "best pizza in naples" in report.text
    results = (Path(desk.runs.folder) / second / "results.jsonl").read_text(encoding="utf-8")
    assert {json.loads(line)["case"]["id"] for line in results.splitlines()} == {"pizza", "mine"}
    compared = team.post("/policy/runs/compare", data={"first": first, "second": second})
    assert compared.status_code == 303
    assert first in team.get(compared.headers["location"]).text


def test_a_run_is_stopped(team: TestClient, desk: Desk) -> None:
    team.post("/policy/runs", data={"part": "development"})
    team.post("/policy/runs/cancel")
    wait(team)

    assert "was stopped" in words_of(team.get("/policy/runs"))


def test_a_run_is_stopped_by_who_started_it_or_an_administrator(
    team: TestClient, desk: Desk, acting: Acting
) -> None:
    jobs, here = desk.workshop.store, Reach(frozenset({"exampleshire"}))
    theirs = jobs.begin(Kind.EVALS, "theirs", datetime.now(UTC), "another")
    assert theirs

    assert "Stop the run" not in words_of(team.get("/policy/runs"))
    refused = team.post("/policy/runs/cancel")
    assert refused.status_code == 403
    assert "Somebody else started this run" in refused.text
    assert not jobs.get(theirs.id).cancelling

    for caller in (person("another", [CallerRole.POLICY], here), person("head", [CallerRole.ADMIN], here)):
        acting(caller)
        assert "Stop the run" in words_of(team.get("/policy/runs"))
    assert team.post("/policy/runs/cancel").status_code == 303
    assert jobs.get(theirs.id).cancelling


def test_a_report_is_a_page_of_no_site_and_the_rest_stays_strict(
    team: TestClient, settings: AssistantSettings
) -> None:
    a_run(settings, "monday", ["exampleshire"])
    report = team.get("/policy/runs/monday/report")

    policy = report.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts")
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in team.get("/policy/runs").headers["content-security-policy"]


def test_the_list_says_what_came_of_each_run(team: TestClient, settings: AssistantSettings) -> None:
    a_run(settings, "monday", ["exampleshire"])

    assert page_of(team.get("/policy/runs")).texts("tbody td") == [
        "1 November 2026 at 10:00 UTC",
        "2",
        "not met: 1 critical case fails",
        "Report of monday",
    ]


@pytest.mark.parametrize("partnerships", [None, ["otherton"], ["exampleshire", "otherton"]])
def test_a_run_over_other_partnerships_protocols_is_not_there(
    team: TestClient, settings: AssistantSettings, acting: Acting, partnerships: list[str] | None
) -> None:
    a_run(settings, "mine", ["exampleshire"])
    folder = a_run(settings, "theirs", partnerships)
    (folder / "report" / "compared-with-mine.html").write_text("theirs", encoding="utf-8")

    assert "theirs" not in team.get("/policy/runs").text
    assert team.get("/policy/runs/theirs/report").status_code == 404
    assert team.get("/policy/runs/theirs/compared-with/mine").status_code == 404
    assert team.post("/policy/runs/compare", data={"first": "mine", "second": "theirs"}).status_code == 404
    acting(local_caller(None))
    assert team.get("/policy/runs/theirs/report").status_code == 200


@pytest.mark.parametrize("name", ["..", "%2e%2e", ".hidden", "a%2fb", "gone"])
def test_a_name_leads_to_no_other_folder(team: TestClient, settings: AssistantSettings, name: str) -> None:
    a_run(settings, ".hidden", ["exampleshire"])

    assert team.get(f"/policy/runs/{name}/report").status_code == 404


def test_practitioners_start_no_run(team: TestClient, acting: Acting) -> None:
    acting(person("x", [CallerRole.PRACTITIONER], Reach(frozenset({"exampleshire"}))))

    assert team.post("/policy/runs", data={"part": ""}).status_code == 403
    assert team.get("/policy/jobs/x").status_code == 403
