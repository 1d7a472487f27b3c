"""The library's real words, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.understanding.words import Words, load_words
from ingest.sources.register import load_register

DOCS = Path(__file__).resolve().parents[3] / "guidance_docs"


@pytest.fixture(scope="package")
def words() -> Words:
    return load_words(DOCS, load_register(DOCS))
