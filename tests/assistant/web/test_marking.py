"""Stored text as paragraphs, the quoted words marked."""

from __future__ import annotations

import pytest

from assistant.channels.web.marking import paragraphs
from ingest.models import Anchor, Section, Span

TEXT = "First words. Second words.\n\n- one\n- two\n\nLast words."


def section(*anchors: Anchor) -> Section:
    return Section("source", 0, ("Heading",), TEXT, (Anchor("top", "Heading"), *anchors), ())


def marked(quote: Span) -> list[str]:
    return [piece.text for each in paragraphs(section(), [quote]) for piece in each.pieces if piece.marked]


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        ("Second words.", ["Second words."]),
        ("First words. Second words.", ["First words. Second words."]),
        ("two", ["two"]),
        ("one\n- two", ["one", "two"]),
        ("words.\n\n- one\n- two\n\nLast", ["words.", "one", "two", "Last"]),
        (TEXT, ["First words. Second words.", "one", "two", "Last words."]),
    ],
)
def test_exactly_the_quoted_words_are_marked(words: str, pieces: list[str]) -> None:
    start = TEXT.rindex(words) if words.startswith("words") else TEXT.index(words)

    assert marked(Span(start, start + len(words))) == pieces


def test_nothing_of_the_text_is_lost() -> None:
    shown = paragraphs(section(Anchor("last", "para 2", TEXT.index("Last"))), [Span(3, 9), Span(20, 30)])

    lines = ["- " * each.listed + "".join(piece.text for piece in each.pieces) for each in shown]
    assert lines == [line for line in TEXT.split("\n") if line]


@pytest.mark.parametrize("words", ["Second", "two", "Last"])
def test_an_anchor_stands_where_its_words_start(words: str) -> None:
    anchor = Anchor("place", "para 2", TEXT.index(words))
    pieces = [piece for each in paragraphs(section(anchor)) for piece in each.pieces]

    assert [piece.text.startswith(words) for piece in pieces if anchor in piece.anchors] == [True]
