"""What the tools of other assistants are given: the same as people, and its danger first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from assistant.channels.answers import Answers
from assistant.channels.bounded import Bounded
from assistant.channels.markdown import answer_markdown, urgent_markdown
from assistant.channels.roles import Role
from assistant.channels.web.schemas import Hit, SectionText, hit_of, section_text
from assistant.errors import NotFound, NotTaken, TooMany
from assistant.identity.caller import Caller, Scope, local_caller, require
from assistant.identity.limiting import Budget, Limits
from assistant.models import Answer, Question, Reach, Urgent
from assistant.triage import triage, urgent_block
from ingest.models import Frozen, Section, Source


@dataclass(frozen=True, slots=True)
class Asker:
    """Who uses the tools, and the one partnership whose protocols they read besides national guidance.

    Without `limits` nobody asks too often.
    """

    caller: Caller
    partnership: str | None = None
    limits: Limits | None = None

    def count_ask(self) -> None:
        """Raises TooMany."""
        if self.limits and self.caller.owner:
            self.limits.spend(Budget.ASKS, self.caller.owner)


def on_this_machine(partnership: str | None, owner: str | None = None) -> Asker:
    """A program that was started here for one partnership."""
    reach = Reach(frozenset({partnership} if partnership else ()))
    return Asker(replace(local_caller(owner), reach=reach), partnership)


class Found(Frozen):
    """Sections nearest to the words, which are given back without personal data.

    `urgent` is what to do first, where the words say that someone may be in danger now.
    """

    urgent: Urgent | None
    words: str
    sections: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Tools:
    """Another partnership's text is out of reach: no tool takes a partnership's name."""

    assistant: Answers
    today: Callable[[], date]

    def search(self, asker: Asker, words: str, most: int) -> Found:
        """Raises NotAllowed, and IngestError where the library cannot be searched."""
        with self._said_first(asker, words):
            require(asker.caller, Scope.SEARCH)
        found = self._of(asker).search(words, asker.partnership, most)
        return Found(
            urgent=self.urgent_in(asker, words),
            words=self.assistant.redacted(words).text,
            sections=tuple(hit_of(passage, self.today()) for passage in found),
        )

    def open(self, asker: Asker, section_id: str, neighbours: int) -> SectionText:
        """Raises NotAllowed, and NotFound also for another partnership's section."""
        require(asker.caller, Scope.SOURCES)
        source, sections = self.source(asker, section_id.partition("#")[0])
        for place, section in enumerate(sections):
            if section.id == section_id:
                return section_text(source, sections, place, neighbours)
        raise NotFound(f"There is no section {section_id!r}: take an id from search_guidance or a citation")

    def ask(self, asker: Asker, text: str, role: Role | None, conversation: str | None) -> Answer:
        """Raises NotTaken and TooMany, with what the words call for all the same."""
        with self._said_first(asker, text):
            require(asker.caller, Scope.ANSWERS)
            asker.count_ask()
        return self._of(asker).ask(Question(text, asker.partnership, role, conversation=conversation))

    def source(self, asker: Asker, source_id: str) -> tuple[Source, Sequence[Section]]:
        for source in self.sources(asker):
            if source.id == source_id:
                return source, self._of(asker).sections(source_id, asker.partnership)
        raise NotFound(f"There is no source {source_id!r} among those that these tools may read")

    def sources(self, asker: Asker) -> tuple[Source, ...]:
        return self._of(asker).sources(asker.partnership)

    def urgent_in(self, asker: Asker, words: str) -> Urgent | None:
        held = self.assistant.partnerships()
        place = next((one for one in held if one.id == asker.partnership), None)
        return urgent_block(triage(words), place)

    def said(self, answer: Answer) -> str:
        """The answer to read, danger first."""
        return answer_markdown(answer, self.assistant.partnerships())

    def _of(self, asker: Asker) -> Bounded:
        return Bounded(self.assistant, asker.caller)

    @contextmanager
    def _said_first(self, asker: Asker, words: str) -> Iterator[None]:
        """Whoever may not go on is told what the words call for."""
        try:
            yield
        except (NotTaken, TooMany) as error:
            error.urgent = self.urgent_in(asker, words)
            raise


def found_markdown(found: Found) -> str:
    """Danger first, then each section by its id."""
    urgent = [*urgent_markdown(found.urgent)] if found.urgent else []
    near = [f"{hit.title}, {hit.anchor} ({hit.section_id})\n\n> {hit.extract}" for hit in found.sections]
    return "\n\n".join([*urgent, *(near or ["No section of the library is near these words."])])


def section_markdown(opened: SectionText) -> str:
    shown = (*opened.before, opened.section, *opened.after)
    parts = (f"## {' / '.join(one.heading_path)}\n\n{one.text}" for one in shown)
    source = opened.source
    return "\n\n".join([f"# {source.title} ({source.publisher}, {source.version})", *parts, source.url])
