"""PDF to a document: its own text layer, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.errors import DocumentError
from ingest.models import Block, BlockKind, Document
from ingest.parse.pdf_blocks import Setting, blocks_of, setting_of
from ingest.parse.pdf_furniture import PageOfLines, without_furniture
from ingest.parse.pdf_lines import page_lines
from ingest.parse.pdf_notes import note_blocks, notes_apart
from ingest.parse.pdf_order import reading_order

_CONTENTS = re.compile(r"(?:table of )?contents(?: page)?:?", re.IGNORECASE)


def parse_pdf(data: bytes) -> Document:
    with _opened(data) as pdf:
        pages = [_page(pdf, index) for index in range(len(pdf))]
    lines = [line for page in pages for line in page.lines]
    if not lines:
        raise DocumentError(f"has {_counted(len(pages))} and no text: run OCR or ask for the original")
    setting = setting_of(lines)
    kept = without_furniture(pages)
    blocks = tuple(_without_contents(b for leaf in _leaves(kept, setting) for b in leaf))
    return Document(title=_title(blocks), blocks=blocks)


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise DocumentError("is encrypted: ask for a copy without a password") from error
        raise DocumentError(f"is damaged or cut short ({error}): download it again") from error


def _page(pdf: pdfium.PdfDocument, index: int) -> PageOfLines:
    page = pdf[index]
    return PageOfLines(index + 1, page.get_height(), tuple(page_lines(page, index + 1)))


def _leaves(pages: Sequence[PageOfLines], setting: Setting) -> Iterator[list[Block]]:
    """Each page's blocks. Notes come last, but for a paragraph that the next page continues."""
    apart = [notes_apart(page.lines, setting) for page in pages]
    bodies = [list(blocks_of(reading_order(body), setting)) for body, _ in apart]
    for (_, notes), body, following in zip(apart, bodies, [*bodies[1:], []], strict=True):
        cut = len(body) - 1 if _runs_over(body, following) else len(body)
        yield [*body[:cut], *note_blocks(notes, setting.words), *body[cut:]]


def _runs_over(body: list[Block], following: list[Block]) -> bool:
    return bool(body and following) and following[0].text[:1].islower()


def _without_contents(blocks: Iterable[Block]) -> Iterator[Block]:
    """The table of contents repeats the headings and adds page numbers; readers have better ones."""
    within = False
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            within = _CONTENTS.fullmatch(block.text) is not None
        if not within:
            yield block


def _title(blocks: tuple[Block, ...]) -> str | None:
    """The largest heading of the first page that has one; a date or a logo's words are too short to be it."""
    headings = [b for b in blocks if b.kind is BlockKind.HEADING and len(b.text.split()) > 2]
    first = [block for block in headings if block.page == headings[0].page]
    return min(first, key=lambda block: block.level).text if first else None


def _counted(pages: int) -> str:
    return "1 page" if pages == 1 else f"{pages} pages"
