"""Footnotes of a PDF page: small text below the body that opens with its number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.models import Block, BlockKind
from ingest.parse.pdf_blocks import Setting, joined
from ingest.parse.pdf_lines import Line

_NOTE_SIZE = 0.92
_NUMBER = re.compile(r"\d{1,3}[.)]?\s+\S")


def notes_apart(lines: Sequence[Line], setting: Setting) -> tuple[list[Line], list[Line]]:
    """The page's body and its notes."""
    small = _NOTE_SIZE * setting.body
    floor = min((line.baseline for line in lines if line.size > small), default=0)
    below = sorted((line for line in lines if line.baseline < floor), key=lambda line: -line.baseline)
    if not below or not _NUMBER.match(below[0].text):
        return list(lines), []
    return [line for line in lines if line.baseline >= floor], below


def note_blocks(lines: Sequence[Line], words: frozenset[str]) -> Iterator[Block]:
    """One list item a note: it bears a number, but is no numbered paragraph of the document."""
    note: list[Line] = []
    for line in lines:
        if note and _NUMBER.match(line.text):
            yield _note(note, words)
            note = []
        note.append(line)
    if note:
        yield _note(note, words)


def _note(lines: list[Line], words: frozenset[str]) -> Block:
    return Block(BlockKind.LIST_ITEM, joined(lines, words), 1, lines[0].page)
