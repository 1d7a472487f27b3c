"""Words to sections of the library: for people who look rather than ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.models import Passage
from assistant.redact import Redactor, searchable
from assistant.retrieve import Retriever
from assistant.understanding.words import Words
from ingest.reader import Snapshot

PASSAGES_A_SECTION = 3


@dataclass(frozen=True, slots=True)
class Searcher:
    retriever: Retriever
    redactor: Redactor
    words: Words

    def search(self, text: str, snapshot: Snapshot, scopes: Sequence[str], most: int) -> tuple[Passage, ...]:
        """The sections nearest to the text, each by its best passage; personal data is not searched for."""
        words = searchable(self.redactor.redact(text).text).strip()
        if not words:
            return ()
        query = self.retriever.query(words, self.words.terms_for(words))
        found = self.retriever.search(query, snapshot, scopes, most * PASSAGES_A_SECTION)
        best = {passage.section.id: passage for passage in reversed(found)}
        return tuple(passage for passage in found if best[passage.section.id] is passage)[:most]
