"""Reading order on a PDF page: the page is cut along its white space, bands first or columns first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.parse.pdf_lines import BULLETS, Line

_MIN_GUTTER_EMS = 0.9
_TOUCHING_EMS = 0.12
_ROW_GAP_EMS = 0.25
_MIN_BAND_EMS = 0.35
_PROSE_LINES = 4
_PROSE_FILL = 0.6
_RUN_ON_SHARE = 0.4
_MAX_CELL_WORDS = 60
_MAX_ROW_WORDS = 150


Column = list[Line]


@dataclass(frozen=True, slots=True)
class Region:
    """Lines read from top to bottom; more than one cell means a row of a table, read across."""

    cells: tuple[tuple[Line, ...], ...]


def reading_order(lines: list[Line]) -> Iterator[Region]:
    """Regions of the page in the order a reader takes them."""
    if not lines:
        return
    columns = _columns(lines)
    if len(columns) > 1 and all(map(_is_prose, columns)):
        yield from _one_after_another(columns)
        return
    bands = [_columns(band) for band in _bands(lines)]
    if len(bands) == 1:
        yield from _across(columns)
        return
    for stack in _stacks(bands):
        yield from _stacked(stack)


def _one_after_another(columns: list[Column]) -> Iterator[Region]:
    for column in columns:
        yield from reading_order(column)


def _stacked(stack: list[list[Column]]) -> Iterator[Region]:
    if max(map(len, stack)) == 1:
        for band in stack:
            yield from _across(band)
        return
    rows = _rows(stack)
    columns = _filed([line for band in stack for column in band for line in column], stack)
    if len(rows) == len(stack) and _is_close(stack) and any(map(_runs_on, columns)):
        yield from _one_after_another(columns)
        return
    for row in rows:
        cells = _filed([line for band in row for column in band for line in column], stack)
        yield from _across(cells)


def _rows(stack: list[list[Column]]) -> list[list[list[Column]]]:
    """Bands put together into rows: lines of a cell stand closer than rows of a table do."""
    gaps = [_bottom(above) - _top(below) for above, below in pairwise(stack)]
    rows = [stack[:1]]
    for band, gap in zip(stack[1:], gaps, strict=True):
        if gap > min(gaps) + _ROW_GAP_EMS * _size(band[0]):
            rows.append([])
        rows[-1].append(band)
    uniform = len(rows) == 1
    return [[band] for band in stack] if uniform else rows


def _is_close(stack: list[list[Column]]) -> bool:
    """Whether the bands follow each other as lines of text do."""
    gaps = sorted(_bottom(above) - _top(below) for above, below in pairwise(stack))
    return bool(gaps) and gaps[len(gaps) // 2] <= _size(stack[0][0])


def _filed(lines: list[Line], stack: list[list[Column]]) -> list[Column]:
    """The lines by the column they stand in, columns without any left out."""
    lefts = _lefts(stack)
    filed: list[Column] = [[] for _ in lefts]
    for line in lines:
        filed[min(range(len(lefts)), key=lambda i: abs(lefts[i] - line.left))].append(line)
    return [column for column in filed if column]


def _lefts(stack: list[list[Column]]) -> list[float]:
    return [_left(column) for column in max(stack, key=len)]


def _top(band: list[Column]) -> float:
    return max(line.top for column in band for line in column)


def _bottom(band: list[Column]) -> float:
    return min(line.bottom for column in band for line in column)


def _across(columns: list[Column]) -> Iterator[Region]:
    """One band: a single column, the cells of a row, or text set side by side."""
    if len(columns) == 1:
        yield from (Region((lines,)) for band in _bands(columns[0]) for lines in _uncut(band))
    elif _is_row(columns):
        yield Region(tuple(_top_down(column) for column in columns))
    else:
        yield from _one_after_another(columns)


def _stacks(bands: list[list[Column]]) -> Iterator[list[list[Column]]]:
    """Bands that follow each other with their columns in the same places."""
    stack = bands[:1]
    for band in bands[1:]:
        if not _aligned(stack, band):
            yield stack
            stack = []
        stack.append(band)
    yield stack


def _aligned(stack: list[list[Column]], band: list[Column]) -> bool:
    lefts = _lefts(stack)
    if len(lefts) == 1 or len(band) > len(lefts):
        return False
    return all(_fits(column, lefts) for column in band)


def _fits(column: Column, lefts: list[float]) -> bool:
    """Whether the column starts where one of the table's does, and ends before the next begins."""
    tolerance = 2 * _size(column)
    nearest = min(lefts, key=lambda left: abs(left - _left(column)))
    limit = min((left for left in lefts if left > nearest), default=float("inf"))
    return abs(nearest - _left(column)) < tolerance and max(line.right for line in column) < limit


def _left(column: Column) -> float:
    return min(line.left for line in column)


def _runs_on(column: Column) -> bool:
    """Whether sentences run from line to line, or bullets stand under each other: a cell does neither."""
    below = column[1:]
    lower = sum(line.text[:1].islower() for line in below)
    bullets = sum(line.text[:1] in BULLETS for line in column)
    return len(column) >= _PROSE_LINES and (lower + bullets) >= _RUN_ON_SHARE * len(column)


def _is_row(columns: list[Column]) -> bool:
    words = [sum(len(line.text.split()) for line in column) for column in columns]
    return max(words) <= _MAX_CELL_WORDS and sum(words) <= _MAX_ROW_WORDS


def _is_prose(column: list[Line]) -> bool:
    """Whether the lines run on to fill their column, as cells of a table do not."""
    width = max(line.right for line in column) - min(line.left for line in column)
    filled = sum(line.right - line.left for line in column)
    return len(column) >= _PROSE_LINES and filled >= _PROSE_FILL * width * len(column)


def _columns(lines: list[Line]) -> list[Column]:
    gutter = _MIN_GUTTER_EMS * _size(lines)
    return _cut(lines, lambda line: line.left, lambda line: line.right, gutter)


def _bands(lines: list[Line]) -> list[Column]:
    gap = _MIN_BAND_EMS * _size(lines)
    return _cut(lines, lambda line: -line.top, lambda line: -line.bottom, gap)


def _cut(
    lines: list[Line], start: Callable[[Line], float], end: Callable[[Line], float], gap: float
) -> list[Column]:
    """Groups of lines with at least `gap` of white space between them along one axis."""
    ordered = sorted(lines, key=start)
    groups, reach = [[ordered[0]]], end(ordered[0])
    for line in ordered[1:]:
        if start(line) - reach >= gap:
            groups.append([])
        groups[-1].append(line)
        reach = max(reach, end(line))
    return groups


def _size(lines: list[Line]) -> float:
    sizes = sorted(line.size for line in lines)
    return sizes[len(sizes) // 2]


def _uncut(lines: list[Line]) -> Iterator[tuple[Line, ...]]:
    """Text that no white space divides, read downwards; boxes that interlock keep the file's own order."""
    if not any(_beside(a, b) for i, a in enumerate(lines) for b in lines[i + 1 :]):
        yield _top_down(lines)
        return
    ordered = sorted(lines, key=lambda line: line.order)
    box = ordered[:1]
    for line in ordered[1:]:
        if _beside(box[-1], line) or line.baseline > box[-1].baseline + line.size:
            yield _top_down(box)
            box = []
        box.append(line)
    yield _top_down(box)


def _beside(a: Line, b: Line) -> bool:
    apart = max(a.left, b.left) - min(a.right, b.right)
    return apart > _MIN_GUTTER_EMS * a.size and abs(a.baseline - b.baseline) < a.size


def _top_down(lines: list[Line]) -> tuple[Line, ...]:
    """Pieces on one baseline become one line."""
    ordered = sorted(lines, key=lambda line: (-line.baseline, line.left))
    joined = ordered[:1]
    for before, line in pairwise(ordered):
        if before.baseline - line.baseline < 0.4 * line.size:
            joined[-1] = _join(joined[-1], line)
        else:
            joined.append(line)
    return tuple(joined)


def _join(first: Line, second: Line) -> Line:
    first, second = sorted((first, second), key=lambda line: line.left)
    touching = second.left - first.right < _TOUCHING_EMS * first.size or second.text[0] in ".,;:)"
    text = f"{first.text}{'' if touching else ' '}{second.text}"
    return replace(first, text=text, right=second.right, bold=first.bold and second.bold)
