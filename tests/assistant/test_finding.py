"""When the glossary may answer a question."""

from __future__ import annotations

from dataclasses import replace

from assistant.finding import speaks_to
from ingest.parse.glossary import heading_of
from ingest.sources.glossary import GLOSSARY_FILE, Term
from tests.assistant.test_extract import passage

ENTRY = passage("A single front door.", (0.9,))
LADO = Term(term="LADO", full="local authority designated officer", meaning="A council officer.")
MASH = Term(term="MASH", meaning="The front door.")
OF_THE_LADO = replace(ENTRY.section, heading_path=(heading_of(LADO),))
GLOSSARY = replace(ENTRY, section=OF_THE_LADO, source=ENTRY.source.model_copy(update={"path": GLOSSARY_FILE}))


def test_the_glossary_explains_only_the_term_that_is_asked_for() -> None:
    assert speaks_to(GLOSSARY, (LADO,))
    assert not speaks_to(GLOSSARY, (MASH,))
    assert not speaks_to(GLOSSARY, ())


def test_guidance_speaks_to_every_question() -> None:
    assert speaks_to(ENTRY, ())
    assert speaks_to(ENTRY, (LADO,))
