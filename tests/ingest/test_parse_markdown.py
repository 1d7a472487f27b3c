"""Markdown to blocks."""

from __future__ import annotations

import pytest

from ingest.errors import DocumentError
from ingest.models import Block, BlockKind
from ingest.parse.markdown import parse_markdown


def blocks(markdown: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in parse_markdown(markdown.encode()).blocks]


def test_front_matter_gives_the_title_and_is_not_text() -> None:
    document = parse_markdown(b"---\ntitle: 'Recording policy'\nlicence: OGL\n---\nWrite it down.\n")
    assert document.title == "Recording policy"
    assert [block.text for block in document.blocks] == ["Write it down."]


def test_the_first_level_one_heading_is_the_title_when_no_front_matter_gives_one() -> None:
    assert parse_markdown(b"Intro.\n\n# Escalation\n\nText.").title == "Escalation"


def test_front_matter_that_is_not_yaml_is_refused_with_the_fix() -> None:
    with pytest.raises(DocumentError, match="front matter that is not YAML: correct it"):
        parse_markdown(b"---\ntitle: [unclosed\n---\nText.\n")


def test_a_fragment_at_a_headings_end_is_the_headings_and_not_its_words() -> None:
    document = parse_markdown(b"## Golden rule 3 {#rule-3}\n\nSeek advice.")
    assert document.blocks[0] == Block(BlockKind.HEADING, "Golden rule 3", 2, fragment="rule-3")


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("one\ntwo", [("paragraph", "one two")]),
        ("one  \ntwo", [("paragraph", "one two")]),
        ("see [the guide](https://example.org/guide)", [("paragraph", "see the guide")]),
        ("![a chart](chart.png) Text", [("paragraph", "Text")]),
        ("before<!-- a note --> after", [("paragraph", "before after")]),
        ("<!-- a note -->\n\nText", [("paragraph", "Text")]),
        ("the 3<sup>rd</sup> **bold** `code`", [("paragraph", "the 3rd bold code")]),
        ("England[^1] has", [("paragraph", "England has")]),
        ("> Quoted words.", [("paragraph", "Quoted words.")]),
        (":::note\nKeep calm.\n:::\n---", [("paragraph", "Keep calm.")]),
        ("```{=html}\n<!-- -->\n```\nText", [("paragraph", "Text")]),
        ("Safe\u00adguard\u200bing \ufb01rst", [("paragraph", "Safeguarding first")]),
        ("cafe\u0301", [("paragraph", "caf\u00e9")]),
    ],
)
def test_text_is_what_a_reader_sees(markdown: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(markdown) == expected


def test_what_a_comment_notes_of_a_section_is_told_apart_from_its_text() -> None:
    noted = (
        '<!-- asked_as: "may I tell the GP" | "telling her" -->',
        "<!-- read_with: #when | other#how -->",
        "<!-- concerns: unborn | before the birth -->",
        "<!-- ages: 13 to 15 -->",
    )
    assert blocks("\n\n".join(["Text.", *noted])) == [
        ("paragraph", "Text."),
        ("asked_as", "may I tell the GP"),
        ("asked_as", "telling her"),
        ("read_with", "#when"),
        ("read_with", "other#how"),
        ("concerns", "unborn"),
        ("concerns", "before the birth"),
        ("ages", "13 to 15"),
    ]


def test_list_items_keep_their_depth_and_typed_numbers() -> None:
    found = parse_markdown(b"- outer\n  - inner\n\n1. first\n2. second\n").blocks
    assert [(b.kind, b.text, b.level) for b in found] == [
        (BlockKind.LIST_ITEM, "outer", 1),
        (BlockKind.LIST_ITEM, "inner", 2),
        (BlockKind.LIST_ITEM, "1. first", 1),
        (BlockKind.LIST_ITEM, "2. second", 1),
    ]


def test_a_loose_or_continued_numbered_list_is_numbered_paragraphs() -> None:
    assert blocks("25. Share it.\n\n26. Record it.\n") == [
        ("paragraph", "25. Share it."),
        ("paragraph", "26. Record it."),
    ]


def test_only_the_first_paragraph_of_an_item_is_the_item() -> None:
    assert blocks("- first\n\n  more of it\n") == [("list_item", "first"), ("paragraph", "more of it")]


def test_a_list_of_links_within_the_document_is_not_text() -> None:
    assert blocks("- [Overview](#overview)\n- [Law](https://example.org)\n") == [("list_item", "Law")]


def test_table_rows_join_their_cells() -> None:
    assert blocks("| Basis | When |\n|---|---|\n| Duty | *always* |\n|  |  |\n") == [
        ("table_row", "Basis | When"),
        ("table_row", "Duty | always"),
    ]


def test_a_row_of_a_number_and_a_text_is_a_numbered_paragraph() -> None:
    assert blocks("|  |  |\n|---|---|\n| (26) | The principles apply. |\n") == [
        ("paragraph", "(26) The principles apply.")
    ]


def test_html_inside_markdown_is_read_as_html() -> None:
    assert blocks("<table><tr><td>A</td><td>B</td></tr></table>\n") == [("table_row", "A | B")]
