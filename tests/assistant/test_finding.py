"""Whether a question asks what a term means, which is when the glossary may answer it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.finding import speaks_to
from ingest.sources.glossary import GLOSSARY_FILE
from tests.assistant.test_extract import passage

ENTRY = passage("A single front door.", (0.9,))
GLOSSARY = replace(ENTRY, source=ENTRY.source.model_copy(update={"path": GLOSSARY_FILE}))


@pytest.mark.parametrize(
    "question",
    ["what is a MASH", "whats the LADO", "so what is CP-IS", "what does NFA stand for", "who is the SENCO?"],
)
def test_a_term_that_is_asked_for_is_defined(question: str) -> None:
    assert speaks_to(GLOSSARY, question)


@pytest.mark.parametrize(
    "question",
    [
        "it was closed as NFA. what is my next step",
        "NFA again, whats our way forward",
        "the MASH has said no. what are my options",
        "who do I tell about the LADO meeting",
    ],
)
def test_what_to_do_is_not_answered_by_what_a_term_means(question: str) -> None:
    assert not speaks_to(GLOSSARY, question)
    assert speaks_to(ENTRY, question)
