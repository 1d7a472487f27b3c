"""Running headers, footers and page numbers: lines that return in the same place on many pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parse.pdf_lines import Line

_MARGIN_SHARE = 0.12
_MIN_PAGES = 3
_MIN_SHARE_OF_PAGES = 0.25
_PLACE_SHARE = 0.02
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.?)?\s*[-–|]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*[-–|]?(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PageOfLines:
    number: int
    height: float
    lines: tuple[Line, ...]


def without_furniture(pages: Sequence[PageOfLines]) -> list[PageOfLines]:
    """The pages less what runs along their top and bottom."""
    seen = Counter(key for page in pages for key in {_key(page, line) for line in _margins(page)})
    needed = max(min(_MIN_PAGES, len(pages)), _MIN_SHARE_OF_PAGES * len(pages), 2)
    running = {key for key, count in seen.items() if count >= needed}
    return [PageOfLines(p.number, p.height, tuple(_kept(p, running))) for p in pages]


def _kept(page: PageOfLines, running: set[tuple[str, int]]) -> list[Line]:
    margins = set(_margins(page))
    return [line for line in page.lines if line not in margins or not _is_furniture(page, line, running)]


def _is_furniture(page: PageOfLines, line: Line, running: set[tuple[str, int]]) -> bool:
    text, place = _key(page, line)
    repeated = any((text, place + step) in running for step in (-1, 0, 1))
    return repeated or _PAGE_NUMBER.fullmatch(line.text) is not None


def _margins(page: PageOfLines) -> list[Line]:
    edge = _MARGIN_SHARE * page.height
    return [line for line in page.lines if line.baseline < edge or line.baseline > page.height - edge]


def _key(page: PageOfLines, line: Line) -> tuple[str, int]:
    """The words with figures masked, and the height on the page in fiftieths."""
    return re.sub(r"\d+", "#", line.text.casefold()), round(line.baseline / (page.height * _PLACE_SHARE))
