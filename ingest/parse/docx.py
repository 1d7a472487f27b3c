"""Word (.docx) to a document, by way of clean HTML."""

from __future__ import annotations

import io
import zipfile
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

import mammoth

from ingest.errors import DocumentError
from ingest.models import Document
from ingest.parse.docx_numbers import with_typed_numbers
from ingest.parse.html import parse_html

_STYLES = "\n".join(
    [
        "p[style-name='Title'] => h1:fresh",
        "p[style-name='Document Title'] => h1:fresh",
        *(f"p[style-name='toc {level}'] => !" for level in range(1, 10)),
        "p[style-name='TOC Heading'] => !",
    ]
)


def parse_docx(data: bytes) -> Document:
    _require_word(data)
    try:
        typed = io.BytesIO(with_typed_numbers(data))
        html = mammoth.convert_to_html(typed, style_map=_STYLES, convert_image=_no_image).value
    except (ParseError, ExpatError, KeyError, ValueError) as error:
        raise DocumentError(f"is damaged ({error}): open it in Word and save it again") from error
    return parse_html(html.encode())


def _require_word(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            damaged = archive.testzip()
            names = archive.namelist()
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise DocumentError(f"is damaged or cut short ({error}): download it again") from error
    if damaged:
        raise DocumentError(f"is damaged ({damaged} cannot be unpacked): download it again")
    if "word/document.xml" not in names:
        raise DocumentError("is not a Word document, whatever its name says: ask for the Word file")


def _no_image(_image: object) -> list[object]:
    return []
