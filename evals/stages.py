"""What each stage made of a case: watched while the assistant answers, or run alone up to one of them.

triage -> redact -> classify and understand -> retrieve -> compose -> verify
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from assistant.classifier import Kind
from assistant.finding import Finder, Found
from assistant.guard import guard
from assistant.models import Answer, Draft, Passage, Question, Turn
from assistant.pipeline import Assistant, Parts, kinds_of
from assistant.remembering import Remembered
from assistant.stopwatch import Stopwatch
from assistant.triage import triage
from assistant.understand import Ask, Understood, understand
from assistant.verify import Verified, verify
from evals.case import Case
from ingest.models import Frozen
from ingest.reader import Snapshot


class Stage(StrEnum):
    """Where to stop when stages are run alone."""

    TRIAGE = "triage"
    REDACT = "redact"
    UNDERSTAND = "understand"
    RETRIEVE = "retrieve"
    COMPOSE = "compose"
    VERIFY = "verify"


class Ranked(Frozen):
    """A passage where it was ranked: its section and how many words a reader of it reads."""

    section: str
    words: int
    score: float


class Drafted(Frozen):
    kind: str
    part: str
    text: str
    sections: tuple[str, ...]


class Asked(Frozen):
    """One question of the message: how it ended, its passages best first, and what was drafted, if it was."""

    text: str
    status: str
    composer: str
    passages: tuple[Ranked, ...] = ()
    drafts: tuple[Drafted, ...] | None = None


class Stages(Frozen):
    """What each stage made of a case; none where it was not reached.

    `dropped` drafts did not stand in the stored text, `replaced` ones gave way to the quote they cite, and
    `stood` is what is left.
    """

    danger: tuple[str, ...] = ()
    declined: str | None = None
    redacted: str | None = None
    removed: tuple[str, ...] = ()
    understood: dict[str, Any] | None = None
    asked: tuple[Asked, ...] | None = None
    dropped: int | None = None
    replaced: int | None = None
    stood: tuple[Drafted, ...] | None = None

    @property
    def said(self) -> tuple[Drafted, ...] | None:
        """What stood, or else what was drafted; none where nothing was composed."""
        if self.stood is not None:
            return self.stood
        drafted = [one.drafts for one in self.asked or () if one.drafts is not None]
        return tuple(draft for drafts in drafted for draft in drafts) if drafted else None

    @property
    def editions(self) -> frozenset[str]:
        """The earlier editions that the question asks about."""
        named = ("edition", "old_edition", "new_edition")
        return frozenset(one for name in named if (one := (self.understood or {}).get(name)))


@dataclass(frozen=True, slots=True)
class Step:
    """What was found for one question."""

    ask: Ask
    understood: Understood
    snapshot: Snapshot
    found: Found
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class WatchedFinder(Finder):
    """Finds as the finder it is made of, and keeps what it saw."""

    steps: list[Step] = field(default_factory=list)
    ranked: list[tuple[Passage, ...]] = field(default_factory=list)

    def find(self, ask: Ask, understood: Understood, snapshot: Snapshot, watch: Stopwatch) -> Found:
        found = super().find(ask, understood, snapshot, watch)
        self.steps.append(Step(ask, understood, snapshot, found, self.ranked[-1]))
        return found

    def _ranked(self, ask: Ask, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        self.ranked.append(super()._ranked(ask, passages))
        return self.ranked[-1]


def watched(finder: Finder) -> WatchedFinder:
    """Nothing is remembered of questions, so that every stage is seen."""
    own = {one.name: getattr(finder, one.name) for one in fields(finder)}
    return WatchedFinder(**{**own, "known": Remembered(0)})


def answered(parts: Parts, case: Case) -> tuple[Answer, Stages]:
    """The whole assistant's answer to the case, after the earlier turns of its conversation.

    Raises QuestionRefused.
    """
    conversation = None
    for earlier in case.conversation:
        conversation = Assistant(parts).ask(_question(case, earlier, conversation)).conversation
    finder = watched(parts.finder)
    answer = Assistant(replace(parts, finder=finder)).ask(_question(case, case.question, conversation))
    return answer, _stages_of(answer, case, parts, finder.steps)


def alone(parts: Parts, case: Case, last: Stage) -> Stages:
    """The stages up to `last`, each given what the one before it made; no status ends them earlier."""
    seen = triage(guard(case.question, parts.max_question_chars))
    made = Stages(danger=seen.urgent, declined=seen.declined)
    if last is Stage.TRIAGE:
        return made
    redacted = parts.redactor.redact(case.question)
    removed = tuple(one.kind for one in redacted.redactions)
    made = made.model_copy(update={"redacted": redacted.text, "removed": removed})
    if last is Stage.REDACT:
        return made
    kinds = kinds_of(redacted.text, parts.classifier)
    seen = seen.with_risk(Kind.DANGER in kinds)
    question, turns = _question(case, case.question, None), _turns(parts, case)
    understood = understand(redacted.text, question, turns, parts.words, Kind.MEANING in kinds)
    made = made.model_copy(update={"danger": seen.urgent, "understood": _plain(understood)})
    if last is Stage.UNDERSTAND:
        return made
    finder = watched(parts.finder)
    snapshot = parts.reader.snapshot()
    for ask in understood.asks:
        finder.find(ask, understood, snapshot, Stopwatch())
    return made.model_copy(update=_found(finder.steps, parts, last))


def _stages_of(answer: Answer, case: Case, parts: Parts, steps: Sequence[Step]) -> Stages:
    seen = triage(case.question).with_risk(answer.urgent is not None)
    made = Stages(
        danger=seen.urgent,
        declined=seen.declined,
        redacted=answer.question,
        removed=tuple(one.kind for one in answer.removed),
        understood=_plain(steps[0].understood) if steps else None,
    )
    return made.model_copy(update=_found(steps, parts, Stage.VERIFY)) if steps else made


def _found(steps: Sequence[Step], parts: Parts, last: Stage) -> dict[str, Any]:
    asked = tuple(_asked(step, last is not Stage.RETRIEVE) for step in steps)
    if last is not Stage.VERIFY or not steps:
        return {"asked": asked}
    drafts = [draft for step in steps for draft in step.found.drafts]
    verified = _verified(drafts, steps[0].snapshot, parts)
    counts = {"dropped": verified.dropped, "replaced": verified.replaced}
    return {"asked": asked, **counts, "stood": tuple(_stood(verified))}


def _verified(drafts: Sequence[Draft], snapshot: Snapshot, parts: Parts) -> Verified:
    return verify(drafts, snapshot.stored, parts.now().date(), parts.checked)


def _question(case: Case, text: str, conversation: str | None) -> Question:
    role = case.role.value if case.role else None
    return Question(text, case.partnership, role, case.other_partnership, conversation)


def _turns(parts: Parts, case: Case) -> tuple[Turn, ...]:
    return tuple(Turn(parts.redactor.redact(one).text, "") for one in case.conversation)


def _asked(step: Step, with_drafts: bool) -> Asked:
    return Asked(
        text=step.ask.text,
        status=step.found.status.value,
        composer=step.found.composer,
        passages=tuple(_placed(one) for one in step.passages),
        drafts=tuple(_drafted(one) for one in step.found.drafts) if with_drafts else None,
    )


def _placed(passage: Passage) -> Ranked:
    words = len(passage.chunk.text.split())
    return Ranked(section=passage.section.id, words=words, score=round(passage.score, 4))


def _drafted(draft: Draft) -> Drafted:
    sections = tuple(extract.passage.section.id for extract in draft.extracts)
    return Drafted(kind=draft.kind.value, part=draft.part.value, text=draft.text, sections=sections)


def _stood(verified: Verified) -> Iterator[Drafted]:
    cited = {citation.number: citation.section_id for citation in verified.citations}
    for point in verified.points:
        sections = tuple(cited[number] for number in point.citations)
        yield Drafted(kind=point.kind.value, part=point.part.value, text=point.text, sections=sections)


def _plain(understood: Understood) -> dict[str, Any]:
    plain: dict[str, Any] = TypeAdapter(Understood).dump_python(understood, mode="json")
    return plain
