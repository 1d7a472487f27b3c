"""What a composer may look up while it writes: the scopes the asker may read, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from assistant.models import Layer, Passage
from assistant.redact import searchable
from assistant.retrieve import Retriever
from ingest.models import NATIONAL, Access, Chunk, Source
from ingest.reader import Snapshot
from ingest.sources.glossary import Glossary

PASSAGES = 8


def readable(source: Source, given: Set[str]) -> bool:
    """Whether a document is public, or of a partnership that the request itself gives."""
    return source.access is Access.PUBLIC or source.partnership in given


@dataclass(frozen=True, slots=True)
class OpenLibrary:
    """Reads one snapshot: what is public in the scopes, and all of the partnerships in `given`."""

    retriever: Retriever
    snapshot: Snapshot
    glossary: Glossary
    scopes: Sequence[str]
    given: Set[str]

    def search(self, text: str, layer: Layer) -> tuple[Passage, ...]:
        """The passages nearest to a text that may hold anything a model writes."""
        national = layer is Layer.NATIONAL
        scopes = [scope for scope in self.scopes if (scope == NATIONAL) is national]
        query = self.retriever.query(searchable(text) or "guidance")
        found = self.retriever.search(query, self.snapshot, scopes, PASSAGES) if scopes else ()
        return tuple(passage for passage in found if readable(passage.source, self.given))

    def open(self, section_id: str) -> Passage | None:
        """The whole section as one passage; none if there is no such section among what may be read."""
        source_id = section_id.partition("#")[0]
        held = self.snapshot.generation.sources.get(source_id)
        if held is None or held.source.scope not in self.scopes or not readable(held.source, self.given):
            return None
        section = next((one for one in self.snapshot.sections(source_id) if one.id == section_id), None)
        if section is None or not section.sentences:
            return None
        chunk = Chunk(section.id, section.id, source_id, section.text, section.sentences)
        return Passage(chunk, section, held.source, 0.0)

    def define(self, term: str) -> str | None:
        found = self.glossary.define(term)
        return found.meaning if found else None
