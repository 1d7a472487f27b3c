"""The same note in each format: all of its words, and what a reader of that format expects."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import docx
import pypdfium2
import pytest
from markdown_it import MarkdownIt

from assistant.models import Answer, Status
from assistant.record.formats import Format, file_name, render
from assistant.record.note import BLANKS, Heading, Note, record_note
from tests.fakes import ANSWERS, CONSENT_QUOTE, HOSTILE, RECORD_QUOTE, quote_of

ANSWERED = ANSWERS[Status.ANSWERED]
AWKWARD = "# Not a *heading*\n- [link](https://x.example) & <b>\n\n1. “≥ 2”"


def with_quote(quote: str) -> Answer:
    [first, *_] = ANSWERED.citations
    cited = first.model_copy(update={"quote": quote})
    return ANSWERED.model_copy(update={"citations": (cited,), "points": (quote_of(cited),)})


def words_of(note: Note, form: Format) -> str:
    """Everything a reader reads, in order, white space folded."""
    readers = {Format.DOCX: docx_words, Format.PDF: pdf_words, Format.MARKDOWN: markdown_words}
    return " ".join(readers[form](render(note, form)).split())


def docx_words(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(data)).paragraphs)


def pdf_words(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def markdown_words(data: bytes) -> str:
    tokens = (child for token in MarkdownIt().parse(data.decode()) for child in token.children or ())
    return " ".join(token.content for token in tokens if token.type == "text")


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("status", Status)
def test_every_format_holds_the_question_the_outcome_and_every_blank(form: Format, status: Status) -> None:
    words = words_of(record_note(ANSWERS[status]), form)

    labels = [blank.label for blank in BLANKS]
    for expected in ("What does the guidance say about [name]?", *labels):
        assert expected in words
    assert status is Status.ANSWERED or ANSWERS[status].message in words


@pytest.mark.parametrize("form", Format)
def test_quotes_are_verbatim_in_every_format(form: Format) -> None:
    words = words_of(record_note(ANSWERED), form)

    assert words.count(CONSENT_QUOTE) == words.count(RECORD_QUOTE) == 2


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("quote", [AWKWARD, HOSTILE, "Tell &amp; record; 50% < 60%"])
def test_a_quote_is_text_and_never_markup(form: Format, quote: str) -> None:
    assert " ".join(quote.split()) in words_of(record_note(with_quote(quote)), form)


def test_a_quote_adds_no_heading_list_or_link_to_the_markdown() -> None:
    plain, awkward = (
        MarkdownIt().parse(render(record_note(with_quote(quote)), Format.MARKDOWN).decode())
        for quote in ("Plain.", AWKWARD)
    )
    kinds = {"heading_open", "list_item_open", "html_block"}

    assert [token.type for token in awkward if token.type in kinds] == [
        token.type for token in plain if token.type in kinds
    ]
    assert not [child for token in awkward for child in token.children or () if child.type == "link_open"]


def test_word_headings_are_headings_and_the_file_names_no_author() -> None:
    note = record_note(ANSWERED)
    document = docx.Document(BytesIO(render(note, Format.DOCX)))

    headings = [each.text for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert headings == [each.text for each in note.elements if isinstance(each, Heading)]
    about = document.core_properties
    assert (about.author, about.title, about.language) == ("", note.title, "en-GB")
    assert about.created.date() == ANSWERED.created_at.date()


def test_word_pages_are_numbered() -> None:
    document = docx.Document(BytesIO(render(record_note(ANSWERED), Format.DOCX)))

    assert 'w:instr="PAGE"' in document.sections[0].footer._element.xml


def test_pdf_pages_are_numbered_and_its_outline_is_the_headings() -> None:
    note = record_note(with_quote("A sentence of the guidance goes on and on. " * 150))
    with pypdfium2.PdfDocument(render(note, Format.PDF)) as pdf:
        feet = [page.get_textpage().get_text_range() for page in pdf]
        outline = [entry.get_title() for entry in pdf.get_toc()]

    assert len(feet) > 2
    assert all(f"Page {number}" in foot for number, foot in enumerate(feet, 1))
    assert outline == [note.title, *(each.text for each in note.elements if isinstance(each, Heading))]


def test_a_long_quote_wraps_within_the_pages_of_the_pdf() -> None:
    note = record_note(with_quote("x" * 400 + " " + "word " * 1500))
    with pypdfium2.PdfDocument(render(note, Format.PDF)) as pdf:
        boxes = [
            (page.get_width(), text.get_charbox(at))
            for page in pdf
            for text in [page.get_textpage()]
            for at in range(0, text.count_chars(), 7)
        ]

    assert all(left >= 0 and right <= width for width, (left, _, right, _) in boxes)


def test_a_character_the_pdf_font_lacks_is_spelt_out() -> None:
    words = words_of(record_note(with_quote("Well\u2011being → ✅ safe\ue000.")), Format.PDF)

    assert "Well-being [rightwards arrow] [white heavy check mark] safe." in words


@pytest.mark.parametrize("form", [Format.PDF, Format.MARKDOWN])
def test_the_same_note_is_the_same_file(form: Format) -> None:
    assert render(record_note(ANSWERED), form) == render(record_note(ANSWERED), form)


def test_notes_made_in_several_threads_at_once_are_whole() -> None:
    notes = [record_note(with_quote(f"Quote {number}: “{chr(0xC0 + number) * 9}”.")) for number in range(8)]
    alone = [render(note, Format.PDF) for note in notes]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(render, notes, [Format.PDF] * 8))

    assert together == alone


@pytest.mark.parametrize("form", Format)
def test_the_file_name_has_the_day_and_the_ending(form: Format) -> None:
    assert re.fullmatch(rf"guidance-note-2026-11-02\.{form.value}", file_name(record_note(ANSWERED), form))
