"""Rows for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from evals.outcomes import CaseOutcome
from evals.reporting.html import say_reason
from evals.reporting.text import safe

COLUMNS = ("id", "topic", "role", "partnership", "critical", "expected_status", "status", "passed", "seconds")


def write_csv(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """With a byte order mark, as Excel takes other files for its own code page."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([safe(cell) for cell in row] for row in rows)


def case_rows(cases: Sequence[CaseOutcome]) -> Iterator[list[object]]:
    """A header, then a row for each case with a column for each metric; blank where it was not measured."""
    metrics = sorted({name for case in cases for name in case.scores})
    yield [*COLUMNS, "question", "why", "leaves_out", *metrics]
    for case in cases:
        why = "; ".join(map(say_reason, case.reasons))
        shown = (_cell(getattr(case, name)) for name in COLUMNS)
        yield [*shown, case.question, why, "; ".join(case.unsaid), *map(case.value, metrics)]


def _cell(value: object) -> object:
    """Yes and no as the cases have them."""
    return ("no", "yes")[value] if isinstance(value, bool) else value
