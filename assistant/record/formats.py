"""The formats a note can be had in."""

from __future__ import annotations

from enum import StrEnum

from assistant.record.note import Note


class Format(StrEnum):
    """The value is the ending of a file's name; `media` is its type on the web."""

    media: str

    DOCX = "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    PDF = "pdf", "application/pdf"
    MARKDOWN = "md", "text/markdown; charset=utf-8"

    def __new__(cls, value: str, media: str) -> Format:
        one = str.__new__(cls, value)
        one._value_ = value
        one.media = media
        return one


def render(note: Note, form: Format) -> bytes:
    """The note as a file's content. The libraries load when first needed."""
    match form:
        case Format.DOCX:
            from assistant.record.docx import docx_of

            return docx_of(note)
        case Format.PDF:
            from assistant.record.pdf import pdf_of

            return pdf_of(note)
        case Format.MARKDOWN:
            from assistant.record.markdown import markdown_of

            return markdown_of(note).encode()


def file_name(note: Note, form: Format) -> str:
    """A name that says nothing about the case."""
    return f"guidance-note-{note.made_at:%Y-%m-%d}.{form.value}"
