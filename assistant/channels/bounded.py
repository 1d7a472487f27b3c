"""The assistant as far as a caller may use it: their own answers, and the local text they may read.

A channel whose callers are known wraps the assistant once and then asks it anything, so that a new route or
tool cannot forget the check. What is another's and what is unknown look the same.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace

from assistant.channels.answers import Answers
from assistant.errors import AnswersUnavailable, NotFound
from assistant.identity.caller import Caller
from assistant.models import Answer, Layer, Passage, Question, Reach, Redacted
from assistant.store.answers import missing
from assistant.store.conversations import Conversation
from ingest.models import Partnership, Section, Source
from ingest.sources.glossary import Glossary

WITHHELD = "Part of this answer rested on a local protocol that is not open to you, and is left out."


@dataclass(frozen=True, slots=True)
class Bounded:
    """Raises as the assistant does, and NotFound for whatever is not the caller's."""

    assistant: Answers
    caller: Caller

    def ask(self, question: Question) -> Answer:
        """Goes on with a conversation of the caller's own only; with any other, a new one begins."""
        caller = self.caller
        conversation = question.conversation if self._may_go_on(question.conversation) else None
        return self.assistant.ask(
            replace(question, owner=caller.owner, reach=caller.reach, conversation=conversation)
        )

    def answer(self, answer_id: str) -> Answer:
        self._check_own(answer_id)
        return self._open(self.assistant.answer(answer_id))

    def whose(self, answer_id: str) -> str | None:
        owner = self.assistant.whose(answer_id)
        if not self.caller.owns_all and owner != self.caller.owner:
            raise missing(answer_id)
        return owner

    def conversations(self, owner: str) -> tuple[Conversation, ...]:
        return self.assistant.conversations(owner) if owner == self.caller.owner else ()

    def conversation(self, conversation_id: str, owner: str | None) -> tuple[Answer, ...]:
        answers = self.assistant.conversation(conversation_id, self._acting_as(owner))
        for answer in answers[:1]:
            self._check_own(answer.id)
        return tuple(map(self._open, answers))

    def forget(self, conversation_id: str, owner: str | None) -> None:
        self.conversation(conversation_id, owner)
        self.assistant.forget(conversation_id, owner)

    def feedback(self, answer_id: str, owner: str | None, useful: bool, reason: str | None = None) -> None:
        self._check_own(answer_id)
        self.assistant.feedback(answer_id, self._acting_as(owner), useful, reason)

    def redacted(self, text: str) -> Redacted:
        return self.assistant.redacted(text)

    def glossary(self) -> Glossary:
        return self.assistant.glossary()

    def search(self, text: str, partnership: str | None, most: int) -> tuple[Passage, ...]:
        """Looks further where what is nearest is closed, so that closed text does not crowd out open text."""
        looked = most
        while True:
            found = self.assistant.search(text, partnership, looked)
            opened = [one for one in found if self.caller.reach.opens(one.source)]
            if len(opened) >= most or len(found) < looked:
                return tuple(opened[:most])
            looked *= 2

    def sources(self, partnership: str | None = None) -> tuple[Source, ...]:
        held = self.assistant.sources(partnership)
        return tuple(one for one in held if self.caller.reach.opens(one))

    def sections(self, source_id: str, partnership: str | None = None) -> tuple[Section, ...]:
        opened = self.caller.reach.covers(partnership) or any(
            one.id == source_id for one in self.sources(partnership)
        )
        return self.assistant.sections(source_id, partnership if opened else None)

    def partnerships(self) -> tuple[Partnership, ...]:
        return self.assistant.partnerships()

    def ready(self) -> str | None:
        return self.assistant.ready()

    def _may_go_on(self, conversation: str | None) -> bool:
        if conversation is None:
            return False
        try:
            self.conversation(conversation, self.caller.owner)
        except (NotFound, AnswersUnavailable):
            return False
        return True

    def _check_own(self, answer_id: str) -> None:
        if not self.caller.owns_all:
            self.whose(answer_id)

    def _acting_as(self, owner: str | None) -> str | None:
        if owner != self.caller.owner:
            raise NotFound("There is nothing here of whoever was named; name nobody but the caller")
        return owner

    def _open(self, answer: Answer) -> Answer:
        return opened(answer, self.assistant, self.caller.reach)


def opened(answer: Answer, assistant: Answers, reach: Reach) -> Answer:
    """The answer without what it took from local text that the reader may not read, or no longer may."""
    cited = (one.partnership for one in answer.citations)
    places = {answer.partnership, answer.other_partnership, *cited}
    if all(reach.covers(place) for place in places if place):
        return answer
    held = [one.id for one in assistant.partnerships() if one.id in places]
    return _without(answer, {s.id for place in held for s in assistant.sources(place) if reach.opens(s)})


def _without(answer: Answer, readable: Set[str]) -> Answer:
    """What rests on local sources is left out unless they are `readable`."""
    closed = {
        one.number for one in answer.citations if one.layer is Layer.LOCAL and one.source_id not in readable
    }
    related = tuple(one for one in answer.related if one.source_id in readable)
    if not closed:
        return answer.model_copy(update={"related": related})
    return answer.model_copy(
        update={
            "points": tuple(one for one in answer.points if not closed & set(one.citations)),
            "citations": tuple(one for one in answer.citations if one.number not in closed),
            "related": related,
            "local_note": " ".join(filter(None, (answer.local_note, WITHHELD))),
        }
    )
