"""Which parser reads a file, and what is said of one that cannot be read."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from ingest.errors import DocumentError
from ingest.parse import parse_file
from tests.ingest.tiny_pdf import Words, pdf


def a_docx() -> bytes:
    document, packed = docx.Document(), io.BytesIO()
    document.add_paragraph("Some words.")
    document.save(packed)
    return packed.getvalue()


READABLE = {
    "policy.md": b"Some words.",
    "policy.html": b"<p>Some words.</p>",
    "POLICY.PDF": pdf([Words("Some words.")]),
    "policy.docx": a_docx(),
}


@pytest.mark.parametrize("name", READABLE)
def test_each_format_is_read_by_its_extension(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(READABLE[name])
    assert [block.text for block in parse_file(tmp_path / name).blocks] == ["Some words."]


def test_a_document_without_a_title_is_called_after_its_file(tmp_path: Path) -> None:
    (tmp_path / "recording-policy.md").write_text("Write it down.")
    assert parse_file(tmp_path / "recording-policy.md").title == "recording-policy"


def test_a_leading_heading_above_all_others_is_the_title(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("## Threshold document\n\n### Level 1\n\nText.")
    assert parse_file(tmp_path / "a.md").title == "Threshold document"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", READABLE["POLICY.PDF"], "a.docx is a PDF, not what .docx says: rename it to .pdf"),
        ("a.pdf", READABLE["policy.docx"], "a.pdf is a zip archive, not what .pdf says"),
        ("a.pdf", b"<!doctype html><p>Gone</p>", "a.pdf is a web page, not what .pdf says: download"),
        ("a.md", b"<html><p>Hello</p></html>", "a.md is a web page"),
        ("a.docx", b"\xd0\xcf\x11\xe0rest", "a.docx is an old or encrypted Office file"),
        ("a.pdf", b"just words", "a.pdf is plain text"),
        ("a.md", b"", "a.md is empty: ask for the file again"),
        ("a.html", b" \n ", "a.html is empty"),
        ("a.md", b"caf\xe9 words", "a.md is not utf-8 text .* save it again as UTF-8"),
        ("a.md", b"zero\x00byte", "a.md holds zero bytes"),
        ("a.md", b"---\ntitle: Nothing else\n---\n", "a.md holds no text"),
        ("a.xlsx", b"PK\x03\x04", r"a.xlsx cannot be read \(.xlsx\): save it as one of .md"),
        ("README", b"words", r"README cannot be read \(no extension\)"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_fix(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DocumentError, match=f"^{reason}"):
        parse_file(tmp_path / name)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"gone.md cannot be read .*: check its path"):
        parse_file(tmp_path / "gone.md")


def test_utf_16_with_its_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("Clare’s Law".encode("utf-16"))
    assert parse_file(tmp_path / "a.md").blocks[0].text == "Clare’s Law"
