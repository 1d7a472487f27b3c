"""The flow: question -> guard -> triage -> redact -> retrieve -> compose -> verify -> answer -> record.

The danger path comes before redaction because it depends on nothing: whatever fails after it, its block is
shown, with a refusal too. The question as typed goes no further than redaction.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from assistant.compose.extract import compose_extract
from assistant.coverage import judge
from assistant.errors import AnswersUnavailable, NotFound, QuestionRefused, UnknownPartnership
from assistant.guard import guard
from assistant.models import Answer, Passage, Question, Related, Status
from assistant.redact import Redactor, removed, searchable
from assistant.retrieve import Retriever
from assistant.stopwatch import Stopwatch
from assistant.store.answers import AnswerStore
from assistant.triage import decline_message, plain_question, triage, urgent_block
from assistant.verify import Verified, verify
from assistant.wording import local_note, message_for
from ingest.errors import IngestError
from ingest.models import NATIONAL, Contact, Partnership, Section, Source
from ingest.reader import Reader, Snapshot
from ingest.sources.register import Register

LOG = logging.getLogger(__name__)

PASSAGES = 24
MOST_RELATED = 3


@dataclass(frozen=True, slots=True)
class Parts:
    """What an assistant is made of."""

    register: Register
    reader: Reader
    retriever: Retriever
    redactor: Redactor
    store: AnswerStore
    max_question_chars: int
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """What the search led to: how the question ends, the verified points, and sections near it."""

    status: Status
    verified: Verified = field(default_factory=Verified)
    related: tuple[Related, ...] = ()
    fingerprint: str | None = None


class Assistant:
    """Answers questions and opens what the answers cite."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def ask(self, question: Question) -> Answer:
        """Answers, and keeps the answer as shown.

        Raises QuestionRefused and UnknownPartnership; a failed search is an answer with that status.
        """
        parts, watch = self._parts, Stopwatch()
        text, partnership = self._accepted(question)
        seen = triage(text)
        watch.lap("triage")
        redacted = parts.redactor.redact(text)
        watch.lap("redact")
        found = Found(Status.DECLINED) if seen.declined else self._find(redacted.text, partnership, watch)
        local = [point for point in found.verified.points if point.layer == "local"]
        answer = Answer(
            id=uuid4().hex,
            created_at=parts.now(),
            status=found.status,
            message=decline_message(seen.declined) if seen.declined else message_for(found.status),
            question=redacted.text,
            role=question.role,
            partnership=question.partnership,
            urgent=urgent_block(seen, partnership),
            points=found.verified.points,
            citations=found.verified.citations,
            local_note=local_note(found.status, partnership, has_local_points=bool(local)),
            related=found.related,
            removed=removed(redacted),
            who_to_ask=_who_to_ask(partnership),
            index_fingerprint=found.fingerprint,
            timings=watch.laps,
        )
        self._keep(answer)
        return answer

    def _accepted(self, question: Question) -> tuple[str, Partnership | None]:
        """The guarded text and the partnership; a refusal carries the danger block, if there is danger."""
        try:
            text = guard(question.text, self._parts.max_question_chars)
            return text, self._partnership(question.partnership)
        except (QuestionRefused, UnknownPartnership) as error:
            seen = triage(question.text[: self._parts.max_question_chars])
            error.urgent = urgent_block(seen, None)
            raise

    def _keep(self, answer: Answer) -> None:
        """An answer that cannot be kept is still shown: it may say that someone is in danger."""
        try:
            self._parts.store.save(answer)
        except AnswersUnavailable as error:
            LOG.warning("answer %s was not kept: %s", answer.id, error)

    def answer(self, answer_id: str) -> Answer:
        """An answer as it was shown. Raises NotFound."""
        return self._parts.store.get(answer_id)

    def sources(self, partnership: str | None = None) -> tuple[Source, ...]:
        """The national sources as last built, and the partnership's own if one is named.

        Raises IngestError while there is no index to read.
        """
        self._partnership(partnership)
        held = self._parts.reader.snapshot().generation.sources.values()
        return tuple(one.source for one in held if one.source.partnership in (None, partnership))

    def sections(self, source_id: str, partnership: str | None = None) -> tuple[Section, ...]:
        """A source's stored text. Raises NotFound also for another partnership's source."""
        if source_id not in {source.id for source in self.sources(partnership)}:
            raise NotFound(
                f"There is no source {source_id!r} among those you may read; see the list of sources"
            )
        return self._parts.reader.snapshot().sections(source_id)

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
        known = {one.id: one for one in self.partnerships()}
        if partnership_id is not None and partnership_id not in known:
            names = ", ".join(known) or "none is set up"
            raise UnknownPartnership(f"There is no partnership {partnership_id!r}; use one of: {names}")
        return known[partnership_id] if partnership_id else None

    def _find(self, question: str, partnership: Partnership | None, watch: Stopwatch) -> Found:
        scopes = [NATIONAL, partnership.id] if partnership else [NATIONAL]
        try:
            snapshot = self._parts.reader.snapshot()
            query = self._parts.retriever.query(searchable(plain_question(question)))
            watch.lap("embed")
            passages = self._parts.retriever.search(query, snapshot, scopes, PASSAGES)
            watch.lap("search")
        except IngestError as error:
            LOG.warning("the search failed: %s", error)
            return Found(Status.SEARCH_FAILED)
        return self._compose(passages, snapshot, watch)

    def _compose(self, passages: Sequence[Passage], snapshot: Snapshot, watch: Stopwatch) -> Found:
        fingerprint = snapshot.generation.fingerprint
        status = judge(passages)
        if status is Status.NOT_COVERED:
            return Found(status, related=_related(passages), fingerprint=fingerprint)
        if status is not Status.ANSWERED:
            return Found(status, fingerprint=fingerprint)
        drafts = compose_extract(passages)
        watch.lap("compose")
        verified = verify(drafts, snapshot.stored, self._parts.now().date())
        watch.lap("verify")
        if verified.dropped:
            LOG.warning("%d of %d points were not found in the stored text", verified.dropped, len(drafts))
        if not verified.points:
            return Found(Status.NOT_COVERED, related=_related(passages), fingerprint=fingerprint)
        return Found(status, verified, fingerprint=fingerprint)


def _related(passages: Sequence[Passage]) -> tuple[Related, ...]:
    nearest = {passage.section.id: passage for passage in reversed(passages)}
    sections = list(reversed(nearest.values()))[:MOST_RELATED]
    return tuple(
        Related(
            source_id=passage.source.id,
            section_id=passage.section.id,
            title=passage.source.title,
            heading_path=passage.section.heading_path,
            anchor=passage.section.anchors[0].label,
            fragment=passage.section.anchors[0].fragment,
        )
        for passage in sections
    )


def _who_to_ask(partnership: Partnership | None) -> tuple[Contact, ...]:
    if partnership is None:
        return ()
    return (partnership.front_door, partnership.out_of_hours, *partnership.contacts)
