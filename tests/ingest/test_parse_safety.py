"""What somebody uploads is told by its content, and what could do harm is not taken."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from ingest.errors import DocumentError
from ingest.parse.safety import MOST_PARTS, safe_suffix

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
TEMPLATE = (
    '<Relationships><Relationship Id="1" Type="http://x/attachedTemplate" Target="https://evil.example/t.dotm"'
    ' TargetMode="External"/></Relationships>'
)


def word(main: str = MAIN, **parts: str | bytes) -> bytes:
    """A Word document with parts of these names more, `_` for `/` and `__` for a dot."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{main}"/></Types>')
        archive.writestr("word/document.xml", "<document/>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", ".").replace("_", "/"), content)
    return file.getvalue()


def written_by_word() -> bytes:
    file, document = io.BytesIO(), docx.Document()
    document.add_heading("Escalation policy", 1)
    document.add_paragraph("Ring the hub.")
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (written_by_word(), ".docx"),
        (word(), ".docx"),
        (b"%PDF-1.7\n1 0 obj << /Type /Catalog >>", ".pdf"),
        (b"<!doctype html><html><script>alert(1)</script><p>Ring.</p></html>", ".html"),
        (b"# Policy\n\nRing the hub.\n", ".md"),
        ("\ufeff# Policy\n\nWrite “it” down.\n".encode(), ".md"),
    ],
)
def test_a_document_is_told_by_what_it_holds(data: bytes, suffix: str) -> None:
    assert safe_suffix(data) == suffix


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"  \n", "is empty"),
        (b"\x89PNG\r\n", "is a PNG image"),
        (b"\xd0\xcf\x11\xe0old", "is an old or encrypted Office file"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "is not a document that can be read"),
        ("Größe".encode("latin-1"), "is not UTF-8 at byte 2"),
        (b"PK\x03\x04 cut short", "is damaged or has a password"),
        (word(word_vbaProject__bin=b"x"), "holds macros or embedded programs"),
        (word(word_activeX_activeX1__xml="<x/>"), "holds macros or embedded programs"),
        (word(word_embeddings_oleObject1__bin=b"x"), "holds macros or embedded programs"),
        (word(word_settings__xml="<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"), "defines its own XML entities"),
        (word(word_rels_settings__rels=TEMPLATE), "fetches its template from elsewhere"),
        (word(big__bin=b"\0" * 20_000_000), "unpacks to far more than a document holds"),
        (b"%PDF-1.7\n<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>", "/JavaScript"),
        (b"%PDF-1.7\n<< /S /Launch /F (cmd.exe) >>", "/Launch"),
    ],
)
def test_what_could_do_harm_is_not_taken(data: bytes, told: str) -> None:
    with pytest.raises(DocumentError, match=told):
        safe_suffix(data)


def test_a_document_with_macros_is_none_whatever_it_is_called() -> None:
    with pytest.raises(DocumentError, match="without macros"):
        safe_suffix(word(WITH_MACROS))


def test_an_archive_of_many_parts_is_no_document() -> None:
    parts = {f"word_p{number}__xml": "" for number in range(MOST_PARTS)}
    with pytest.raises(DocumentError, match="unpacks to far more"):
        safe_suffix(word(**parts))


def test_another_archive_is_no_word_document() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(DocumentError, match=r"is no Word document|is damaged"):
        safe_suffix(file.getvalue())
