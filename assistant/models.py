"""The assistant's vocabulary: questions, passages, points, citations and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from ingest.models import Access, Authority, Chunk, Contact, Frozen, Representation, Section, Source, Span


class Status(StrEnum):
    """How a question ended; exactly one, each with its own wording."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_COVERED = "not_covered"
    OUT_OF_SCOPE = "out_of_scope"
    CLARIFY = "clarify"
    DECLINED = "declined"
    SEARCH_FAILED = "search_failed"


class PointKind(StrEnum):
    QUOTE = "quote"
    STATEMENT = "statement"


class Part(StrEnum):
    """Which part of the answer a point belongs to, in the order they are shown."""

    DIRECT = "direct"
    GUIDANCE = "guidance"
    EXCEPTION = "exception"
    RECORD = "record"
    WHO = "who"
    FURTHER = "further"


class Layer(StrEnum):
    """Whose words a point rests on."""

    NATIONAL = "national"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose partnership-only text may be read: everybody's, or that of the partnerships named."""

    partnerships: frozenset[str] = frozenset()
    everywhere: bool = False

    def covers(self, partnership: str | None) -> bool:
        return self.everywhere or partnership in self.partnerships

    def opens(self, source: Source) -> bool:
        return source.access is Access.PUBLIC or self.covers(source.partnership)


NOWHERE = Reach()
EVERYWHERE = Reach(everywhere=True)


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, as it arrived. `text` may hold personal data until it has been redacted.

    `other_partnership` is a second area whose protocols matter, as for a family that moves;
    `conversation` is the id of the conversation that the question goes on with, none = it begins one;
    `owner` is an opaque string by which a channel knows its asker again; `reach` is whose local text the
    asker may read, whatever partnership they name.
    """

    text: str
    partnership: str | None = None
    role: str | None = None
    other_partnership: str | None = None
    conversation: str | None = None
    owner: str | None = None
    reach: Reach = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of a conversation, redacted and standing alone, and the id of its answer."""

    question: str
    answer_id: str


@dataclass(frozen=True, slots=True)
class Redaction:
    """One piece of personal data found: its span in the text as typed, its kind and what replaces it."""

    span: Span
    kind: str
    placeholder: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without personal data, and what was taken out of it (in order, none overlapping)."""

    text: str
    redactions: tuple[Redaction, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as retrieved: its score (higher is better), the parts of it, and each sentence's own score."""

    chunk: Chunk
    section: Section
    source: Source
    score: float
    scores: Mapping[str, float] = field(default_factory=dict)
    sentence_scores: tuple[float, ...] = ()

    @property
    def layer(self) -> Layer:
        return Layer.LOCAL if self.source.partnership else Layer.NATIONAL


@dataclass(frozen=True, slots=True)
class Extract:
    """A span of a passage's section and the words a composer believes stand there."""

    passage: Passage
    span: Span
    quote: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A point before it is verified: what it says and the extracts it rests on."""

    kind: PointKind
    text: str
    extracts: tuple[Extract, ...]
    part: Part = Part.GUIDANCE
    question: int = 0


class Urgent(Frozen):
    """The block shown first when someone may be in danger now."""

    headline: str
    reasons: tuple[str, ...]
    actions: tuple[str, ...]
    contacts: tuple[Contact, ...] = ()


class Removed(Frozen):
    """How many pieces of one kind of personal data were taken out of the question."""

    kind: str
    count: int


class Citation(Frozen):
    """Where a point's words stand: `quote` is text[start:end] of the stored section, byte for byte."""

    number: int
    source_id: str
    section_id: str
    title: str
    publisher: str
    authority: Authority
    representation: Representation
    layer: Layer
    partnership: str | None = None
    heading_path: tuple[str, ...]
    anchor: str
    fragment: str
    page: int | None = None
    url: str
    quote: str
    start: int
    end: int
    version: str
    effective_from: date | None = None
    review_by: date | None = None
    flags: tuple[str, ...] = ()


class Point(Frozen):
    """One thing the answer says, with the numbers of the citations it rests on.

    `question` counts from 0 among the answer's `questions`; `partnership` is whose protocol it is.
    """

    kind: PointKind
    layer: Layer
    text: str
    citations: tuple[int, ...]
    part: Part = Part.GUIDANCE
    partnership: str | None = None
    question: int = 0


class Related(Frozen):
    """A section near the question, offered for reading and not as an answer."""

    source_id: str
    section_id: str
    title: str
    heading_path: tuple[str, ...]
    anchor: str
    fragment: str


class Answer(Frozen):
    """An answer as shown; `timings` are milliseconds a stage.

    `question` is the message, redacted. `questions` are the ones found in it, each standing alone: more
    than one where the message asks several things, and in full where it leans on an earlier one.
    `choices` are questions to pick from when the status is `clarify`. `corrected` counts the drafted points
    that the stored text did not bear out: they gave way to a quote or were left out.
    """

    id: str
    created_at: datetime
    status: Status
    message: str
    question: str
    role: str | None = None
    partnership: str | None = None
    other_partnership: str | None = None
    conversation: str | None = None
    questions: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    urgent: Urgent | None = None
    points: tuple[Point, ...] = ()
    citations: tuple[Citation, ...] = ()
    local_note: str | None = None
    related: tuple[Related, ...] = ()
    removed: tuple[Removed, ...] = ()
    who_to_ask: tuple[Contact, ...] = ()
    composer: str = "extract"
    corrected: int = 0
    index_fingerprint: str | None = None
    timings: Mapping[str, float] = {}
