"""`python -m evals run` at the command line: what it tells, and how it is gone on with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals import commands
from evals.__main__ import app
from evals.experiment import load_run
from evals.progress import Tell
from evals.template import write_cases
from ingest.workspace import Workspace

CASES = [
    {"id": "pizza", "question": "best pizza in naples", "expected_status": "out_of_scope"},
    {"id": "boots", "question": "which boots for hiking", "expected_status": "out_of_scope"},
]


@pytest.fixture
def cases(tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook, to be asked over the small library."""
    monkeypatch.setattr(commands, "open_index", lambda _: workspace)
    write_cases(tmp_path / "cases.xlsx", CASES)
    return tmp_path / "cases.xlsx"


def run(cases: Path, out: Path, *options: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["run", str(cases), "--out", str(out), *options])
    return result.exit_code, result.stdout, result.stderr


def steps(said: str) -> Sequence[dict[str, object]]:
    return [json.loads(line) for line in said.splitlines()]


@contextmanager
def stopped_after_the_first() -> Iterator[Tell]:
    def tell(done: int, _total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    yield tell


def test_a_run_says_what_to_do_next(cases: Path, tmp_path: Path) -> None:
    code, said, _ = run(cases, tmp_path / "run")

    assert code == 0
    assert "2 results, 0 without an answer" in said
    assert f"Next: python -m evals report {tmp_path / 'run'}" in said


def test_each_step_is_a_line_of_json_for_a_program(cases: Path, tmp_path: Path) -> None:
    code, said, _ = run(cases, tmp_path / "run", "--progress-json")

    assert code == 0
    assert steps(said) == [
        {"step": "preparing"},
        {"step": "asking", "done": 0, "total": 2},
        {"step": "asking", "done": 1, "total": 2},
        {"step": "asking", "done": 2, "total": 2},
        {"step": "finished", "run": str(tmp_path / "run"), "results": 2, "without_answer": 0},
    ]


def test_an_interrupted_run_says_how_to_go_on_and_does(
    cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    with monkeypatch.context() as interrupted:
        interrupted.setattr(commands, "bar", stopped_after_the_first)
        code, _, said = run(cases, folder)
    assert (code, len(load_run(folder).results)) == (130, 1)
    assert f"run the same command with --out {folder} to go on" in said

    code, said, _ = run(cases, folder, "--progress-json")

    assert (code, steps(said)[1]) == (0, {"step": "asking", "done": 1, "total": 2})
    assert len(load_run(folder).results) == 2
