"""The lines of text on a PDF page, with where they stand and how they are set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import pypdfium2 as pdfium

from ingest.parse.characters import cleaned
from ingest.parse.pdf_glyphs import Glyph, page_glyphs

_GAP_EMS = 1.5
_SAME_LINE_EMS = 0.45
_LINE_ENDS = frozenset("\r\n")
_SUPERSCRIPT_SIZE = 0.8
BULLETS = "•‣▪▫●○◦■□–—*·\uf0b7\uf0a7\uf0a8\uf0d8\uf0fc➢➤❖✓✔►"
_MARKER = re.compile(
    rf"(?:[{re.escape(BULLETS)}o-]|\(?(?:\d{{1,3}}(?:\.\d{{1,3}})*|[a-zA-Z]|[ivx]{{1,5}})[.)]|\d(?:\.\d{{1,3}})+)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A run of text on one baseline. Points, from the page's lower left corner; `size` in points too.

    `order` is its place in the file, which need not be where a reader meets it.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    page: int
    order: int = 0

    @property
    def top(self) -> float:
        return self.baseline + 0.8 * self.size

    @property
    def bottom(self) -> float:
        return self.baseline - 0.2 * self.size


@dataclass(slots=True)
class _Run:
    """Glyphs gathered so far on one baseline."""

    glyphs: list[Glyph] = field(default_factory=list)
    text: str = ""
    after_mark: bool = False

    def takes(self, glyph: Glyph) -> bool:
        if not self.glyphs:
            return True
        first, last = self.glyphs[0], self.glyphs[-1]
        level = abs(glyph.baseline - first.baseline) < _SAME_LINE_EMS * max(first.size, glyph.size)
        size = min(last.size, glyph.size)
        return level and -size < glyph.left - last.right < _GAP_EMS * size

    def add(self, glyph: Glyph) -> None:
        if self._is_note_mark(glyph):
            self.after_mark, self.text = True, self.text.rstrip()
            return
        if self.after_mark and glyph.character in ".,;:)":
            self.text = self.text.rstrip()
        self.after_mark = False
        self.glyphs.append(glyph)
        self.text += glyph.character

    def _is_note_mark(self, glyph: Glyph) -> bool:
        """A raised small figure points to a footnote; it is no part of the sentence."""
        if not (self.glyphs and glyph.character.isdigit()):
            return False
        body = self.glyphs[0]
        return (
            glyph.size < _SUPERSCRIPT_SIZE * body.size and glyph.baseline > body.baseline + 0.15 * body.size
        )

    def lines(self, page: int) -> list[Line]:
        text = cleaned(self.text)
        if not text:
            return []
        letters = [g for g in self.glyphs if g.character.isalnum()] or self.glyphs
        sizes = sorted(g.size for g in letters)
        return [
            Line(
                text=text,
                left=min(g.left for g in self.glyphs),
                right=max(g.right for g in self.glyphs),
                baseline=self.glyphs[0].baseline,
                size=round(sizes[len(sizes) // 2], 1),
                bold=sum(g.bold for g in letters) > 0.8 * len(letters),
                page=page,
            )
        ]


def page_lines(page: pdfium.PdfPage, number: int) -> list[Line]:
    """The page's lines in the file's own order; a bullet or number is joined to the text it marks."""
    lines = _marked([line for run in _runs(page_glyphs(page)) for line in run.lines(number)])
    return [replace(line, order=order) for order, line in enumerate(lines)]


def _runs(glyphs: Iterable[Glyph | str]) -> Iterator[_Run]:
    run = _Run()
    for glyph in glyphs:
        if isinstance(glyph, str) and glyph not in _LINE_ENDS:
            run.text += " "
        elif isinstance(glyph, str):
            yield run
            run = _Run()
        elif run.takes(glyph):
            run.add(glyph)
        else:
            yield run
            run = _Run()
            run.add(glyph)
    yield run


def _marked(lines: list[Line]) -> list[Line]:
    """A list marker set apart from its text by a tab is part of the same line."""
    joined: list[Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        if before and _marks(before, line):
            joined[-1] = replace(line, text=f"{before.text} {line.text}", left=before.left)
        else:
            joined.append(line)
    return joined


def _marks(before: Line, line: Line) -> bool:
    near = (
        0 <= line.left - before.right < 5 * line.size
        and abs(line.baseline - before.baseline) < line.size * 0.5
    )
    return near and _MARKER.fullmatch(before.text) is not None
