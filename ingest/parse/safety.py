"""What may be taken from somebody's computer: told by its content, and never by its name.

Only text is ever taken out of a document, and no document is ever sent on. What could run where a copy is
opened, or would fill the memory of whoever unpacks it, is refused all the same.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

from ingest.errors import DocumentError
from ingest.parse.content import HTML, PDF, TEXT, ZIP, kind_of

MOST_UNPACKED_BYTES = 300 * 1024 * 1024
MOST_TIMES_LARGER = 200
MOST_PARTS = 5000
SMALL_BYTES = 1024 * 1024
_MAIN_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACROS = re.compile(r"vbaProject|vbaData|activeX/|embeddings/.*\.(?:bin|exe)$", re.IGNORECASE)
_REMOTE_TEMPLATE = re.compile(rb"<Relationship\b[^>]*attachedTemplate[^>]*TargetMode\s*=\s*[\"']External")
_PDF_ACTIONS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")


def safe_suffix(data: bytes) -> str:
    """The extension that the content is stored under. Raises DocumentError saying what to do instead."""
    if not data.strip():
        raise DocumentError("is empty: choose the file again")
    kind = kind_of(data)
    if kind not in _ACCEPTED:
        raise DocumentError(f"is {kind}: save it as Word (.docx), PDF, HTML or Markdown")
    suffix, check = _ACCEPTED[kind]
    check(data)
    return suffix


def _check_word(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(archive, len(data))
            _check_parts(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise DocumentError("is damaged or has a password: open it in Word and save it again") from error


def _check_size(archive: zipfile.ZipFile, packed_bytes: int) -> None:
    """Of what the parts say they unpack to, and no more than that is ever unpacked of each."""
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    is_bomb = unpacked > SMALL_BYTES and unpacked > packed_bytes * MOST_TIMES_LARGER
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED_BYTES or is_bomb:
        raise DocumentError("unpacks to far more than a document holds: open it in Word and save it again")


def _check_parts(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if "word/document.xml" not in names or _MAIN_TYPE not in archive.read("[Content_Types].xml"):
        raise DocumentError("is no Word document (.docx) without macros: save it as Word Document (.docx)")
    if any(_MACROS.search(name) for name in names):
        raise DocumentError(
            "holds macros or embedded programs: save it as Word Document (.docx) without them"
        )
    for name in names:
        if name.endswith((".xml", ".rels")):
            _check_xml(archive.read(name))


def _check_xml(part: bytes) -> None:
    if b"<!DOCTYPE" in part[:4096] or b"<!ENTITY" in part:
        raise DocumentError("defines its own XML entities, as Word never does: save it in Word again")
    if _REMOTE_TEMPLATE.search(part):
        raise DocumentError("fetches its template from elsewhere: detach the template in Word and save it")


def _check_pdf(data: bytes) -> None:
    found = _PDF_ACTIONS.search(data)
    if found:
        raise DocumentError(
            f"holds a script, a form or an attached file ({found[0].decode()}): print it to a new PDF"
        )


def _check_text(data: bytes) -> None:
    if b"\0" in data:
        raise DocumentError(
            "is not a document that can be read: save it as Word (.docx), PDF, HTML or Markdown"
        )
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(f"is not UTF-8 at byte {error.start}: save it as UTF-8") from error


def _anything(_data: bytes) -> None:
    """A page's scripts and styles are no text, and are left out when it is read."""


_ACCEPTED: Mapping[str, tuple[str, Callable[[bytes], None]]] = {
    ZIP: (".docx", _check_word),
    PDF: (".pdf", _check_pdf),
    HTML: (".html", _anything),
    TEXT: (".md", _check_text),
}
