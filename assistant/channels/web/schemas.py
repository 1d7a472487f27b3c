"""What the API takes and gives besides answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import Path, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assistant.channels.roles import Role
from assistant.models import Answer, Citation, Passage, Question, Urgent
from assistant.store.conversations import Conversation
from ingest.models import Authority, Frozen, Partnership, Section, Slug, Source

if TYPE_CHECKING:
    from assistant.channels.web.views import CitationView


def _none_if_blank(value: object) -> object:
    return None if value == "" else value


OptionalSlug = Annotated[Slug | None, BeforeValidator(_none_if_blank)]
OptionalRole = Annotated[Role | None, BeforeValidator(_none_if_blank)]
ConversationId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
OptionalConversation = Annotated[ConversationId | None, BeforeValidator(_none_if_blank)]

Scope = Annotated[OptionalSlug, Query(description="Whose local protocols to include.")]
AnswerId = Annotated[str, Path(description="As the answer names itself.")]


class Asked(BaseModel):
    """A question as it is sent. Personal data in it is removed before anything else happens to it."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "question": "Can I share information about a child without the parents' consent?",
                    "partnership": "exampleshire",
                    "role": "teacher",
                }
            ]
        },
    )

    question: str = Field(
        description="What you want to know, in your own words, without names.",
        json_schema_extra={"minLength": 1},
    )
    partnership: OptionalSlug = Field(None, description="Whose local protocols to look in as well.")
    other_partnership: OptionalSlug = Field(
        None, description="A second partnership whose protocols matter, as for a family that moves."
    )
    role: OptionalRole = Field(None, description="Who is asking.")
    conversation: OptionalConversation = Field(
        None, description="The conversation that the question goes on with, as an earlier answer names it."
    )

    def as_question(self, default_partnership: str | None) -> Question:
        return Question(
            text=self.question,
            partnership=self.partnership or default_partnership,
            other_partnership=self.other_partnership,
            role=self.role,
            conversation=self.conversation,
        )


class AskForm(Asked):
    """The same from the page's form, where a field may be left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: str = ""


class Rated(BaseModel):
    """What an asker says of an answer. Personal data in the reason is removed before it is kept."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [{"useful": False, "reason": "It leaves out what the school may do."}]
        },
    )

    useful: bool
    reason: str | None = Field(None, max_length=1000, description="Why, in your own words, without names.")


class RateForm(Rated):
    """The same from the page's form."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Looked(BaseModel):
    """What is looked for, and how much of what is found is given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: str = Field(max_length=300, description="Words of the guidance, and never of a case.")
    partnership: OptionalSlug = Field(None, description="Whose local protocols to include.")
    limit: int = Field(10, ge=1, le=50, description="How many at most.")
    offset: int = Field(0, ge=0, le=150, description="How many to leave out first.")


class SearchForm(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    words: str = ""
    partnership: OptionalSlug = None


class ConversationOut(Frozen):
    """A conversation in short; `question` is its first one, redacted."""

    id: str
    question: str
    started_at: datetime
    last_at: datetime
    turns: int


class Conversations(Frozen):
    """The asker's own conversations, the one last gone on with first."""

    conversations: tuple[ConversationOut, ...]
    total: int
    next: str | None = None


class ConversationText(Frozen):
    """A conversation's answers as they were shown, oldest first; `next` is where they go on."""

    id: str
    answers: tuple[Answer, ...]
    total: int
    next: str | None = None


class Hit(Frozen):
    """A section near the words looked for; `extract` is the run of its sentences that is nearest."""

    source_id: str
    section_id: str
    title: str
    authority: Authority
    partnership: str | None
    heading_path: tuple[str, ...]
    anchor: str
    fragment: str
    extract: str
    flags: tuple[str, ...]


class Hits(Frozen):
    """Sections of the library, nearest first; `words` is what was looked for, personal data removed.

    `urgent` is what to do first, where the words say that someone may be in danger now.
    """

    words: str
    hits: tuple[Hit, ...]
    urgent: Urgent | None = None
    next: str | None = None


class AnchorOut(Frozen):
    """A place in a section; `offset` counts characters of its text from 0."""

    fragment: str
    label: str
    offset: int
    page: int | None


class SectionOut(Frozen):
    """The stored text under one heading."""

    id: str
    heading_path: tuple[str, ...]
    text: str
    anchors: tuple[AnchorOut, ...]


class SourceText(Source):
    """A source with the text we hold of it, section by section; none is held of some.

    `total` is how many sections are held, `next` where they go on.
    """

    sections: tuple[SectionOut, ...]
    total: int
    next: str | None = None


class SectionText(Frozen):
    """A section as it stands in its source, with those before and after it, in reading order."""

    source: Source
    section: SectionOut
    before: tuple[SectionOut, ...]
    after: tuple[SectionOut, ...]


class CitationText(Frozen):
    """A citation with its section as it is held now, and those around it; none where it has changed."""

    citation: Citation
    here: SectionOut | None
    before: SectionOut | None = None
    after: SectionOut | None = None


class Partnerships(Frozen):
    """The partnerships whose protocols are held; `next` is where the list goes on."""

    partnerships: tuple[Partnership, ...]
    total: int
    next: str | None = None


class Sources(Frozen):
    """National sources, and the partnership's if one was named; `next` is where the list goes on."""

    sources: tuple[Source, ...]
    total: int
    next: str | None = None


class Health(Frozen):
    """The process is up (`ok`) or can answer (`ready`)."""

    status: str


def conversation_out(one: Conversation) -> ConversationOut:
    return ConversationOut(
        id=one.id, question=one.question, started_at=one.started_at, last_at=one.last_at, turns=one.turns
    )


def hit_of(passage: Passage, today: date) -> Hit:
    source, section, start = passage.source, passage.section, passage.chunk.start
    anchor = section.anchor_at(start)
    return Hit(
        source_id=source.id,
        section_id=section.id,
        title=source.title,
        authority=source.authority,
        partnership=source.partnership,
        heading_path=section.heading_path,
        anchor=anchor.label,
        fragment=anchor.fragment,
        extract=passage.chunk.text,
        flags=source.flags(today),
    )


def section_out(section: Section) -> SectionOut:
    return SectionOut(
        id=section.id,
        heading_path=section.heading_path,
        text=section.text,
        anchors=tuple(
            AnchorOut(fragment=anchor.fragment, label=anchor.label, offset=anchor.offset, page=anchor.page)
            for anchor in section.anchors
        ),
    )


def source_text(source: Source, sections: Sequence[Section], total: int, following: str | None) -> SourceText:
    shown = tuple(map(section_out, sections))
    return SourceText(**source.model_dump(), sections=shown, total=total, next=following)


def section_text(source: Source, sections: Sequence[Section], place: int, around: int) -> SectionText:
    """The section at that place among its source's, with so many before it and after it."""
    before, after = sections[max(0, place - around) : place], sections[place + 1 : place + 1 + around]
    return SectionText(
        source=source,
        section=section_out(sections[place]),
        before=tuple(map(section_out, before)),
        after=tuple(map(section_out, after)),
    )


def citation_text(view: CitationView) -> CitationText:
    near = (section_out(one.section) if one else None for one in (view.here, view.before, view.after))
    here, before, after = near
    return CitationText(citation=view.citation, here=here, before=before, after=after)
