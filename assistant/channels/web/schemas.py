"""What the API takes and gives besides answers."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assistant.channels.roles import Role
from assistant.models import Frozen, Question
from ingest.models import Section, Slug, Source


def _none_if_blank(value: object) -> object:
    return None if value == "" else value


OptionalSlug = Annotated[Slug | None, BeforeValidator(_none_if_blank)]
OptionalRole = Annotated[Role | None, BeforeValidator(_none_if_blank)]


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

    question: str = Field(description="What you want to know, in your own words, without names.")
    partnership: OptionalSlug = Field(None, description="Whose local protocols to look in as well.")
    role: OptionalRole = Field(None, description="Who is asking.")

    def as_question(self, default_partnership: str | None) -> Question:
        partnership = self.partnership or default_partnership
        return Question(text=self.question, partnership=partnership, role=self.role)


class AskForm(Asked):
    """The same from the page's form, where a field may be left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: str = ""


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
    """A source with the text we hold of it, section by section; none is held of some."""

    sections: tuple[SectionOut, ...]


class Sources(Frozen):
    """National sources, and the partnership's if one was named."""

    sources: tuple[Source, ...]


class Health(Frozen):
    """The process is up (`ok`) or can answer (`ready`)."""

    status: str


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


def source_text(source: Source, sections: tuple[Section, ...]) -> SourceText:
    return SourceText(**source.model_dump(), sections=tuple(map(section_out, sections)))
