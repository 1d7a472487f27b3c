"""Which counts of a table are withheld, so that nobody can be told from being one of a few."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

SMALLEST_SHOWN = 5

Cell = TypeVar("Cell", bound=Hashable)


def withheld(counts: Mapping[Cell, int], lines: Iterable[Collection[Cell]]) -> frozenset[Cell]:
    """Cells of 1 to 4, and as many others as it takes that no difference gives one of them away.

    A line is a set of cells whose sum is shown somewhere, such as a row beside its total. What is withheld
    in it must be several cells, and their sum so large that each of them might be any of five numbers;
    else the smallest cell that is shown is withheld too, and so on.
    """
    hidden = {cell for cell, count in counts.items() if 0 < count < SMALLEST_SHOWN}
    known = [tuple(line) for line in lines]
    while further := {cell for line in known for cell in _further(counts, line, hidden)}:
        hidden |= further
    return frozenset(hidden)


def _further(
    counts: Mapping[Cell, int], line: Collection[Cell], hidden: Collection[Cell]
) -> tuple[Cell, ...]:
    """The next cell to withhold, none where enough is or nothing is left."""
    inside = [cell for cell in line if cell in hidden]
    slack = sum(counts[cell] for cell in inside) - len(inside)
    if not inside or (len(inside) > 1 and slack >= SMALLEST_SHOWN - 1):
        return ()
    # a nought says least, so it goes last
    shown = sorted((cell for cell in line if cell not in hidden), key=lambda one: counts[one] or float("inf"))
    return tuple(shown[:1])
