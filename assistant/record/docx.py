"""A note as a Word document: the only file that knows python-docx."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from assistant.record.note import Blank, Element, Facts, Heading, Item, Note, Paragraph, Quote

LANGUAGE = "en-GB"


def docx_of(note: Note) -> bytes:
    document = docx.Document()
    _describe(document, note)
    _number_pages(document, note)
    document.add_heading(note.title, 0)
    for element in note.elements:
        _add(document, element)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _describe(document: Any, note: Note) -> None:
    """Replaces what the library's template says about itself."""
    about = document.core_properties
    about.title, about.author, about.comments = note.title, "", ""
    about.created = about.modified = note.made_at
    about.language = LANGUAGE
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


def _number_pages(document: Any, note: Note) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{note.title}. Reference {note.reference}. Page ")
    # a field that Word works out; the library has no call of its own for it
    paragraph._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"/>'))


def _add(document: Any, element: Element) -> None:
    match element:
        case Heading(text, level):
            document.add_heading(text, level)
        case Paragraph(text):
            document.add_paragraph(text)
        case Item(text):
            document.add_paragraph(text, "List Bullet")
        case Quote(text):
            document.add_paragraph(text, "Quote")
        case Facts(rows):
            for label, value in rows:
                _add_fact(document, label, value)
        case Blank(label, choices, lines):
            _add_blank(document, label, choices, lines)


def _add_fact(document: Any, label: str, value: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = 0
    paragraph.add_run(f"{label}: ").bold = True
    paragraph.add_run(value)


def _add_blank(document: Any, label: str, choices: tuple[str, ...], lines: int) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(label).bold = True
    if choices:
        document.add_paragraph("     ".join(f"☐ {choice}" for choice in choices))
        return
    cell = document.add_table(1, 1, "Table Grid").cell(0, 0)
    cell.text = "\n" * (lines - 1)
    document.add_paragraph()
