"""Lines of a PDF to blocks: headings by setting, paragraphs by spacing, list items by marker."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.models import CELLS_APART, Block, BlockKind
from ingest.parse.pdf_lines import BULLETS, Line
from ingest.parse.pdf_order import Region

_BULLET = re.compile(rf"(?:[{re.escape(BULLETS)}]|[o-](?=\s))\s*(?=\S)")
_NUMBERED = re.compile(r"(?:\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})[.)]|\d{1,3}(?:\.\d{1,3})+)\s+\S")
_CONTENTS_LINE = re.compile(r"(?:\.\s?){4,}\s*\d+$|…{2,}\s*\d+$")
_ENDED = re.compile(r"[.;:!?][\"'”’)\]]*$")
_CUT_WORD = re.compile(r"\S*[a-z]-$")
_PUNCTUATION = ".,;:!?()[]‘’“”\"'"
_HEADING_GROWTH = 1.15
_BOLD_SHRINK = 0.95
_MIN_HEADING_LETTERS = 3
_DISPLAY_GROWTH = 1.3
_SAME_SIZE = 1.05
_OTHER_SIZE = 0.12
_MAX_HEADING_WORDS = 20
_MAX_HEADING_LINES = 4
_MAX_LEVELS = 5
_DEFAULT_LEADING_EMS = 1.2
_PARAGRAPH_GAP_EMS = 0.25
_WIDEST_LEADING_EMS = 2.3
_AVERAGE_GLYPH_EMS = 0.5
_RAGGED_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Setting:
    """How the document is set: its body's size and leading (in ems), and its headings' sizes, largest first.

    `words` are all it uses, in lower case.
    """

    body: float
    leading: float
    headings: tuple[float, ...]
    words: frozenset[str] = frozenset()

    def level(self, line: Line) -> int:
        """1 to 6, by the rank of the line's size among the headings'."""
        return min(1 + sum(size > line.size * _SAME_SIZE for size in self.headings), 6)

    def displays(self, line: Line) -> bool:
        """Whether the line is set apart as headings are: larger than the body, or bold."""
        if sum(map(str.isalpha, line.text)) < _MIN_HEADING_LETTERS:
            return False
        if line.size >= self.body * _HEADING_GROWTH:
            return True
        return line.bold and line.size >= self.body * _BOLD_SHRINK


def setting_of(lines: Sequence[Line]) -> Setting:
    characters: Counter[float] = Counter()
    for line in lines:
        characters[_rounded(line.size)] += len(line.text)
    body = characters.most_common(1)[0][0]
    plain = Setting(body, _leading(lines, body), ())
    headings = Counter(_rounded(line.size) for line in lines if plain.displays(line))
    sizes = sorted(dict(headings.most_common(_MAX_LEVELS)), reverse=True)
    words = frozenset(word for line in lines for word in _words_of(line.text))
    return Setting(body, plain.leading, tuple(sizes), words)


def _leading(lines: Sequence[Line], body: float) -> float:
    """The usual distance between two lines of a paragraph, in ems."""
    steps = Counter(
        round((above.baseline - below.baseline) / body, 1)
        for above, below in pairwise(lines)
        if above.page == below.page and abs(above.size - body) < 1 and abs(below.size - body) < 1
    )
    usual = [step for step, _ in steps.most_common(5) if 1 <= step <= _WIDEST_LEADING_EMS]
    return usual[0] if usual else _DEFAULT_LEADING_EMS


def blocks_of(regions: Iterable[Region], setting: Setting) -> Iterator[Block]:
    column: list[Line] = []
    for region in regions:
        if len(region.cells) == 1 and _carries_on(column, region.cells[0]):
            column += region.cells[0]
            continue
        yield from _column(column, setting)
        column = list(region.cells[0]) if len(region.cells) == 1 else []
        if not column:
            yield _row(region, setting)
    yield from _column(column, setting)


def _carries_on(column: list[Line], lines: Sequence[Line]) -> bool:
    """Whether the lines stand under the column, and not in the next one."""
    if not column:
        return True
    return lines[0].baseline < column[-1].baseline and lines[0].left < max(line.right for line in column)


def _row(region: Region, setting: Setting) -> Block:
    cells = [joined(cell, setting.words) for cell in region.cells]
    first = max((cell[0] for cell in region.cells), key=lambda line: len(line.text))
    larger = all(cell[0].size >= setting.body * _DISPLAY_GROWTH for cell in region.cells)
    if larger and setting.displays(first):
        return Block(BlockKind.HEADING, " ".join(cells), setting.level(first), first.page)
    return Block(BlockKind.TABLE_ROW, CELLS_APART.join(cells), page=first.page)


def _column(lines: Sequence[Line], setting: Setting) -> Iterator[Block]:
    right = max((line.right for line in lines), default=0)
    group: list[Line] = []
    for line in lines:
        if _CONTENTS_LINE.search(line.text):
            continue
        if group and _starts_anew(group[-1], line, right, setting):
            yield _block(group, setting)
            group = []
        group.append(line)
    if group:
        yield _block(group, setting)


def _starts_anew(before: Line, line: Line, right: float, setting: Setting) -> bool:
    if abs(before.size - line.size) > _OTHER_SIZE * before.size:
        return True
    if _BULLET.match(line.text) or _NUMBERED.match(line.text):
        return True
    ended = _ENDED.search(before.text) is not None
    if setting.displays(before) != setting.displays(line):
        return ended or not line.text[0].islower()
    ems = (before.baseline - line.baseline) / line.size
    if ems > max(setting.leading, _DEFAULT_LEADING_EMS) + _PARAGRAPH_GAP_EMS:
        return ended or ems > _WIDEST_LEADING_EMS or _falls_short(before, line, right)
    return ended and _falls_short(before, line, right)


def _falls_short(before: Line, line: Line, right: float) -> bool:
    """Whether the line before ended early: the next word would have fitted, and ragged setting is not why."""
    word = len(line.text.split()[0]) + 2
    room = right - before.right
    return room > word * _AVERAGE_GLYPH_EMS * before.size and room > _RAGGED_SHARE * (right - line.left)


def _block(lines: list[Line], setting: Setting) -> Block:
    text, first = joined(lines, setting.words), lines[0]
    if setting.displays(first) and _reads_as_heading(text, lines, setting):
        return Block(BlockKind.HEADING, text, setting.level(first), first.page)
    bullet = _BULLET.match(text)
    if bullet:
        return Block(BlockKind.LIST_ITEM, text[bullet.end() :], 1, first.page)
    return Block(BlockKind.PARAGRAPH, text, page=first.page)


def _reads_as_heading(text: str, lines: list[Line], setting: Setting) -> bool:
    display = lines[0].size >= setting.body * _DISPLAY_GROWTH
    if len(text.split()) > _MAX_HEADING_WORDS * (2 if display else 1) or len(lines) > _MAX_HEADING_LINES:
        return False
    return display or not (text[-1] in ".;," or text[0].islower())


def joined(lines: Sequence[Line], words: frozenset[str]) -> str:
    """One text; a word cut by a hyphen at a line's end is made whole. `words` are the document's own."""
    text = lines[0].text
    for line in lines[1:]:
        cut = _CUT_WORD.search(text)
        if not cut or not line.text[0].isalpha():
            text = f"{text} {line.text}"
        elif line.text[0].isupper() or _keeps_hyphen(cut[0][:-1], line.text, words):
            text += line.text
        else:
            text = text[:-1] + line.text
    return text


def _keeps_hyphen(before: str, following: str, words: frozenset[str]) -> bool:
    """Whether the hyphen is the word's own: the rest of the document says how it writes the word."""
    head, tail = before.casefold(), _words_of(following)[0]
    if "/" in head or f"{head}-{tail}" in words:
        return True
    return head + tail not in words and head in words and tail in words


def _words_of(text: str) -> list[str]:
    return [word.strip(_PUNCTUATION) for word in text.casefold().split()]


def _rounded(size: float) -> float:
    return round(size * 2) / 2
