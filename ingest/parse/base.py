"""What every parser offers."""

from __future__ import annotations

from typing import Protocol

from ingest.models import Document


class Parser(Protocol):
    """Turns a file's bytes into a document.

    Raises `DocumentError` saying what is wrong and what to do; the caller adds the file's name.
    """

    def __call__(self, data: bytes) -> Document: ...
