"""Text as other programs take it."""

from __future__ import annotations

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def printable(text: str) -> str:
    """XML and workbooks have no way to write control characters."""
    return "".join(char if char.isprintable() or char in "\n\t" else " " for char in text)


def safe(cell: object) -> object:
    """A text that a spreadsheet would take for a formula is quoted: questions are typed by anyone."""
    if not isinstance(cell, str):
        return cell
    return f"'{printable(cell)}" if cell.startswith(STARTS_A_FORMULA) else printable(cell)
