"""A note as Markdown."""

from __future__ import annotations

import re

from assistant.record.note import Blank, Element, Facts, Heading, Item, Note, Paragraph, Quote

_MARKS = re.compile(r"([\\`*_\[\]<>#|~&])")
_OPENS_A_BLOCK = re.compile(r"^(\s*\d*)([-+=.)])(?=\s|$)", re.MULTILINE)


def markdown_of(note: Note) -> str:
    return "\n\n".join([f"# {_plain(note.title)}", *map(_block, note.elements)]) + "\n"


def _block(element: Element) -> str:
    match element:
        case Heading(text, level):
            return f"{'#' * (level + 1)} {_plain(text)}"
        case Paragraph(text):
            return _plain(text)
        case Item(text):
            return f"- {_plain(text)}".replace("\n", "\n  ")
        case Quote(text):
            return "\n".join(f"> {line}".rstrip() for line in _plain(text).splitlines())
        case Facts(rows):
            return "\n".join(f"- **{_plain(label)}:** {_plain(value)}" for label, value in rows)
        case Blank(label, choices, lines):
            return f"**{_plain(label)}**\n\n{_to_fill(choices, lines)}"


def _to_fill(choices: tuple[str, ...], lines: int) -> str:
    if choices:
        return "\n".join(f"- [ ] {choice}" for choice in choices)
    return "\n\n".join(["\\_" * 40] * lines)


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _OPENS_A_BLOCK.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text))
