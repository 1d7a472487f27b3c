"""Pages of a PDF that are pictures: something is drawn on them, but none of it is text."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium


def scanned_pages(path: Path) -> tuple[int, ...]:
    """Numbers from 1. A page with nothing on it was left blank on purpose, and is not among them."""
    with pdfium.PdfDocument(path) as pdf:
        return tuple(number for number, page in enumerate(pdf, start=1) if _is_picture(page))


def _is_picture(page: pdfium.PdfPage) -> bool:
    return page.get_textpage().count_chars() == 0 and any(page.get_objects(max_depth=1))
