"""The commands that read runs: what they write, what they say and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.kept import kept_answers
from assistant.models import Status
from assistant.settings import AssistantSettings
from evals.__main__ import app
from evals.experiment import Run
from evals.policy import Policy
from tests.evals.reporting.fakes import POLICY, case, passes_and_fails, result, run, saved, shown


def call(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY.model_dump_json(exclude_none=True), encoding="utf-8")
    assert Policy.model_validate_json(path.read_text(encoding="utf-8")) == POLICY
    return path


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (passes_and_fails("pppf"), 0),
        (passes_and_fails("pfff"), 1),
        (passes_and_fails("pppf", critical=True), 1),
        (run(result(case("a")), ended=None), 1),
    ],
)
def test_a_report_ends_as_the_policy_says(made: Run, code: int, policy: Path, tmp_path: Path) -> None:
    ended, out, err = call("report", saved(made, tmp_path), "--policy", policy)

    assert (ended, err) == (code, "")
    assert out.startswith("The policy is met" if code == 0 else "The policy is not met")
    written = tmp_path / "tuesday" / "report"
    assert (written / "report.html").is_file()
    assert out.splitlines()[-2:] == [f"{written / 'report.html'}", f"JUnit XML: {written / 'junit.xml'}"]
    assert (written / "junit.xml").is_file()


@pytest.mark.parametrize("verb", ["report", "bless", "gaps", "agreement"])
def test_a_folder_without_a_run_cannot_be_read(verb: str, tmp_path: Path) -> None:
    more = [tmp_path / "none.json"] if verb == "agreement" else []
    code, out, err = call(verb, tmp_path / "nothing", *more)

    assert (code, out) == (2, "")
    assert err.startswith("error: ")


def test_a_policy_that_cannot_be_read_is_no_verdict(tmp_path: Path) -> None:
    code, _, err = call("report", saved(passes_and_fails("p"), tmp_path), "--policy", tmp_path / "none.yaml")

    assert code == 2
    assert "none.yaml cannot be read" in err


@pytest.mark.parametrize(("before", "after", "code"), [("pp", "pp", 0), ("pp", "pf", 1), ("pf", "pp", 0)])
def test_a_comparison_ends_as_the_second_run_deserves(
    before: str, after: str, code: int, policy: Path, tmp_path: Path
) -> None:
    runs = [passes_and_fails(before, "monday", critical=True), passes_and_fails(after, critical=True)]
    ended, out, _ = call("compare", *(saved(one, tmp_path) for one in runs), "--policy", policy)

    assert ended == code
    assert out.startswith("monday -> tuesday: 2 cases in both")
    assert (tmp_path / "tuesday" / "report" / "compared-with-monday.html").is_file()


def test_a_run_is_blessed_and_the_next_is_compared_with_it_by_name(policy: Path, tmp_path: Path) -> None:
    kept = ("--baselines", tmp_path / "kept", "--policy", policy)
    blessed = call("bless", saved(passes_and_fails("pp", "monday"), tmp_path), "--as", "weekly", *kept)
    code, out, _ = call("compare", "weekly", saved(passes_and_fails("pf"), tmp_path), *kept)

    assert blessed[0] == 0
    assert code == 0
    assert "broke: c2: answered -> not covered" in out


def test_gaps_of_a_run_are_written_for_reading_and_for_a_sheet(tmp_path: Path) -> None:
    code, out, _ = call("gaps", saved(passes_and_fails("pff"), tmp_path), "--out", tmp_path / "gaps")

    assert (code, out.splitlines()[0]) == (0, "questions: 2; groups: 1")
    assert "what about c2?" in (tmp_path / "gaps" / "gaps.html").read_text(encoding="utf-8")
    assert len((tmp_path / "gaps" / "gaps.csv").read_text(encoding="utf-8-sig").splitlines()) == 2


def test_gaps_of_kept_answers_need_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", f"sqlite:///{tmp_path / 'answers.db'}")
    kept_answers(AssistantSettings()).save(shown(Status.NOT_COVERED, question="Who pays?"))
    code, out, _ = call("gaps", "--kept", "--out", tmp_path / "gaps")

    assert (code, out.splitlines()[0]) == (0, "questions: 1; groups: 1")
    assert "Who pays?" in (tmp_path / "gaps" / "gaps.csv").read_text(encoding="utf-8-sig")


def test_gaps_need_something_to_be_looked_for_in() -> None:
    code, _, err = call("gaps")

    assert code == 2
    assert "name a run's folder, or give --kept" in err


def test_verdicts_are_compared_with_each_other_and_with_the_metrics(policy: Path, tmp_path: Path) -> None:
    files = []
    for reviewer, verdict in (("Ada", "good"), ("Bo", "bad")):
        said = {"reviewer": reviewer, "verdicts": [{"case": "c1", "verdict": verdict}]}
        files.append(tmp_path / f"{reviewer}.json")
        files[-1].write_text(json.dumps(said), encoding="utf-8")
    code, out, _ = call("agreement", saved(passes_and_fails("p"), tmp_path), *files, "--policy", policy)

    assert code == 0
    assert [line.split(",")[0] for line in out.splitlines() if not line.startswith(" ")] == [
        "Ada and Bo: 0 of 1 alike",
        "Ada and the metrics: 1 of 1 alike",
        "Bo and the metrics: 0 of 1 alike",
        "Cohen's kappa: 1 is always alike",
    ]


def test_where_a_reviewer_differs_from_the_metrics_their_reason_is_told(policy: Path, tmp_path: Path) -> None:
    said = {"reviewer": "Ada", "verdicts": [{"case": "c1", "verdict": "good", "note": "It is right."}]}
    (tmp_path / "ada.json").write_text(json.dumps(said), encoding="utf-8")
    _, out, _ = call(
        "agreement", saved(passes_and_fails("f"), tmp_path), tmp_path / "ada.json", "--policy", policy
    )

    assert "Ada good (It is right.), the metrics bad (status.right: 0.0%, must be at least 100.0%)" in out
