"""Blocks to sections: text, heading paths, anchors and sentences."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from ingest.errors import DocumentError
from ingest.models import Anchor, Block, BlockKind, Document, Section, Span
from ingest.sections import heading_label, sections_of, slug


def heading(text: str, level: int = 1, page: int | None = None, fragment: str | None = None) -> Block:
    return Block(BlockKind.HEADING, text, level, page, fragment)


def para(text: str, page: int | None = None, fragment: str | None = None) -> Block:
    return Block(BlockKind.PARAGRAPH, text, page=page, fragment=fragment)


def item(text: str, page: int | None = None) -> Block:
    return Block(BlockKind.LIST_ITEM, text, 1, page)


def row(text: str) -> Block:
    return Block(BlockKind.TABLE_ROW, text)


def sections(*blocks: Block, title: str | None = "The guide") -> tuple[Section, ...]:
    return sections_of(Document(title, blocks), "guide")


def test_each_heading_with_text_is_a_section_under_those_above_it() -> None:
    found = sections(
        heading("Duties"),
        heading("Sharing", 2),
        para("Share."),
        heading("Recording", 2),
        para("Record."),
        heading("Review"),
        para("Review."),
    )
    assert [(s.ordinal, s.heading_path, s.text) for s in found] == [
        (0, ("Duties", "Sharing"), "Share."),
        (1, ("Duties", "Recording"), "Record."),
        (2, ("Review",), "Review."),
    ]


def test_text_before_the_first_heading_goes_under_the_title() -> None:
    found = sections(para("Preface."), heading("Duties"), para("Share."))
    assert [s.heading_path for s in found] == [("The guide",), ("Duties",)]


def test_a_document_without_headings_is_one_section() -> None:
    assert [s.id for s in sections(para("One."), para("Two."))] == ["guide#the-guide"]


def test_a_document_without_text_has_no_sections() -> None:
    assert sections(heading("Duties")) == ()


def test_blocks_are_laid_out_as_they_are_read() -> None:
    found = sections(
        para("You must:"),
        item("share"),
        item("1. record"),
        para("Then:"),
        row("A | B"),
        row("C | D"),
        para("End."),
    )
    assert found[0].text == "You must:\n\n- share\n1. record\n\nThen:\n\nA | B\nC | D\n\nEnd."


def test_sentences_are_spans_within_blocks_without_the_dash() -> None:
    section = sections(para("You must: wait. Then"), item("share it. Now"), item("record it"))[0]
    assert [span.of(section.text) for span in section.sentences] == [
        "You must: wait.",
        "Then",
        "share it.",
        "Now",
        "record it",
    ]


def test_the_sentence_splitter_can_be_replaced() -> None:
    document = Document("The guide", (para("One. Two."),))
    section = sections_of(document, "guide", split=lambda text: (Span(0, len(text)),))[0]
    assert section.sentences == (Span(0, 9),)


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Golden rule 3: seek advice", "Golden rule 3"),
        ("Paragraph 26", "para 26"),
        ("Section 47 enquiries", "section 47"),
        ("s. 47 enquiries", "section 47"),
        ("Article 9(2) conditions", "Article 9(2)"),
        ("Principle 7", "Principle 7"),
        ("Step in when needed", "Step in when needed"),
        ("Part of the plan", "Part of the plan"),
        ("4.2 Consent", "4.2 Consent"),
    ],
)
def test_a_headings_number_is_its_label(words: str, label: str) -> None:
    assert heading_label(words) == label


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Children’s social care & you", "childrens-social-care-you"),
        ("Café", "cafe"),
        ("🔎", "section"),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_slug_is_safe_in_an_address(words: str, expected: str) -> None:
    assert slug(words) == expected


def test_fragments_are_unique_and_the_publishers_own_come_first() -> None:
    found = sections(
        heading("Aims"),
        para("A."),
        heading("Aims"),
        para("B."),
        heading("Other", fragment="aims-2"),
        para("C."),
        heading("Odd", fragment="not safe"),
        para("D."),
    )
    assert [s.anchors[0].fragment for s in found] == ["aims", "aims-3", "aims-2", "odd"]


def test_numbered_paragraphs_are_anchors() -> None:
    found = sections(
        para("Lead in."), para("26. Share."), para("2.3 Record it."), para("(4) Review."), item("5. No.")
    )
    assert [(a.fragment, a.label, a.offset) for a in found[0].anchors[1:]] == [
        ("para-26", "para 26", 10),
        ("para-2-3", "para 2.3", 22),
        ("para-4", "para 4", 38),
    ]


@pytest.mark.parametrize("text", ["1.5 million children", "2024. It began", "Section 3. Then"])
def test_a_figure_that_opens_a_sentence_is_no_paragraph_number(text: str) -> None:
    assert len(sections(para(text))[0].anchors) == 1


def test_a_new_page_is_an_anchor() -> None:
    section = sections(heading("Duties", page=4), para("Share.", page=4), para("Record.", page=5))[0]
    assert section.anchors == (
        Anchor("duties", "page 4, Duties", 0, 4),
        Anchor("page-5", "page 5", 8, 5),
    )
    assert section.anchor_at(section.text.index("Record")).page == 5


def test_a_sentence_cut_by_a_page_break_is_made_whole_with_the_page_inside_it() -> None:
    section = sections(para("They act when the child", page=4), para("is at risk. They record.", page=5))[0]
    assert section.text == "They act when the child is at risk. They record."
    assert [span.of(section.text) for span in section.sentences] == [
        "They act when the child is at risk.",
        "They record.",
    ]
    assert section.anchors[1] == Anchor("page-5", "page 5", section.text.index("is at risk"), 5)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (para("They act.", page=4), para("is it so?", page=5)),
        (para("They act", page=4), para("Is it so?", page=5)),
        (para("They act", page=4), para("in time", page=4)),
        (para("They act"), para("in time")),
        (para("They act", page=4), item("in time", page=5)),
    ],
)
def test_other_breaks_stay(before: Block, after: Block) -> None:
    assert "\n" in sections(before, after)[0].text


def test_anchors_and_sentences_rise_through_a_long_section() -> None:
    blocks = [para(f"{n}. Sentence one. Sentence two.", page=1 + n // 10) for n in range(1, 60)]
    section = sections(*blocks)[0]
    offsets = [anchor.offset for anchor in section.anchors]
    assert offsets == sorted(offsets)
    assert all(a.end <= b.start for a, b in zip(section.sentences, section.sentences[1:], strict=False))
    assert len({anchor.fragment for anchor in section.anchors}) == len(section.anchors)


@pytest.mark.parametrize(
    ("noted", "ages"),
    [("under 13", (0, 12)), ("13 to 15", (13, 15)), ("18 and over", (18, 130)), ("16 or over", (16, 130))],
)
def test_the_ages_that_a_rule_holds_at_are_years_both_included(noted: str, ages: tuple[int, int]) -> None:
    [section] = sections(heading("Consent"), para("Share."), Block(BlockKind.AGES, noted))
    assert section.ages == ages
    assert Section.of_json(json.loads(json.dumps(asdict(section)))).ages == ages


def test_ages_that_cannot_be_read_name_the_heading_and_what_to_write() -> None:
    with pytest.raises(DocumentError, match="'Consent' notes the ages 'teenagers': write one of 'under 13'"):
        sections(heading("Consent"), para("Share."), Block(BlockKind.AGES, "teenagers"))
