"""The shared vocabulary of the three packages: sources, sections, sentences and chunks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

NATIONAL = "national"

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
Upstream = Literal["current", "stale", "withdrawn"]


class Authority(StrEnum):
    """How binding a document is, strongest first."""

    LAW = "law"
    STATUTORY_GUIDANCE = "statutory_guidance"
    CODE_OF_PRACTICE = "code_of_practice"
    PROFESSIONAL_GUIDANCE = "professional_guidance"
    NON_STATUTORY_GUIDANCE = "non_statutory_guidance"
    LOCAL_PROTOCOL = "local_protocol"


class Access(StrEnum):
    """Who may read a document."""

    PUBLIC = "public"
    PARTNERSHIP = "partnership"


class Representation(StrEnum):
    """Whether we hold the publisher's own text or our summary of it."""

    FULL_TEXT = "full_text"
    DIGEST = "digest"


class Subject(StrEnum):
    """Whom a document protects; an adult with capacity is a different question from a child."""

    CHILDREN = "children"
    ADULTS = "adults"
    EVERYONE = "everyone"


class Connector(StrEnum):
    """How an official text is fetched."""

    GOV_UK = "gov_uk"
    LEGISLATION = "legislation"
    WEB_PAGE = "web_page"
    PDF = "pdf"
    FOLDER = "folder"


class Frozen(BaseModel):
    """A record as it came in: never changed, and with no field that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Fetch(Frozen):
    """Where `sync` finds a document's official text.

    `url` is the page people know; for a folder, a path. `attachment` is words of the title (in a folder, of
    the file's name) of the one meant where there are several. `provisions` are the parts of an Act that are
    fetched, as legislation.gov.uk addresses them ("section/11"); none = what `url` names.
    """

    connector: Connector
    url: Annotated[str, Field(min_length=1)]
    attachment: str | None = None
    provisions: tuple[Annotated[str, Field(pattern=r"^[a-z]+(/[A-Za-z0-9-]+)*$")], ...] = ()

    @model_validator(mode="after")
    def _is_an_address(self) -> Self:
        parts = urlsplit(self.url)
        if self.connector is not Connector.FOLDER and not (
            parts.scheme in ("https", "http") and parts.hostname
        ):
            raise ValueError(f"{self.url!r} is no web address: start it with https://")
        return self


class Registered(Frozen):
    """One document as the register gives it; `path` is relative to the corpus folder, none = not held.

    `concerns` are the words of which a question names one where it is about the scheme that this document
    is on, none = it is not on one scheme alone.
    """

    id: Slug
    title: Annotated[str, Field(min_length=3)]
    publisher: str
    url: str
    authority: Authority
    jurisdiction: str = "England"
    partnership: Slug | None = None
    roles: tuple[str, ...] = ()
    subject: Subject = Subject.EVERYONE
    concerns: tuple[Annotated[str, Field(pattern=r"\w")], ...] = ()
    licence: str
    version: str
    effective_from: date | None = None
    review_by: date | None = None
    superseded_by: Slug | None = None
    access: Access = Access.PUBLIC
    representation: Representation = Representation.FULL_TEXT
    path: str | None = None
    full_text: Fetch | None = None


class Source(Registered):
    """One document, with what a build found out about it and the register therefore cannot say.

    `upstream` is how its publisher's text stood when it was last fetched, none = it is not fetched;
    `summary_of` is the source whose full text took this digest's place; `cites_superseded` are the
    superseded editions its text cites; `scanned_pages` are pages of a PDF that are pictures without text.
    """

    upstream: Upstream | None = None
    summary_of: Slug | None = None
    cites_superseded: tuple[Slug, ...] = ()
    scanned_pages: tuple[int, ...] = ()

    @property
    def scope(self) -> str:
        """The collection that holds this document: `national` or the partnership's id.

        Text that is not current is kept apart, so that a search of what is current cannot return it; a
        summary's own scope is searched by nobody.
        """
        current = self.partnership or NATIONAL
        if self.summary_of:
            return f"{current}-summaries"
        return current if self.in_force else f"{current}-superseded"

    @property
    def in_force(self) -> bool:
        return self.superseded_by is None and self.upstream != "withdrawn"

    def past_review(self, today: date) -> bool:
        return self.review_by is not None and self.review_by < today

    def flags(self, today: date) -> tuple[str, ...]:
        """Codes for what a reader has to know before relying on the document."""
        found = {
            "superseded": self.superseded_by is not None,
            "withdrawn": self.upstream == "withdrawn",
            "past_review": self.past_review(today),
            "stale": self.upstream == "stale",
            "cites_superseded": bool(self.cites_superseded),
            "digest": self.representation is Representation.DIGEST,
        }
        return tuple(flag for flag, holds in found.items() if holds)


class Contact(Frozen):
    """Someone to turn to: `when` says in words when the number is answered."""

    name: str
    phone: str | None = None
    email: str | None = None
    url: str | None = None
    when: str | None = None


class Partnership(Frozen):
    """A safeguarding partnership, as its `partnership.yaml` describes it."""

    id: Slug
    name: str
    area: str
    sample: bool = False
    front_door: Contact
    out_of_hours: Contact
    contacts: tuple[Contact, ...] = ()


class Span(NamedTuple):
    """Half-open range of characters."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


CELLS_APART = " | "  # between the cells of a row, in the text of a section


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    ASKED_AS = "asked_as"
    READ_WITH = "read_with"
    CONCERNS = "concerns"
    AGES = "ages"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph-like piece of a parsed document, white space folded to single spaces.

    One of kind `asked_as` is a way of asking for what its section says, one of kind `read_with` names a
    section that has to be read with it, as `#fragment` or `document#fragment`, one of kind `concerns` is what
    a question may name that is about the section, one of kind `ages` the ages that its rule holds at; none
    is shown or quoted.

    `level` is 1-6 for a heading and the nesting depth for a list item; `page` counts from 1;
    `fragment` is the id the original document gives this place, without `#`.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    fragment: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What a parser makes of a file: its blocks in reading order."""

    title: str | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a section a reader can find.

    `fragment` is unique in the document and safe in a URL; `label` is what people call the place
    ("para 26", "Golden rule 3", "page 4"); `offset` is where it starts in the section's text.
    """

    fragment: str
    label: str
    offset: int = 0
    page: int | None = None


def _pair(ages: Sequence[int] | None) -> tuple[int, int] | None:
    return (ages[0], ages[1]) if ages else None


@dataclass(frozen=True, slots=True)
class Section:
    """The text under one heading. `anchors` is never empty and rises by offset from 0.

    `sentences` are spans of `text`, in order, none overlapping; a heading's own words are not in `text`.
    `asked_as` are ways of asking for what it says: searched, never shown. `read_with` are the ids of sections
    without which it misleads or says half, such as its exceptions. `concerns` are the words of which a
    question names one where it is about the narrow matter of this section; none for a general rule. `ages`
    are the least and the most years that its rule holds at, both included; none where it holds at every age.
    """

    source_id: str
    ordinal: int
    heading_path: tuple[str, ...]
    text: str
    anchors: tuple[Anchor, ...]
    sentences: tuple[Span, ...]
    asked_as: tuple[str, ...] = ()
    read_with: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    ages: tuple[int, int] | None = None

    @classmethod
    def of_json(cls, fields: Mapping[str, Any]) -> Self:
        """A section again from its fields (`asdict`) that went through JSON."""
        return cls(
            source_id=fields["source_id"],
            ordinal=fields["ordinal"],
            heading_path=tuple(fields["heading_path"]),
            text=fields["text"],
            anchors=tuple(Anchor(**anchor) for anchor in fields["anchors"]),
            sentences=tuple(Span(*span) for span in fields["sentences"]),
            asked_as=tuple(fields.get("asked_as", ())),
            read_with=tuple(fields.get("read_with", ())),
            concerns=tuple(fields.get("concerns", ())),
            ages=_pair(fields.get("ages")),
        )

    @property
    def id(self) -> str:
        return f"{self.source_id}#{self.anchors[0].fragment}"

    def anchor_at(self, offset: int) -> Anchor:
        """The last anchor that starts at or before `offset`."""
        return next(a for a in reversed(self.anchors) if a.offset <= max(offset, 0))


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences of one section: the unit that is embedded and retrieved.

    `sentences` are spans of the section's text; the chunk's text is the section's text from the first
    sentence's start to the last one's end.
    """

    id: str
    section_id: str
    source_id: str
    text: str
    sentences: tuple[Span, ...]

    @property
    def start(self) -> int:
        return self.sentences[0].start


def content_hash(*parts: str) -> str:
    """Hex digest (32 characters) of the parts, order and boundaries included."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}:{part}".encode())
    return digest.hexdigest()[:32]


def text_of(section: Section, spans: Sequence[Span]) -> str:
    """The section's text from the first span's start to the last one's end."""
    return section.text[spans[0].start : spans[-1].end]
