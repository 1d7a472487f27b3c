"""Files of cases (XLSX, CSV, JSONL, YAML) to cases, with every problem named at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evals.case import COLUMNS, Case, Fault, contradictions
from evals.cells import text_of_cell
from evals.errors import DatasetError
from evals.library import Library, unknown
from evals.tables import Row, read_table

ENDINGS = (".xlsx", ".csv", ".jsonl", ".yaml")
SHOWN_CHARS = 80


@dataclass(frozen=True, slots=True)
class Reading:
    """The cases that can be used; problems to put right; warnings that need nothing done."""

    cases: tuple[Case, ...]
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def load_cases(path: Path, library: Library | None = None) -> tuple[Case, ...]:
    """The cases of a file, or of a folder's files. Raises DatasetError with every problem, one a line."""
    reading = read_cases(path, library)
    if reading.problems:
        raise DatasetError("\n".join(reading.problems))
    return reading.cases


def read_cases(path: Path, library: Library | None = None) -> Reading:
    """Checks what the cases name only if the library is given. Raises DatasetError for an unreadable file."""
    cases: list[Case] = []
    rows: list[tuple[str, Row]] = []
    problems: list[str] = []
    notes: list[str] = []
    for file in _files(path):
        table = read_table(file)
        problems += [f"{file.name}: {problem}" for problem in table.problems]
        notes += [f"{file.name}: {note}" for note in (*table.warnings, *_extra_columns(table.rows))]
        for row in table.rows:
            case, faults = _case(row, library)
            problems += [_told(file.name, row, fault) for fault in faults]
            cases += [case] if case else []
            rows.append((file.name, row))
    problems += _repeated(rows)
    if not rows and not problems:
        problems.append(f"{path}: no case in it; write one a row")
    return Reading(tuple(cases), tuple(problems), tuple(notes))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.iterdir() if file.suffix in ENDINGS)
    if not files:
        raise DatasetError(f"{path}: no file of cases in it; add one that ends in {', '.join(ENDINGS)}")
    return files


def _case(row: Row, library: Library | None) -> tuple[Case | None, list[Fault]]:
    fields = {column: row.cells[column] for column in COLUMNS if column in row.cells}
    try:
        case = Case.model_validate(fields)
    except ValidationError as error:
        faults = [_fault(found) for found in error.errors(include_url=False)]
        wrong = {fault.column for fault in faults}
        sound = {column: value for column, value in fields.items() if column not in wrong}
        rest = Case.model_validate({"id": "-", "question": "-", **sound})
        return None, [*faults, *(fault for fault in _faults(rest, library) if fault.value is not None)]
    return case, list(_faults(case, library))


def _faults(case: Case, library: Library | None) -> Iterator[Fault]:
    yield from contradictions(case)
    if library:
        yield from unknown(case, library)


def _fault(found: Any) -> Fault:
    column = str(found["loc"][0])
    if found["type"] == "missing":
        return Fault(column, None, f"is missing; write it ({Case.model_fields[column].description})")
    return Fault(column, found["input"], found["msg"].removeprefix("Value error, "))


def _told(file: str, row: Row, fault: Fault) -> str:
    joint = " " if fault.fix.startswith("is ") else ": "
    value = "" if fault.value is None else f"{str(fault.value)[:SHOWN_CHARS]!r}{joint}"
    return f"{file}: {row.at(fault.column)}: {value}{fault.fix}"


def _extra_columns(rows: Sequence[Row]) -> Iterator[str]:
    extra = dict.fromkeys(column for row in rows for column in row.cells if column not in COLUMNS)
    return (f"the column {column!r} is not read; the columns are {', '.join(COLUMNS)}" for column in extra)


def _repeated(rows: Sequence[tuple[str, Row]]) -> Iterator[str]:
    first: dict[str, str] = {}
    for file, row in rows:
        named, here = text_of_cell(row.cells.get("id", "")), f"{file}: {row.at('id')}"
        if named in first:
            yield f"{here}: {named!r} is used already ({first[named]}); give each case its own id"
        elif named:
            first[named] = here
