"""A run on disk: shaped.json says what shaped it, results.jsonl holds one line for each case and repeat.

A line is written whole or not at all, so a run that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from assistant.models import Answer
from evals.case import Case
from evals.errors import RunError
from ingest.models import Frozen

SHAPED = "shaped.json"
RESULTS = "results.jsonl"
# What two parts of one run may differ in; the fingerprint stands for the documents.
MAY_DIFFER = ("started", "ended", "cores", "documents", "judged")

Settings = Mapping[str, Mapping[str, Any]]


class Shaped(Frozen):
    """Everything that shaped a run; `cases` is the hash of the cases as read, `models` go by their part,
    `documents` are hashes of the texts held, by source; `judged` is how far a judge agrees with hand labels.
    """

    commit: str | None
    cases: str
    settings: Settings
    models: Mapping[str, str]
    index_fingerprint: str
    documents: Mapping[str, str] = {}
    judged: Mapping[str, Any] | None = None
    seed: int = 0
    repeats: int = 1
    cores: int
    started: datetime
    ended: datetime | None = None


class Score(Frozen):
    """One metric of one result; the value is none unless it was measured, and the note says why."""

    metric: str
    value: float | None = None
    state: Literal["measured", "not_applicable", "failed"] = "measured"
    note: str | None = None


class CaseResult(Frozen):
    """What one asking of a case gave; `answer` is none where it ended in `error`.

    `stages` holds each stage's output as JSON; `repeat` counts from 0.
    """

    case: Case
    repeat: int
    answer: Answer | None
    stages: Mapping[str, Any] = {}
    scores: tuple[Score, ...] = ()
    seconds: float
    error: str | None = None

    @property
    def key(self) -> tuple[str, int]:
        return self.case.id, self.repeat


class Run(Frozen):
    name: str
    shaped: Shaped
    results: tuple[CaseResult, ...]


def load_run(folder: Path) -> Run:
    """Raises RunError where the folder holds no run."""
    shaped = read_shaped(folder)
    if shaped is None:
        raise RunError(f"{folder} holds no run; make one with: python -m evals run CASES --out {folder}")
    return Run(name=folder.name, shaped=shaped, results=read_results(folder))


def read_shaped(folder: Path) -> Shaped | None:
    file = folder / SHAPED
    if not file.exists():
        return None
    try:
        return Shaped.model_validate_json(file.read_text(encoding="utf-8"))
    except ValidationError as error:
        raise RunError(
            f"{file} is not readable ({error.error_count()} faults); run again elsewhere"
        ) from error


def read_results(folder: Path) -> tuple[CaseResult, ...]:
    """The results that were written whole."""
    return tuple(_result(folder, number, line) for number, line in enumerate(_whole_lines(folder), start=1))


def begin_run(folder: Path, shaped: Shaped) -> Shaped:
    """Writes down what shapes the run, or finds that the one in the folder is the same.

    Raises RunError where the folder holds a run that something else shaped.
    """
    there = read_shaped(folder)
    if there is None:
        folder.mkdir(parents=True, exist_ok=True)
        write_shaped(folder, shaped)
        return shaped
    differing = [
        name for name in Shaped.model_fields if name not in MAY_DIFFER and _differs(there, shaped, name)
    ]
    if differing:
        raise RunError(
            f"{folder} holds a run of another shape ({', '.join(differing)} differ); choose another --out"
        )
    _keep_whole_lines(folder)
    return there


def write_shaped(folder: Path, shaped: Shaped) -> None:
    beside = folder / f"{SHAPED}.new"
    beside.write_text(shaped.model_dump_json(indent=2), encoding="utf-8")
    beside.replace(folder / SHAPED)


def append_result(folder: Path, result: CaseResult) -> None:
    with (folder / RESULTS).open("a", encoding="utf-8") as file:
        file.write(result.model_dump_json() + "\n")
        file.flush()
        os.fsync(file.fileno())


def write_results(folder: Path, results: Sequence[CaseResult]) -> None:
    """In place of those there are."""
    beside = folder / f"{RESULTS}.new"
    beside.write_text("".join(f"{one.model_dump_json()}\n" for one in results), encoding="utf-8")
    beside.replace(folder / RESULTS)


def _differs(there: Shaped, here: Shaped, name: str) -> bool:
    return bool(there.model_dump(mode="json")[name] != here.model_dump(mode="json")[name])


def _whole_lines(folder: Path) -> Iterator[str]:
    file = folder / RESULTS
    written = file.read_text(encoding="utf-8") if file.exists() else ""
    return (line for line in written.split("\n")[:-1])


def _keep_whole_lines(folder: Path) -> None:
    whole = "".join(f"{line}\n" for line in _whole_lines(folder))
    (folder / RESULTS).write_text(whole, encoding="utf-8")


def _result(folder: Path, number: int, line: str) -> CaseResult:
    try:
        return CaseResult.model_validate_json(line)
    except ValidationError as error:
        where = f"{folder / RESULTS} line {number}"
        raise RunError(f"{where} is no result ({error.error_count()} faults); run again elsewhere") from error
