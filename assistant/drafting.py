"""Ways of asking for a partnership's own sections, drafted by a language model.

    section -> lines -> searched for -> (found first, and answered?) -> kept

What is kept is written beside the document for a person to read; nothing here is ever shown or quoted.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from xml.sax.saxutils import escape

from pydantic import Field

from assistant.compose.labels import CHARACTERS_PER_TOKEN, token_count
from assistant.coverage import Coverage
from assistant.errors import ComposeFailed
from assistant.models import Redacted, Status
from assistant.prompts import read_prompt
from assistant.retrieve import Retriever
from ingest.models import Frozen, Section, Source
from ingest.reader import Snapshot

if TYPE_CHECKING:
    from assistant.chat import Chat

LOG = logging.getLogger(__name__)

MOST_LINES = 6
LINE_WORDS = range(3, 26)
FOUND = 12
ODD = re.compile(r"[<>{}\[\]|]|://|\bwww\.")

Line = Annotated[str, Field(json_schema_extra={"pattern": r'^[^"\\\n]{1,160}$'})]


class Lines(Frozen):
    """Ways of asking for what one section says."""

    questions: Annotated[list[Line], Field(json_schema_extra={"maxItems": MOST_LINES})]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A document's lines by the fragment of their section; of how many, and where the model wrote nothing."""

    source: Source
    lines: Mapping[str, tuple[str, ...]]
    written: int
    failed: int


@dataclass(frozen=True, slots=True)
class Drafter:
    chat: Chat
    retriever: Retriever
    coverage: Coverage
    redact: Callable[[str], Redacted]

    def draft(self, source: Source, snapshot: Snapshot) -> Drafted:
        """For the sections of one document that nobody has written ways of asking for."""
        kept: dict[str, tuple[str, ...]] = {}
        written = failed = 0
        for section in (one for one in snapshot.sections(source.id) if one.sentences and not one.asked_as):
            try:
                lines = self._written(source, section)
            except ComposeFailed as error:
                LOG.warning("no questions for %s: %s", section.id, error)
                failed += 1
                continue
            written += len(lines)
            holding = tuple(line for line in lines if self._leads_to(line, section, source, snapshot))
            if holding:
                kept[section.anchors[0].fragment] = holding
        return Drafted(source, kept, written, failed)

    def _written(self, source: Source, section: Section) -> tuple[str, ...]:
        instructions = read_prompt("questions")
        room = (self.chat.limits.tokens_in - token_count(instructions)) * CHARACTERS_PER_TOKEN
        shown = escape(f"{source.title}\n{' > '.join(section.heading_path)}\n{section.text}")[: max(room, 0)]
        reply = self.chat.reply(instructions, f"<section>\n{shown}\n</section>", Lines)
        return tuple(dict.fromkeys(" ".join(line.split()) for line in reply.questions))[:MOST_LINES]

    def _leads_to(self, line: str, section: Section, source: Source, snapshot: Snapshot) -> bool:
        """Whether who asks this is led to the section first, and it is judged to answer."""
        if ODD.search(line) or len(line.split()) not in LINE_WORDS or self.redact(line).redactions:
            return False
        query = self.retriever.query(line)
        passages = self.retriever.search(query, snapshot, [source.scope], FOUND)
        if not passages or passages[0].section.id != section.id:
            return False
        return self.coverage.judge(line, query.whole.vector, passages) is Status.ANSWERED


def own_documents(snapshot: Snapshot, partnership: str) -> Iterator[Source]:
    """The documents of a partnership whose text is held, in the register's order."""
    for held in snapshot.generation.sources.values():
        if held.source.partnership == partnership and held.document and held.source.path:
            yield held.source
