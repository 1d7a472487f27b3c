"""A file to a document: the parser chosen by extension, and the content checked against it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from ingest.errors import DocumentError
from ingest.models import BlockKind, Document
from ingest.parse.base import Parser
from ingest.parse.content import HTML, PDF, TEXT, ZIP, kind_of
from ingest.parse.docx import parse_docx
from ingest.parse.glossary import parse_glossary
from ingest.parse.html import parse_html
from ingest.parse.legislation import parse_legislation
from ingest.parse.markdown import parse_markdown
from ingest.parse.pdf import parse_pdf


@dataclass(frozen=True, slots=True)
class _Format:
    """How one format is read, and the kinds of content that may be it."""

    parse: Parser
    kinds: frozenset[str]


_MARKDOWN = _Format(parse_markdown, frozenset({TEXT}))
_WEB_PAGE = _Format(parse_html, frozenset({HTML, TEXT}))
_FORMATS = {
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".html": _WEB_PAGE,
    ".htm": _WEB_PAGE,
    ".pdf": _Format(parse_pdf, frozenset({PDF})),
    ".docx": _Format(parse_docx, frozenset({ZIP})),
}
# What the project itself writes or fetches: nobody is told to save a document so.
_OUR_FORMATS = {
    ".yaml": _Format(parse_glossary, frozenset({TEXT})),
    ".xml": _Format(parse_legislation, frozenset({TEXT})),
}
_REMEDIES = {
    PDF: "rename it to .pdf",
    HTML: "download the document itself, or rename it to .html if the page is the document",
    TEXT: "rename it to .md, or ask for the original",
}


def parse_file(path: Path) -> Document:
    """The document in `path`, its title never empty. Raises `DocumentError` naming file and fix."""
    try:
        document = _parsed(path)
    except DocumentError as error:
        raise DocumentError(f"{path.name} {error}") from error
    return replace(document, title=document.title or _leading_heading(document) or path.stem)


def _leading_heading(document: Document) -> str | None:
    """The first heading, if it stands above all the others."""
    headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
    stands_above = bool(headings) and all(other.level > headings[0].level for other in headings[1:])
    return headings[0].text if stands_above else None


def _parsed(path: Path) -> Document:
    suffix = path.suffix.lower()
    form = _FORMATS.get(suffix) or _OUR_FORMATS.get(suffix)
    if form is None:
        extension = path.suffix or "no extension"
        raise DocumentError(f"cannot be read ({extension}): save it as one of {', '.join(_FORMATS)}")
    data = _bytes_of(path)
    kind = kind_of(data)
    if kind not in form.kinds:
        remedy = _REMEDIES.get(kind, "ask for the original document")
        raise DocumentError(f"is {kind}, not what {path.suffix} says: {remedy}")
    document = form.parse(data)
    if not document.blocks:
        raise DocumentError("holds no text: ask for the original document")
    return document


def _bytes_of(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"cannot be read ({error.strerror}): check its path and permissions") from error
    if not data.strip():
        raise DocumentError("is empty: ask for the file again")
    return data
