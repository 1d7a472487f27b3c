"""PDF to blocks: reading order, headings, paragraphs, and what runs along the edges."""

from __future__ import annotations

import pytest

from ingest.errors import DocumentError
from ingest.models import Block, BlockKind
from ingest.parse.pdf import parse_pdf
from tests.ingest.tiny_pdf import Words, encrypted_pdf, paragraph, pdf

LONG = (
    "Practitioners should share what is needed, with those who need it, in good time. They should record "
    "what was shared, with whom and why. Nothing in data protection law stops them from doing so."
)
OTHER = (
    "Where a child may be at risk of significant harm, consent is not needed and seeking it may be unsafe. "
    "Talk to the designated safeguarding lead, and do not wait for certainty before you act."
)


def blocks(*pages: list[Words]) -> tuple[Block, ...]:
    return parse_pdf(pdf(*pages)).blocks


def texts(*pages: list[Words]) -> list[str]:
    return [block.text for block in blocks(*pages)]


def test_lines_are_joined_into_paragraphs_by_their_spacing() -> None:
    page = paragraph(LONG, y=700) + paragraph(OTHER, y=640)
    assert texts(page) == [LONG, OTHER]


def test_larger_and_bold_lines_are_headings_ranked_by_size() -> None:
    page = [
        Words("Sharing information between agencies", y=780, size=20),
        Words("When to share it", y=740, size=15),
        *paragraph(LONG, y=715),
        Words("What to record", y=660, bold=True),
        *paragraph(OTHER, y=642),
    ]
    found = blocks(page)
    assert [(b.level, b.text) for b in found if b.kind is BlockKind.HEADING] == [
        (1, "Sharing information between agencies"),
        (2, "When to share it"),
        (3, "What to record"),
    ]
    assert parse_pdf(pdf(page)).title == "Sharing information between agencies"


def test_a_whole_bold_paragraph_is_not_a_heading() -> None:
    bold = [Words(w.text, w.x, w.y, w.size, bold=True) for w in paragraph(LONG, y=700)]
    assert [b.kind for b in blocks(bold + paragraph(OTHER * 3, y=600))] == [BlockKind.PARAGRAPH] * 2


def test_what_runs_along_the_edges_of_the_pages_is_dropped() -> None:
    pages = [
        [
            Words("Example Safeguarding Partnership", y=810, size=9),
            *paragraph(f"{words} matters most. {LONG}", y=700),
            Words(f"Page {number} of 4", x=280, y=30, size=9),
        ]
        for number, words in enumerate(["Trust", "Time", "Care", "Law"], start=1)
    ]
    found = blocks(*pages)
    assert [(b.page, b.text.split()[0]) for b in found] == [
        (1, "Trust"),
        (2, "Time"),
        (3, "Care"),
        (4, "Law"),
    ]
    assert not [b for b in found if "Partnership" in b.text or "of 4" in b.text]


def test_a_line_that_stands_once_at_the_top_is_kept() -> None:
    assert "Only here" in texts([Words("Only here", y=810), *paragraph(LONG, y=700)], paragraph(OTHER, y=700))


def test_bullets_make_list_items_and_their_marks_are_not_text() -> None:
    page = [
        *paragraph("You must:", y=700),
        Words("\u2022", x=80, y=680),
        Words("record what you shared", x=98, y=680),
        Words("\u2022 tell the designated lead", x=80, y=664),
    ]
    assert [(b.kind.value, b.text) for b in blocks(page)] == [
        ("paragraph", "You must:"),
        ("list_item", "record what you shared"),
        ("list_item", "tell the designated lead"),
    ]


def test_a_typed_number_starts_a_paragraph() -> None:
    page = paragraph("26. Share it now.", y=700) + paragraph("27. Record it later.", y=686)
    assert texts(page) == ["26. Share it now.", "27. Record it later."]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        (
            "Decisions rest on infor-",
            "mation that is shared. The information is kept.",
            "on information that",
        ),
        ("This is non-", "statutory advice. It is non-statutory.", "is non-statutory advice"),
        ("Apply the Anti-", "Trafficking Directive.", "the Anti-Trafficking Directive"),
        ("See example.org/open-", "government for it.", "example.org/open-government for"),
    ],
)
def test_a_word_cut_at_a_lines_end_is_made_whole(first: str, second: str, joined: str) -> None:
    assert joined in texts([Words(first, y=700), Words(second, y=686)])[0]


def test_two_columns_are_read_one_after_the_other() -> None:
    page = paragraph(LONG, y=700, x=60, columns=42) + paragraph(OTHER, y=700, x=320, columns=42)
    assert texts(page) == [LONG, OTHER]


def test_cells_side_by_side_are_rows_of_a_table() -> None:
    rows = [("Level 1", "Universal"), ("Level 4", "Acute need"), ("Level 3", "Complex need")]
    page = [
        Words(text, x=x, y=700 - 24 * i)
        for i, row in enumerate(rows)
        for x, text in zip((72, 300), row, strict=True)
    ]
    assert [(b.kind.value, b.text) for b in blocks(page)] == [("table_row", " | ".join(row)) for row in rows]


def test_lines_of_one_cell_are_put_together() -> None:
    page = [
        *(Words("Level", y=700), Words("Who leads", x=200, y=700), Words("Whom to ring", x=400, y=700)),
        *(Words("Level 3", y=672), Words("A family help worker or", x=200, y=672)),
        *(Words("Family Help", y=658), Words("a social worker", x=200, y=658)),
        *(Words("The front door", x=400, y=672), Words("at any hour.", x=200, y=644)),
        *(Words("Level 4", y=616), Words("A social worker", x=200, y=616), Words("The police", x=400, y=616)),
    ]
    assert texts(page) == [
        "Level | Who leads | Whom to ring",
        "Level 3 Family Help | A family help worker or a social worker at any hour. | The front door",
        "Level 4 | A social worker | The police",
    ]


def test_footnotes_are_not_in_the_way_of_a_sentence_that_runs_over_the_page() -> None:
    first = [*paragraph(LONG + " They act when", y=700), Words("4. See the Act of 2004.", y=60, size=8)]
    found = blocks(first, paragraph("the child is safe.", y=700) + paragraph(OTHER, y=660))
    assert [(b.page, b.kind.value) for b in found][:3] == [
        (1, "list_item"),
        (1, "paragraph"),
        (2, "paragraph"),
    ]
    assert found[0].text == "4. See the Act of 2004."


def test_a_raised_footnote_figure_is_not_part_of_the_sentence() -> None:
    page = [
        Words("This applies in Wales", y=700),
        Words("1", x=178, y=704, size=6.5),
        *paragraph(LONG, y=660),
    ]
    assert texts(page)[0] == "This applies in Wales"


def test_a_table_of_contents_is_dropped() -> None:
    contents = [
        Words("Contents", y=780, size=18),
        Words("Introduction ........ 2", y=740),
        Words("1. Duties", y=720),
    ]
    body = [Words("Introduction", y=780, size=18), *paragraph(LONG, y=740)]
    assert texts(contents, body) == ["Introduction", LONG]


def test_a_page_that_is_turned_when_shown_is_read_as_shown() -> None:
    parsed = parse_pdf(pdf(paragraph(LONG, y=500) + paragraph(OTHER, y=400), turned=True))
    assert [block.text for block in parsed.blocks] == [LONG, OTHER]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf([]), "has 1 page and no text: run OCR or ask for the original"),
        (pdf([], [], []), "has 3 pages and no text"),
        (encrypted_pdf(), "is encrypted: ask for a copy without a password"),
        (b"%PDF-1.7\n%cut short", "is damaged or cut short"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_fix(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        parse_pdf(data)


def test_a_page_without_text_among_others_is_passed_over() -> None:
    assert [b.page for b in blocks(paragraph(LONG, y=700), [], paragraph(OTHER, y=700))] == [1, 3]
