"""Table rows as blocks, the same for every format."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.models import CELLS_APART, Block, BlockKind
from ingest.parse.characters import cleaned

_MARKER = re.compile(r"\(?(?:\d{1,4}|[a-z]|[ivxl]{1,5})[.)]")


def row_blocks(cells: Iterable[str]) -> list[Block]:
    """One row, its cells in one line; none if every cell is empty.

    A row of a number and a text is a numbered paragraph set as a table, as in EUR-Lex, so it becomes one.
    """
    filled = [text for text in map(cleaned, cells) if text]
    if len(filled) == 2 and _MARKER.fullmatch(filled[0]):
        return [Block(BlockKind.PARAGRAPH, " ".join(filled))]
    return [Block(BlockKind.TABLE_ROW, CELLS_APART.join(filled))] if filled else []
