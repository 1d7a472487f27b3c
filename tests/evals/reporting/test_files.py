"""The files beside the page, as other programs read them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import parse

from assistant.models import Status
from evals.errors import RunError
from evals.reporting.report import Report, report_of
from evals.reporting.text import safe
from evals.reporting.write import write_report
from tests.evals.reporting.fakes import POLICY, case, result, run, scores


@pytest.fixture
def report() -> Report:
    return report_of(
        run(
            result(case("a"), scores=scores(status__right=1.0, content__included=0.25)),
            result(case("b", question="=HYPERLINK(1)"), status=Status.NOT_COVERED),
            result(case("c", topic="police"), answer=None, error="stopped\x00", scores=()),
        ),
        POLICY,
    )


@pytest.fixture
def folder(report: Report, tmp_path: Path) -> Path:
    return write_report(report, tmp_path / "report").parent


def test_every_file_is_there(folder: Path) -> None:
    names = ["cases.csv", "junit.xml", "report.html", "report.json", "verdicts.xlsx"]

    assert sorted(file.name for file in folder.iterdir()) == names


def junit(folder: Path) -> dict[str, Element]:
    return {suite.get("name", ""): suite for suite in parse(folder / "junit.xml").iter("testsuite")}


def test_junit_counts_failures_apart_from_errors(folder: Path) -> None:
    cases = junit(folder)["cases"]

    assert [cases.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["3", "1", "1", "0"]
    assert [test.get("name") for test in cases if len(test)] == ["b", "c"]
    assert [node.get("message") for node in cases.iter("error")] == ["No answer: stopped "]


def test_junit_says_what_failed_wherever_a_program_looks(folder: Path) -> None:
    for found in junit(folder)["cases"].iter("failure"):
        assert found.get("message") == found.text
        assert found.get("type")


def test_junit_counts_all_suites_together(folder: Path) -> None:
    (root,) = parse(folder / "junit.xml").iter("testsuites")

    assert [root.get(name) for name in ("tests", "failures", "errors", "time")] == ["5", "3", "1", "0.300"]


def test_junit_has_a_test_for_each_rule(folder: Path) -> None:
    rules = junit(folder)["policy"]

    assert [test.get("name") for test in rules] == ["Case passed", "content.included (topic consent)"]
    assert [node.get("message") for node in rules.iter("failure")] == [
        "0.333 in 3 cases, must be at least 50%; 0 failed to be measured",
        "0.250 in 1 cases, must be at least 60%; 0 failed to be measured",
    ]


def test_the_table_has_a_column_for_each_metric_and_blanks_where_there_is_no_value(folder: Path) -> None:
    with (folder / "cases.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}

    assert [(rows[one]["status.right"], rows[one]["content.included"]) for one in "abc"] == [
        ("1.0", "0.25"),
        ("0.0", ""),
        ("", ""),
    ]
    assert (rows["a"]["passed"], rows["b"]["passed"]) == ("yes", "no")
    assert rows["b"]["question"] == "'=HYPERLINK(1)"
    assert rows["c"]["why"] == "No answer: stopped "


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_a_text_that_would_be_a_formula_is_quoted(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["plain", "a=b", -1, 0.5, None, ""])
def test_anything_else_stays_as_it_is(cell: object) -> None:
    assert safe(cell) == cell


def test_json_holds_the_verdict_the_figures_and_the_cases(folder: Path) -> None:
    content = json.loads((folder / "report.json").read_text(encoding="utf-8"))

    assert (content["run"], content["met"]) == ("tuesday", False)
    assert content["figures"]["passed"]["mean"] == pytest.approx(1 / 3)
    assert [rule["verdict"] for rule in content["rules"]] == ["not met", "not met"]
    assert [one["id"] for one in content["cases"]] == ["a", "b", "c"]


def test_of_stages_alone_json_holds_no_verdict(tmp_path: Path) -> None:
    alone = run(result(case("a"), answer=None, scores=()), settings={"evals": {"stage": "redact"}})
    folder = write_report(report_of(alone, POLICY), tmp_path).parent
    content = json.loads((folder / "report.json").read_text(encoding="utf-8"))

    assert (content["met"], content["stage"]) == (None, "redact")


def test_a_folder_that_cannot_be_written_is_named(report: Report, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(RunError, match="file cannot be written"):
        write_report(report, tmp_path / "file")
