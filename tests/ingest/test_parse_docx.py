"""Word documents to blocks."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from ingest.errors import DocumentError
from ingest.models import BlockKind
from ingest.parse.docx import parse_docx


def saved(document: docx.document.Document) -> bytes:
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def test_styles_decide_what_is_a_heading_a_list_item_and_a_paragraph() -> None:
    document = docx.Document()
    document.add_heading("Escalation policy", 0)
    document.add_heading("Stage 1", 1)
    document.add_paragraph("Speak to your manager.")
    document.add_paragraph("Record it", style="List Bullet")
    parsed = parse_docx(saved(document))
    assert parsed.title == "Escalation policy"
    assert [(b.kind.value, b.level, b.text) for b in parsed.blocks] == [
        ("heading", 1, "Escalation policy"),
        ("heading", 1, "Stage 1"),
        ("paragraph", 0, "Speak to your manager."),
        ("list_item", 1, "Record it"),
    ]


def test_table_rows_join_their_cells_and_the_paragraphs_in_them() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Level 4"
    table.cell(0, 1).text = "Acute need"
    table.cell(0, 1).add_paragraph("Refer now.")
    blocks = parse_docx(saved(document)).blocks
    assert [(b.kind, b.text) for b in blocks] == [(BlockKind.TABLE_ROW, "Level 4 | Acute need Refer now.")]


def test_automatic_numbers_are_typed_into_the_text() -> None:
    document = docx.Document()
    for words in ("Share what is needed.", "Record why."):
        document.add_paragraph(words, style="List Number")
    assert [(b.kind, b.text) for b in parse_docx(saved(document)).blocks] == [
        (BlockKind.PARAGRAPH, "1. Share what is needed."),
        (BlockKind.PARAGRAPH, "2. Record why."),
    ]


def test_nested_automatic_numbers_follow_their_pattern() -> None:
    document = docx.Document()
    _define_list(document, "42", [("decimal", "%1."), ("decimal", "%1.%2"), ("lowerRoman", "(%3)")])
    for depth, words in [(0, "Duty"), (1, "Share"), (1, "Record"), (2, "Sign"), (0, "Review"), (1, "Yearly")]:
        _number(document.add_paragraph(words), "42", depth)
    assert [b.text for b in parse_docx(saved(document)).blocks] == [
        "1. Duty",
        "1.1 Share",
        "1.2 Record",
        "(i) Sign",
        "2. Review",
        "2.1 Yearly",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04 cut short", "damaged or cut short"),
        (saved(docx.Document())[:4000], "damaged or cut short"),
    ],
)
def test_a_damaged_file_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        parse_docx(content)


def test_a_zip_archive_that_is_not_from_word_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(DocumentError, match="is not a Word document"):
        parse_docx(packed.getvalue())


def test_a_document_whose_xml_is_broken_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    with pytest.raises(DocumentError, match=r"is damaged .*: open it in Word and save it again"):
        parse_docx(packed.getvalue())


def _define_list(document: docx.document.Document, number: str, levels: list[tuple[str, str]]) -> None:
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), number)
    for depth, (style, pattern) in enumerate(levels):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for tag, value in (("w:start", "1"), ("w:numFmt", style), ("w:lvlText", pattern)):
            level.append(_valued(tag, value))
        abstract.append(level)
    numbering.insert(0, abstract)
    entry = OxmlElement("w:num")
    entry.set(qn("w:numId"), number)
    entry.append(_valued("w:abstractNumId", number))
    numbering.append(entry)


def _number(paragraph: docx.text.paragraph.Paragraph, number: str, depth: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = depth
    properties.get_or_add_numId().val = int(number)


def _valued(tag: str, value: str) -> object:
    element = OxmlElement(tag)
    element.set(qn("w:val"), value)
    return element
