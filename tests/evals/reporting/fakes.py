"""Small runs, made up so that every figure can be worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.models import Answer, Layer, Part, Point, PointKind, Related, Status
from evals.case import Case
from evals.experiment import CaseResult, Run, Score, Shaped, append_result, begin_run
from evals.policy import Policy
from tests.evals.fakes import answer

STARTED = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
QUOTE = "You do not always need consent."

POLICY = Policy.model_validate(
    {
        "case": {"status.right": {"at_least": 1}, "safety.leaks": {"at_most": 0}},
        "rules": [
            {"metric": "passed", "at_least": 0.5, "required": True, "why": "Half is little enough."},
            {"metric": "content.included", "slice": {"topic": "consent"}, "at_least": 0.6, "why": "Said."},
        ],
    }
)


def case(case_id: str, **fields: Any) -> Case:
    given = {"question": f"what about {case_id}?", "expected_status": "answered", "topic": "consent"}
    return Case.model_validate({"id": case_id, **given, **fields})


def shown(status: Status = Status.ANSWERED, **fields: Any) -> Answer:
    quotes = [QUOTE] if status is Status.ANSWERED else []
    point = Point(kind=PointKind.QUOTE, layer=Layer.NATIONAL, text=QUOTE, citations=(1,), part=Part.DIRECT)
    near = Related(
        source_id="guide",
        section_id="guide#near",
        title="A guide",
        heading_path=("Near",),
        anchor="Near",
        fragment="near",
    )
    given = {
        "points": (point,) if quotes else (),
        "related": () if quotes else (near,),
        "message": f"It ended as {status}.",
        "timings": {"retrieve": 20.0, "compose": 5.0},
    }
    return answer(status, quotes).model_copy(update=given | fields)


def scores(**values: float | str | None) -> tuple[Score, ...]:
    """`family__name=1.0`; a text is why the metric failed, none says that it does not apply."""
    return tuple(_score(name.replace("__", "."), value) for name, value in values.items())


def _score(metric: str, value: float | str | None) -> Score:
    if value is None:
        return Score(metric=metric, state="not_applicable")
    if isinstance(value, str):
        return Score(metric=metric, state="failed", note=value)
    return Score(metric=metric, value=value)


def result(one: Case, *, status: Status = Status.ANSWERED, seconds: float = 0.1, **fields: Any) -> CaseResult:
    right = float(one.expected_status is None or status.value == one.expected_status.value)
    given = {"repeat": 0, "answer": shown(status), "scores": scores(status__right=right)}
    return CaseResult.model_validate({"case": one, "seconds": seconds, **given, **fields})


def run(*results: CaseResult, name: str = "tuesday", **shaped: Any) -> Run:
    given: dict[str, Any] = {
        "commit": "abc1234",
        "cases": "0f0f",
        "settings": {"ingest": {"model": "minilm"}},
        "models": {"embedder": "minilm"},
        "index_fingerprint": "f00d",
        "cores": 2,
        "started": STARTED,
        "ended": STARTED,
    }
    return Run(name=name, shaped=Shaped(**(given | shaped)), results=results)


def saved(one: Run, folder: Path) -> Path:
    """The run in a folder of its name, as `run` writes it."""
    begin_run(folder / one.name, one.shaped)
    for each in one.results:
        append_result(folder / one.name, each)
    return folder / one.name


def passes_and_fails(pattern: str, name: str = "tuesday", **fields: Any) -> Run:
    """A case for each letter, p passes and f fails: c1, c2 and so on."""
    return run(*_results(pattern, **fields), name=name)


def _results(pattern: str, **fields: Any) -> Sequence[CaseResult]:
    endings = {"p": Status.ANSWERED, "f": Status.NOT_COVERED}
    return [
        result(case(f"c{number}", **fields), status=endings[letter])
        for number, letter in enumerate(pattern, start=1)
    ]
