"""The characters of a PDF page as pdfium gives them, with where they stand and how they are set."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_UPRIGHT_SLOPE = 0.05
_HYPHENS_AT_LINE_END = {"\x02": "-", "\ufffe": "-"}
_BOLD_NAME = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)
_BOLD_WEIGHT = 600


@dataclass(frozen=True, slots=True)
class Glyph:
    """One visible character, in points from the lower left corner of the page as it is shown."""

    character: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class _View:
    """How the page is turned when shown, in degrees clockwise, and its size before that."""

    rotation: int
    width: float
    height: float

    def is_upright(self, along_x: float, along_y: float) -> bool:
        """Whether text that runs in this direction is level on the page as shown."""
        level, steep = (along_x, along_y) if self.rotation % 180 == 0 else (along_y, along_x)
        return abs(steep) <= _UPRIGHT_SLOPE * abs(level)

    def shown(self, box: pdfium_c.FS_RECTF, x: float, y: float) -> tuple[float, float, float]:
        """Left, right and baseline as shown, of a box whose origin is at x, y."""
        if self.rotation == 90:
            return box.bottom, box.top, self.width - x
        if self.rotation == 180:
            return self.width - box.right, self.width - box.left, self.height - y
        if self.rotation == 270:
            return self.height - box.top, self.height - box.bottom, x
        return box.left, box.right, y


def page_glyphs(page: pdfium.PdfPage) -> Iterator[Glyph | str]:
    """The page's level text in the file's order; between glyphs, white space as a plain string."""
    left, bottom, right, top = page.get_mediabox()
    view = _View(page.get_rotation(), right - left, top - bottom)
    text = page.get_textpage()
    bold, at_word_start = False, True
    for index in range(text.count_chars()):
        character = chr(pdfium_c.FPDFText_GetUnicode(text.raw, index))
        if character.isspace():
            at_word_start = True
            yield character
            continue
        if at_word_start:
            bold, at_word_start = _is_bold(text.raw, index), False
        yield from _glyph(text.raw, index, character, bold, view)


def _glyph(text: object, index: int, character: str, bold: bool, view: _View) -> Iterator[Glyph]:
    matrix, box = pdfium_c.FS_MATRIX(), pdfium_c.FS_RECTF()
    pdfium_c.FPDFText_GetMatrix(text, index, matrix)
    if not view.is_upright(matrix.a, matrix.b):
        return
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium_c.FPDFText_GetCharOrigin(text, index, x, y)
    pdfium_c.FPDFText_GetLooseCharBox(text, index, box)
    size = pdfium_c.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    left, right, baseline = view.shown(box, x.value, y.value)
    yield Glyph(_HYPHENS_AT_LINE_END.get(character, character), left, right, baseline, size, bold)


def _is_bold(text: object, index: int) -> bool:
    if pdfium_c.FPDFText_GetFontWeight(text, index) >= _BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(128)
    pdfium_c.FPDFText_GetFontInfo(text, index, name, len(name), None)
    return _BOLD_NAME.search(name.value) is not None
