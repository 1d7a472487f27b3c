"""Figures as tables: what pages, CSV files and programs are given."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

WITHHELD = "withheld"
# what a spreadsheet would take for a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """A count is none where it is withheld; `place` is the id of a document or of a section in one."""

    label: str
    counts: tuple[int | None, ...]
    detail: str = ""
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """`first` heads the labels, `detail` what stands beside them; `note` says what is counted."""

    id: str
    title: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    detail: str = ""

    @property
    def most(self) -> int:
        """The largest count shown, for drawing the others beside it."""
        return max((count for row in self.rows for count in row.counts if count), default=0)


def as_csv(table: Table) -> str:
    return csv_of(_rows(table))


def csv_of(rows: Iterable[Sequence[object]]) -> str:
    """With a byte order mark, as Excel takes other files for its own code page."""
    file = io.StringIO()
    file.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    csv.writer(file).writerows([_safe(cell) for cell in row] for row in rows)
    return file.getvalue()


def say_count(count: int | None) -> str:
    return WITHHELD if count is None else f"{count:,}"


def _rows(table: Table) -> Iterator[list[object]]:
    yield [table.first, *([table.detail] if table.detail else []), *table.columns]
    for row in table.rows:
        counts = [WITHHELD if count is None else count for count in row.counts]
        yield [row.label, *([row.detail] if table.detail else []), *counts]


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
