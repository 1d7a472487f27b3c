"""A note as a PDF: the only file that knows ReportLab."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from html import escape
from io import BytesIO
from threading import Lock
from typing import Any

from reportlab import platypus
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from assistant.record.note import Blank, Element, Facts, Heading, Item, Note, Paragraph, Quote

# these come with the library, so a note looks the same on every machine
PLAIN, BOLD = "Vera", "VeraBd"
DRAWING = Lock()
INK, RULE = HexColor("#1b1b1b"), HexColor("#8a8f94")
MARGIN, PADDING = 20 * mm, 6
WIDTH = A4[0] - 2 * (MARGIN + PADDING)
BETWEEN = "\u00a0"  # spaces that are not folded into one

TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=9.5, leading=14, spaceAfter=5, textColor=INK)
LABEL = ParagraphStyle("label", TEXT, fontName=BOLD, spaceBefore=7, keepWithNext=True)
ITEM = ParagraphStyle("item", TEXT, leftIndent=12, bulletIndent=2, spaceAfter=3)
QUOTE = ParagraphStyle(
    "quote",
    TEXT,
    leftIndent=12,
    rightIndent=6,
    spaceBefore=7,
    spaceAfter=10,
    borderPadding=5,
    backColor=HexColor("#f2f4f5"),
)
HEADINGS = (
    ParagraphStyle("title", TEXT, fontName=BOLD, fontSize=18, leading=23, spaceAfter=8),
    ParagraphStyle("h1", TEXT, fontName=BOLD, fontSize=12.5, leading=17, spaceBefore=12, keepWithNext=True),
    ParagraphStyle("h2", TEXT, fontName=BOLD, spaceBefore=8, spaceAfter=6, keepWithNext=True),
)


class _Pages(platypus.SimpleDocTemplate):  # type: ignore[misc]
    """Puts headings in the PDF's outline, so that a reader can go from one to the next."""

    def afterFlowable(self, flowable: Any) -> None:  # noqa: N802 - the library's name
        style = getattr(flowable, "style", None)
        if style in HEADINGS:
            key = f"place-{self.canv.getPageNumber()}-{id(flowable)}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key, HEADINGS.index(style))


def pdf_of(note: Note) -> bytes:
    # the library keeps its fonts for all threads, and reads them as it draws: notes at once garble each other
    with DRAWING:
        return _drawn(note)


def _drawn(note: Note) -> bytes:
    _register_fonts()
    written = BytesIO()
    pages = _Pages(
        written,
        pagesize=A4,
        title=note.title,
        lang="en-GB",
        invariant=1,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
    )
    flow = [_text(note.title, HEADINGS[0]), *(piece for one in note.elements for piece in _pieces(one))]
    pages.build(flow, onFirstPage=_foot(note), onLaterPages=_foot(note))
    return written.getvalue()


def _register_fonts() -> None:
    for font in {PLAIN, BOLD}.difference(pdfmetrics.getRegisteredFontNames()):
        pdfmetrics.registerFont(TTFont(font, f"{font}.ttf"))


def _foot(note: Note) -> Any:
    def draw(canvas: Any, _pages: Any) -> None:
        canvas.setFont(PLAIN, 7.5)
        canvas.setFillColor(INK)
        canvas.drawString(MARGIN + PADDING, 11 * mm, f"{note.title}. Reference {note.reference}")
        canvas.drawRightString(A4[0] - MARGIN - PADDING, 11 * mm, f"Page {canvas.getPageNumber()}")

    return draw


def _pieces(element: Element) -> Iterator[Any]:
    match element:
        case Heading(text, level):
            yield _text(text, HEADINGS[level])
        case Paragraph(text):
            yield _text(text, TEXT)
        case Item(text):
            yield platypus.Paragraph(_markup(text), ITEM, bulletText="•")
        case Quote(text):
            yield _text(text, QUOTE)
        case Facts(rows):
            cells = [[_text(label, LABEL), _text(value, TEXT)] for label, value in rows]
            yield platypus.Table(
                cells,
                [32 * mm, WIDTH - 32 * mm],
                style=[("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0)],
            )
        case Blank(label, choices, lines):
            yield _text(label, LABEL)
            yield _to_fill(choices, lines)


def _to_fill(choices: tuple[str, ...], lines: int) -> Any:
    if choices:
        return _text((BETWEEN * 6).join(f"[{BETWEEN * 3}]{BETWEEN}{choice}" for choice in choices), TEXT)
    return platypus.Table([[""]] * lines, WIDTH, 8 * mm, style=[("LINEBELOW", (0, 0), (-1, -1), 0.6, RULE)])


def _text(text: str, style: ParagraphStyle) -> Any:
    return platypus.Paragraph(_markup(text), style)


def _markup(text: str) -> str:
    known = pdfmetrics.getFont(PLAIN).face.charToGlyph
    drawn = "".join(char if char in "\n\t" or ord(char) in known else _spelt(char, known) for char in text)
    return escape(drawn).replace("\n", "<br/>")


def _spelt(char: str, known: Any) -> str:
    """What stands for a character that the font cannot draw: its plain form, or its name."""
    plain = unicodedata.normalize("NFKC", char).replace("\u2010", "-")
    if plain and all(ord(each) in known for each in plain):
        return plain
    return f"[{name.lower()}]" if (name := unicodedata.name(char, "")) else ""
