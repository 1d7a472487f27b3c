"""The flow: guard -> triage -> redact -> classify -> understand -> find -> verify -> answer -> keep.

The danger path comes before redaction because it depends on nothing: whatever fails after it, its block is
shown, with a refusal too. What a model reads as danger can only add to that. The question as typed goes no
further than redaction.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import uuid4

from assistant.classifier import Classifier, Kind
from assistant.errors import AnswersUnavailable, NotFound, QuestionRefused, UnknownPartnership
from assistant.finding import Finder, Found
from assistant.guard import guard
from assistant.keeping import Keeper
from assistant.library import readable
from assistant.models import Answer, Draft, Passage, Question, Redacted, Related, Status, Turn
from assistant.redact import Redactor, removed, searchable
from assistant.retrieve import Retriever
from assistant.searching import Searcher
from assistant.stopwatch import Stopwatch
from assistant.store.answers import AnswerStore
from assistant.store.conversations import Conversation, ConversationStore
from assistant.triage import Triage, decline_message, triage, urgent_block
from assistant.understand import Understood, understand
from assistant.understanding.words import Words
from assistant.verification.check import check
from assistant.verify import Checked, Verified, verify
from assistant.wording import CLOSED, UNCHOSEN, local_note, message_for
from ingest.errors import IngestError
from ingest.models import NATIONAL, Contact, Partnership, Section, Source
from ingest.reader import Reader, Snapshot
from ingest.sources.glossary import Glossary
from ingest.sources.register import Register

LOG = logging.getLogger(__name__)

MOST_RELATED = 3


@dataclass(frozen=True, slots=True)
class Parts:
    """What an assistant is made of."""

    register: Register
    reader: Reader
    retriever: Retriever
    redactor: Redactor
    classifier: Classifier
    words: Words
    finder: Finder
    store: AnswerStore
    conversations: ConversationStore
    keeper: Keeper
    searcher: Searcher
    max_question_chars: int
    checked: Checked = check
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Heard:
    """A question as it was taken in: the signs of danger, the redacted text and what it means."""

    question: Question
    seen: Triage
    redacted: Redacted
    understood: Understood


@dataclass(frozen=True, slots=True)
class Result:
    """How a message ends: the verified points of all its questions, and sections near them."""

    status: Status
    verified: Verified = field(default_factory=Verified)
    related: tuple[Related, ...] = ()
    fingerprint: str | None = None
    composer: str = "extract"


class Assistant:
    """Answers questions and opens what the answers cite."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def ask(self, question: Question) -> Answer:
        """Answers, and keeps the answer as shown.

        Raises QuestionRefused; a failed search is an answer with that status.
        """
        answer = self._worked_out(question)
        self._keep(answer, question.owner)
        return answer

    def rehearse(self, question: str) -> None:
        """Goes the whole way with a question of our own, and keeps nothing."""
        self._worked_out(Question(question))

    def _worked_out(self, question: Question) -> Answer:
        parts, watch = self._parts, Stopwatch()
        text = self._accepted(question)
        question = self._in_their_own(question)
        seen = triage(text)
        watch.lap("triage")
        redacted = parts.redactor.redact(text)
        watch.lap("redact")
        kinds = kinds_of(redacted.text, parts.classifier)
        seen = seen.with_risk(Kind.DANGER in kinds)
        watch.lap("classify")
        understood = self._understood(redacted.text, question, Kind.MEANING in kinds)
        understood = replace(understood, in_danger=seen.in_danger)
        watch.lap("understand")
        result = _in_the_field(self._result(seen, understood, watch), seen)
        return self._answer(Heard(question, seen, redacted, understood), result, watch)

    def _accepted(self, question: Question) -> str:
        """The guarded text; a refusal carries the danger block, if there is danger."""
        try:
            return guard(question.text, self._parts.max_question_chars)
        except QuestionRefused as error:
            seen = triage(question.text[: self._parts.max_question_chars])
            error.urgent = urgent_block(seen, None)
            raise

    def _understood(self, redacted: str, question: Question, asks_meaning: bool) -> Understood:
        """A partnership that is not held is a place whose protocols are unknown, not a mistake."""
        given = (question.partnership, question.other_partnership)
        held = {one.id for one in self.partnerships()}
        first, second, *_ = [*(one for one in given if one in held), None, None]
        known = replace(question, partnership=first, other_partnership=second)
        found = understand(redacted, known, self._turns(question), self._parts.words, asks_meaning)
        missing = any(one and one not in held for one in given)
        return replace(found, unknown_place=found.unknown_place or missing)

    def _in_their_own(self, question: Question) -> Question:
        """The question in a conversation of the asker's own: a new one where the one named is another's."""
        if question.conversation is None:
            return question
        try:
            owner = self._parts.conversations.get(question.conversation).owner
        except NotFound:
            return question
        except AnswersUnavailable as error:
            LOG.warning("the conversation could not be read: %s", error)
            return replace(question, conversation=None)
        return question if owner in (None, question.owner) else replace(question, conversation=None)

    def _turns(self, question: Question) -> tuple[Turn, ...]:
        """The conversation so far, as far as it can be read."""
        if question.conversation is None:
            return ()
        try:
            return self._parts.conversations.turns(question.conversation)
        except AnswersUnavailable as error:
            LOG.warning("the conversation could not be read: %s", error)
            return ()

    def _result(self, seen: Triage, understood: Understood, watch: Stopwatch) -> Result:
        if seen.declined:
            return Result(Status.DECLINED)
        if understood.choices:
            return Result(Status.CLARIFY)
        try:
            snapshot = self._parts.reader.snapshot()
            found = self._found(understood, snapshot, watch)
        except IngestError as error:
            LOG.warning("the search failed: %s", error)
            return Result(Status.SEARCH_FAILED)
        return self._verified(found, snapshot, watch)

    def _found(self, understood: Understood, snapshot: Snapshot, watch: Stopwatch) -> list[Found]:
        """What each question of the message led to, in their order."""
        finder = self._parts.finder
        changes = finder.changes(understood, snapshot) if understood.changed else None
        if changes:
            return [changes]
        return [finder.find(ask, understood, snapshot, watch) for ask in understood.asks]

    def _verified(self, found: Sequence[Found], snapshot: Snapshot, watch: Stopwatch) -> Result:
        drafts = [draft for number, one in enumerate(found) for draft in _numbered(one.drafts, number)]
        verified = verify(drafts, snapshot.stored, self._parts.now().date(), self._parts.checked)
        watch.lap("verify")
        if verified.dropped or verified.replaced:
            LOG.warning(
                "of %d points %d were not found in the stored text and %d said more than their quotes",
                len(drafts),
                verified.dropped,
                verified.replaced,
            )
        status = _ending(found, verified)
        answered = status is Status.ANSWERED
        return Result(
            status=status,
            verified=verified,
            related=() if answered else _nearest(found),
            fingerprint=snapshot.generation.fingerprint,
            composer=next((one.composer for one in found if one.drafts), "extract"),
        )

    def _answer(self, heard: Heard, result: Result, watch: Stopwatch) -> Answer:
        understood, declined = heard.understood, heard.seen.declined
        first, second = map(self._partnership, (understood.partnership, understood.other_partnership))
        places = [one for one in (first, second) if one]
        return Answer(
            id=uuid4().hex,
            created_at=self._parts.now(),
            status=result.status,
            message=decline_message(declined) if declined else message_for(result.status),
            question=heard.redacted.text,
            role=understood.role,
            partnership=understood.partnership,
            other_partnership=understood.other_partnership,
            conversation=heard.question.conversation or uuid4().hex,
            questions=tuple(ask.text for ask in understood.asks),
            choices=understood.choices,
            urgent=urgent_block(heard.seen, first),
            points=result.verified.points,
            citations=result.verified.citations,
            local_note=self._local_note(heard, result, places),
            related=result.related,
            removed=removed(heard.redacted),
            who_to_ask=_who_to_ask(places),
            composer=result.composer,
            corrected=result.verified.replaced + result.verified.dropped,
            index_fingerprint=result.fingerprint,
            timings=watch.laps,
        )

    def _local_note(self, heard: Heard, result: Result, places: Sequence[Partnership]) -> str | None:
        sources, understood = self._parts.register.sources, heard.understood
        unchosen = {one.partnership: UNCHOSEN for one in sources if not readable(one, understood.given)}
        closed = {one.partnership: CLOSED for one in sources if not heard.question.reach.opens(one)}
        points, elsewhere = result.verified.points, understood.unknown_place
        return local_note(result.status, points, elsewhere, places, unchosen | closed)

    def _keep(self, answer: Answer, owner: str | None) -> None:
        """An answer that cannot be kept is still shown: it may say that someone is in danger."""
        try:
            self._parts.store.save(answer, owner)
        except AnswersUnavailable as error:
            LOG.warning("answer %s was not kept: %s", answer.id, error)

    def answer(self, answer_id: str) -> Answer:
        """An answer as it was shown. Raises NotFound."""
        return self._parts.store.get(answer_id)

    def whose(self, answer_id: str) -> str | None:
        """The owner of an answer, none of one that nobody owns. Raises NotFound."""
        return self._parts.conversations.whose(answer_id)

    def conversations(self, owner: str) -> tuple[Conversation, ...]:
        """The owner's conversations, the one last gone on with first."""
        return self._parts.keeper.list(owner)

    def conversation(self, conversation_id: str, owner: str | None) -> tuple[Answer, ...]:
        """Its answers, oldest first. Raises NotFound also for another owner's conversation."""
        return self._parts.keeper.read(conversation_id, owner)

    def forget(self, conversation_id: str, owner: str | None) -> None:
        self._parts.keeper.forget(conversation_id, owner)

    def feedback(self, answer_id: str, owner: str | None, useful: bool, reason: str | None = None) -> None:
        self._parts.keeper.rate(answer_id, owner, useful, reason)

    def redacted(self, text: str) -> Redacted:
        """The text without personal data, and where it was: to show the asker, and never to keep."""
        return self._parts.redactor.redact(text)

    def glossary(self) -> Glossary:
        return self._parts.words.glossary

    def search(self, text: str, partnership: str | None, most: int) -> tuple[Passage, ...]:
        """The sections nearest to a text, each by its best passage. Raises IngestError if it fails."""
        self._partnership(partnership)
        scopes = [NATIONAL, *([partnership] if partnership else [])]
        return self._parts.searcher.search(text, self._parts.reader.snapshot(), scopes, most)

    def sources(self, partnership: str | None = None) -> tuple[Source, ...]:
        """The national sources as last built, and the partnership's own if one is named.

        Raises IngestError while there is no index to read.
        """
        self._partnership(partnership)
        held = self._parts.reader.snapshot().generation.sources.values()
        shown = (one.source for one in held if not one.source.summary_of)
        return tuple(one for one in shown if one.partnership in (None, partnership))

    def sections(self, source_id: str, partnership: str | None = None) -> tuple[Section, ...]:
        """A source's stored text. Raises NotFound also for another partnership's source."""
        self._partnership(partnership)
        snapshot = self._parts.reader.snapshot()
        held = snapshot.generation.sources.get(source_id)
        if held is None or held.source.partnership not in (None, partnership):
            raise NotFound(
                f"There is no source {source_id!r} among those you may read; see the list of sources"
            )
        return snapshot.sections(source_id)

    def partnerships(self) -> tuple[Partnership, ...]:
        return self._parts.register.partnerships

    def ready(self) -> str | None:
        """Why questions cannot be answered now, none if they can."""
        try:
            self._parts.retriever.retrieve("ready", [NATIONAL], 1)
        except IngestError as error:
            return str(error)
        return None

    def _partnership(self, partnership_id: str | None) -> Partnership | None:
        """Raises UnknownPartnership for an id that no partnership has."""
        known = {one.id: one for one in self.partnerships()}
        if partnership_id is not None and partnership_id not in known:
            names = ", ".join(known) or "none is set up"
            raise UnknownPartnership(f"There is no partnership {partnership_id!r}; use one of: {names}")
        return known[partnership_id] if partnership_id else None


def kinds_of(redacted: str, classifier: Classifier) -> frozenset[Kind]:
    """None where the model cannot be read: the rules go without it."""
    try:
        return classifier.kinds(searchable(redacted))
    except IngestError as error:
        LOG.warning("the message could not be classified: %s", error)
        return frozenset()


def _numbered(drafts: Sequence[Draft], question: int) -> list[Draft]:
    return [replace(draft, question=question) for draft in drafts]


def _ending(found: Sequence[Found], verified: Verified) -> Status:
    """One status for all the questions: partial where some are answered and some are not."""
    answered = [one for one in found if one.drafts] if verified.points else []
    if answered:
        return Status.ANSWERED if len(answered) == len(found) else Status.PARTIAL
    covered = any(one.status is not Status.OUT_OF_SCOPE for one in found)
    return Status.NOT_COVERED if covered else Status.OUT_OF_SCOPE


def _in_the_field(result: Result, seen: Triage) -> Result:
    """Danger is never another field's, however little the library has on it."""
    if seen.urgent and result.status is Status.OUT_OF_SCOPE:
        return replace(result, status=Status.NOT_COVERED)
    return result


def _nearest(found: Sequence[Found]) -> tuple[Related, ...]:
    """Sections near the questions that were not answered."""
    near = {one.section_id: one for each in found if not each.drafts for one in each.related}
    return tuple(near.values())[:MOST_RELATED]


def _who_to_ask(partnerships: Sequence[Partnership]) -> tuple[Contact, ...]:
    """The front doors first."""
    return (
        *(one.front_door for one in partnerships),
        *(one.out_of_hours for one in partnerships),
        *(contact for one in partnerships for contact in one.contacts),
    )
