"""Files of cases to rows, whatever the format: each row knows its place, as its editor would say it."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import yaml
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from evals.cells import is_blank, text_of_cell
from evals.errors import DatasetError

KEY = "question"
HEADER_WITHIN_ROWS = 10
INSTRUCTIONS_SHEET = "Instructions"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells that are not blank by column name; `letters` are the columns' letters in a spreadsheet."""

    place: str
    cells: Mapping[str, Any]
    letters: Mapping[str, str] = field(default_factory=dict)

    def at(self, column: str) -> str:
        letter = self.letters.get(column)
        return f"{self.place}, column {letter} ({column})" if letter else f"{self.place}, {column}"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one file, what could not be read of it, and what was left out."""

    rows: tuple[Row, ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def read_table(path: Path) -> Table:
    """Raises DatasetError if the file cannot be opened as what its name says it is."""
    try:
        return _reader(path)(path)
    except FileNotFoundError as error:
        raise DatasetError(f"{path} does not exist; give the path of the file to read") from error
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path} is not UTF-8 at byte {error.start}; save it as UTF-8") from error
    # A damaged workbook shows as a bad archive, a part that is not there, or XML that does not parse.
    except (OSError, BadZipFile, KeyError, SyntaxError, csv.Error) as error:
        raise DatasetError(f"{path} cannot be opened ({error}); save it again as {path.suffix}") from error


def _reader(path: Path) -> Callable[[Path], Table]:
    match path.suffix.lower():
        case ".xlsx" | ".xlsm":
            return _workbook
        case ".csv":
            return _csv
        case ".jsonl":
            return _jsonl
        case ".yaml" | ".yml":
            return _yaml
    raise DatasetError(
        f"{path}: {path.suffix or 'no ending'} is not read; save it as .xlsx, .csv, .jsonl or .yaml"
    )


def _workbook(path: Path) -> Table:
    with warnings.catch_warnings():
        # Excel's own extensions that openpyxl leaves out say nothing about the cases.
        warnings.simplefilter("ignore")
        book = load_workbook(path, data_only=True)
    tables = [_grid(_cells(sheet), f"sheet {sheet.title!r}") for sheet in book.worksheets if _may_hold(sheet)]
    rows = tuple(row for table in tables for row in table.rows)
    without = tuple(problem for table in tables for problem in table.problems)
    return Table(rows, () if rows else without or ("the workbook is empty",), without if rows else ())


def _may_hold(sheet: Worksheet) -> bool:
    return sheet.title != INSTRUCTIONS_SHEET and sheet.sheet_state == "visible" and sheet.max_row > 0


def _cells(sheet: Worksheet) -> list[list[Any]]:
    """The sheet's values; a cell merged over several rows counts for each of them."""
    grid = [list(row) for row in sheet.iter_rows(values_only=True)]
    for merged in sheet.merged_cells.ranges:
        for row in range(merged.min_row, merged.max_row):
            grid[row][merged.min_col - 1] = grid[merged.min_row - 1][merged.min_col - 1]
    return grid


def _csv(path: Path) -> Table:
    content, notes = _decoded(path.read_bytes())
    header = next((line for line in content.splitlines() if KEY in line.lower()), "")
    delimiter = max(",;\t", key=header.count)
    table = _grid(list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)), "")
    return replace(table, warnings=notes)


def _decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    """As spreadsheets save text: UTF-8, what Excel calls Unicode Text, or its Windows code page."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16"), ()
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        note = "read as Windows-1252, as Excel saves CSV; look at the accents, or save it as CSV UTF-8"
        return content.decode("cp1252"), (note,)


def _grid(grid: Sequence[Sequence[Any]], name: str) -> Table:
    header = next((n for n, row in enumerate(grid[:HEADER_WITHIN_ROWS]) if KEY in map(_column, row)), None)
    if header is None:
        where = name or "the first row"
        return Table(problems=(f"{where}: no header; write the column names (id, question, ...) in row 1",))
    columns = [_column(cell) for cell in grid[header]]
    letters = {column: get_column_letter(n) for n, column in enumerate(columns, start=1)} if name else {}
    rows = (
        Row(f"{name}, row {number}".lstrip(", "), dict(_named(columns, cells)), letters)
        for number, cells in enumerate(grid[header + 1 :], start=header + 2)
    )
    return Table(tuple(row for row in rows if row.cells), _repeated(columns, name))


def _repeated(columns: Sequence[str], name: str) -> tuple[str, ...]:
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    return tuple(f"{name or 'the header'}: the column {one!r} stands twice; keep one" for one in twice)


def _named(columns: Sequence[str], cells: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    return ((name, cell) for name, cell in zip(columns, cells, strict=False) if name and not is_blank(cell))


def _column(cell: object) -> str:
    """A column's name as people vary it: "Must include", "must-include *" are must_include."""
    return "" if cell is None else re.sub(r"[\s_-]+", "_", text_of_cell(cell).lower().rstrip(" *:"))


def _jsonl(path: Path) -> Table:
    written = [
        line for line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1) if line[1].strip()
    ]
    rows, problems = [], []
    for number, line in written:
        try:
            rows.append(_record(f"line {number}", json.loads(line)))
        except (json.JSONDecodeError, TypeError) as error:
            problems.append(f"line {number}: not a case ({error}); write one JSON object a line")
    return Table(tuple(rows), tuple(problems))


def _yaml(path: Path) -> Table:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except yaml.YAMLError as error:
        raise DatasetError(f"{path} is not YAML: {error}; correct the line named") from error
    listed = content.get("cases") if isinstance(content, dict) else content
    if not isinstance(listed, list):
        raise DatasetError(f"{path}: no list of cases; begin with `cases:` and write `- id:` entries")
    wrong = tuple(
        f"case {n}: {one!r} is not a case; begin it with `- id:`" for n, one in _not_records(listed)
    )
    rows = (_record(f"case {n}", one) for n, one in enumerate(listed, 1) if isinstance(one, dict))
    return Table(tuple(rows), wrong)


def _not_records(listed: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    return ((n, one) for n, one in enumerate(listed, 1) if not isinstance(one, dict))


def _record(place: str, fields: Any) -> Row:
    if not isinstance(fields, dict):
        raise TypeError("no object")
    return Row(place, {_column(name): value for name, value in fields.items() if not is_blank(value)})
