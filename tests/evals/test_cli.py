import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

import evals.__main__ as cli
from assistant.models import Status
from evals.bench.subject import Subject
from ingest.report import BuildReport, Failure
from tests.evals.fakes import answer, passage, subject

QUESTION = "do we need consent?"


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    gold = [{"doc": "guide.md", "quote": "Not always"}]
    path = tmp_path / "questions.jsonl"
    path.write_text(
        json.dumps({"id": "1", "question": QUESTION, "kind": "answerable", "gold": gold}), encoding="utf-8"
    )
    return path


@contextmanager
def scripted_workspace(_: Callable[[Path], int], quiet: bool) -> Iterator[tuple[Subject, BuildReport]]:
    asked = subject(
        {QUESTION: (passage("Not always."),)}, {QUESTION: answer(Status.ANSWERED, ["Not always."])}
    )
    scan = Failure("scan", "national/scan.pdf", "holds no text", kept=False)
    yield asked, BuildReport(generation=1, written=True, documents=3, failed=(scan,), seconds=0.1)


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli.app, ["bench", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_json_is_one_object_and_nothing_else(questions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "workspace", scripted_workspace)

    code, out, err = run("guidance", "--docs", questions.parent, "--questions", questions, "--json")

    assert (code, err) == (0, "")
    assert json.loads(out)["recall@300w"] == 1


def test_documents_that_could_not_be_read_are_named(questions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "workspace", scripted_workspace)

    _, out, _ = run("guidance", "--docs", questions.parent, "--questions", questions, "--json")

    assert json.loads(out)["failed"] == ["national/scan.pdf"]


def test_people_get_a_table(questions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "workspace", scripted_workspace)

    code, out, _ = run("guidance", "--docs", questions.parent, "--questions", questions)

    assert code == 0
    assert "recall@800w" in out
    assert "answered: 1" in out


def test_a_missing_file_ends_with_its_name_and_exit_code_2(tmp_path: Path) -> None:
    code, out, err = run("guidance", "--docs", tmp_path, "--questions", tmp_path / "none.jsonl", "--json")

    assert (code, out) == (2, "")
    assert "none.jsonl does not exist" in err


def test_a_folder_without_documents_ends_with_exit_code_2(questions: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()

    code, _, err = run("guidance", "--docs", empty, "--questions", questions, "--json")

    assert code == 2
    assert "holds no document" in err


def test_the_scifact_folder_comes_from_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALS_SCIFACT_DIR", str(tmp_path / "elsewhere"))

    code, _, err = run("scifact", "--json")

    assert code == 2
    assert "elsewhere" in err
