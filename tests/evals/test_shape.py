"""What is written down of the code that a run was made with."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from evals.shape import commit


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name in ("assistant/ask.py", "evals/policy.yaml", "evals/cases/local.yaml", "guidance_docs/act.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one\n", encoding="utf-8")
    (tmp_path / "ingest").mkdir()
    someone = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    for command in (("init", "-q"), ("add", "."), (*someone, "commit", "-qm", "One")):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def test_code_that_stands_at_a_commit_goes_by_it(repository: Path) -> None:
    assert len(commit(repository) or "") == 12


@pytest.mark.parametrize("name", ["evals/policy.yaml", "evals/cases/local.yaml", "guidance_docs/act.md"])
def test_guidance_cases_and_policy_that_are_edited_change_no_code(repository: Path, name: str) -> None:
    before = commit(repository)
    (repository / name).write_text("two\n", encoding="utf-8")

    assert commit(repository) == before


@pytest.mark.parametrize("name", ["assistant/ask.py", "assistant/new.py"])
def test_code_that_is_in_no_commit_is_marked(repository: Path, name: str) -> None:
    before = commit(repository)
    (repository / name).write_text("two\n", encoding="utf-8")

    assert commit(repository) == f"{before}+changes"


def test_code_outside_a_repository_stands_at_no_commit(tmp_path: Path) -> None:
    assert commit(tmp_path) is None
