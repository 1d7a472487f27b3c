"""The geometry of plots beside tables; every number in a plot stands in its table too."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.insights.tables import Table

WIDTH, HEIGHT = 420, 200
TOP, BOTTOM, LEFT = 24, 30, 8
GAP = 0.25
MOST_LABELS = 5


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a plot, in units of the drawing; a count that is withheld has no height."""

    x: float
    y: float
    width: float
    height: float
    label: str
    said: str
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    columns: tuple[Column, ...]
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - BOTTOM


def plot_of(table: Table) -> Plot:
    """Columns in the table's order, every so many of them labelled."""
    room = (WIDTH - 2 * LEFT) / max(len(table.rows), 1)
    every = -(-len(table.rows) // MOST_LABELS)
    columns = []
    for number, row in enumerate(table.rows):
        count = row.counts[0]
        height = (HEIGHT - TOP - BOTTOM) * (count or 0) / (table.most or 1)
        columns.append(
            Column(
                x=round(LEFT + number * room + room * GAP / 2, 1),
                y=round(HEIGHT - BOTTOM - height, 1),
                width=round(room * (1 - GAP), 1),
                height=round(height, 1),
                label=_short(row.label) if number % every == 0 else "",
                said="" if count is None else str(count),
                withheld=count is None,
            )
        )
    return Plot(tuple(columns))


def _short(day: str) -> str:
    """2 November 2026 as 2 Nov."""
    number, month, *_ = day.split()
    return f"{number} {month[:3]}"
