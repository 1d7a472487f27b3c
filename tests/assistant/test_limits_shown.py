"""Of every section of the library, whichever of its sentences is nearest: what limits its rule is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.compose.extract import compose_extract
from assistant.compose.runs import SETS_A_LIMIT
from assistant.compose.shape import shape
from assistant.models import Passage
from ingest.chunks import chunks_of
from ingest.documents import sections_in
from ingest.models import Section, Source
from ingest.settings import IngestSettings
from ingest.sources.glossary import GLOSSARY_FILE
from ingest.sources.register import load_register

DOCS = Path(__file__).parents[2] / "guidance_docs"
SOURCES = {
    DOCS / source.path: source
    for source in load_register(DOCS).sources
    if source.path and source.path != GLOSSARY_FILE
}
CHUNK_WORDS = IngestSettings().chunk_words


def limits_of(section: Section) -> list[str]:
    sentences = (sentence.of(section.text) for sentence in section.sentences)
    return [sentence for sentence in sentences if SETS_A_LIMIT.search(sentence)]


def found(section: Section, source: Source) -> Iterator[list[Passage]]:
    """The section's passages, once for each of its sentences, which is the nearest."""
    chunks = chunks_of([section], CHUNK_WORDS)
    for nearest in section.sentences:
        passages = [
            Passage(one, section, source, 1.0 if nearest in one.sentences else 0.8, {}, scores)
            for one in chunks
            if (scores := tuple(0.9 if sentence == nearest else 0.1 for sentence in one.sentences))
        ]
        yield sorted(passages, key=lambda one: -one.score)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(DOCS)))
def test_what_limits_a_rule_is_shown_with_it(path: Path) -> None:
    source = SOURCES[path]
    for section in sections_in(path, source)[1:]:
        limits = limits_of(section)
        for passages in found(section, source) if limits else ():
            shown = " ".join(draft.text for draft in shape(compose_extract(passages), passages))
            assert [limit for limit in limits if limit not in shown] == [], section.id
