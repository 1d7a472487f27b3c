"""A note for the case file: what was asked, the guidance relied on, and blanks for what was decided.

It is made of the answer as kept, whose question is redacted, so nothing in it says whose case it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.channels.roles import Role
from assistant.channels.wording import (
    AUTHORITY_LABEL,
    HEADING_OF_STATUS,
    say_contact,
    say_date,
    say_flag,
    say_list,
    say_moment,
)
from assistant.models import Answer, Citation, Layer, Part, Point, PointKind, Status
from ingest.models import Contact, Partnership

TITLE = "Note for the case file"
PURPOSE = (
    "This note records the guidance that was shown. It decides nothing: complete the decision below, keep "
    "the note with the case record, and add what identifies the case only there."
)
NO_GUIDANCE = "No guidance was shown in answer to this question, so none is relied on here."

HEADING_OF_PART = {
    Part.DIRECT: "The direct answer",
    Part.GUIDANCE: "What the guidance says",
    Part.EXCEPTION: "Exceptions and conditions",
    Part.RECORD: "What to record",
    Part.WHO: "Who to involve",
    Part.FURTHER: "May also bear on it",
}
ANSWERS = {Status.ANSWERED, Status.PARTIAL}


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One of a list."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A source's own words; its lines are kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """Something to fill in by hand: boxes to tick, or as many empty lines."""

    label: str
    choices: tuple[str, ...] = ()
    lines: int = 1


Element = Heading | Paragraph | Item | Quote | Facts | Blank


@dataclass(frozen=True, slots=True)
class Note:
    """What a note says, in order, whatever it is rendered to."""

    title: str
    reference: str
    made_at: datetime
    elements: tuple[Element, ...]


BLANKS = (
    Blank("Decision", ("Shared", "Not shared")),
    Blank("What was shared", lines=3),
    Blank("With whom (name, role and organisation)", lines=2),
    Blank("Reasons for the decision", lines=4),
    Blank("Lawful basis considered", lines=2),
    Blank("Were the child, the adult or the family told?", ("Yes", "No")),
    Blank("If not, why not", lines=2),
    Blank("Decided by (name)"),
    Blank("Job title and organisation"),
    Blank("Date and time of the decision"),
)


def record_note(answer: Answer, partnerships: Sequence[Partnership] = ()) -> Note:
    """The note of an answer; `partnerships` give the names of those that the answer knows by id."""
    names = {one.id: one.name for one in partnerships}
    elements = (
        Paragraph(PURPOSE),
        Facts(tuple(_facts(answer, names))),
        Heading("Question (personal data removed)"),
        Paragraph(answer.question),
        *_urgent(answer),
        *_outcome(answer),
        *_considerations(answer, names),
        *_relied_on(answer.citations),
        *_contacts(answer.who_to_ask),
        Heading("Decision, to be completed"),
        *BLANKS,
    )
    return Note(TITLE, answer.id, answer.created_at, elements)


def _facts(answer: Answer, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield "Asked on", say_moment(answer.created_at)
    if answer.role:
        yield "Role", next((role.label for role in Role if role.value == answer.role), answer.role)
    areas = [names.get(each, each) for each in (answer.partnership, answer.other_partnership) if each]
    yield "Partnership", say_list(areas) or "none chosen"
    yield "Reference", answer.id


def _urgent(answer: Answer) -> Iterator[Element]:
    if answer.urgent is None:
        return
    yield Heading("Advice shown first, as someone may have been in danger")
    yield Paragraph(answer.urgent.headline)
    yield from map(Item, answer.urgent.actions)


def _outcome(answer: Answer) -> Iterator[Element]:
    """How the question ended, where that was not with an answer."""
    if answer.status is Status.ANSWERED and answer.points:
        return
    yield Heading(HEADING_OF_STATUS[answer.status])
    yield Paragraph(answer.message)
    if not answer.citations:
        yield Paragraph(NO_GUIDANCE)
    for each in answer.related:
        yield Item(f"Offered for reading, not as an answer: {each.title}, {each.anchor}")


def _considerations(answer: Answer, names: dict[str, str]) -> Iterator[Element]:
    if answer.points:
        yield Heading("Considerations")
    for index, question in enumerate(answer.questions or (answer.question,)):
        points = [point for point in answer.points if point.question == index]
        if points and len(answer.questions) > 1:
            yield Paragraph(f"On: {question}")
        for part in Part:
            yield from _part(part, [point for point in points if point.part is part], names)
    if answer.points and answer.local_note:
        yield Paragraph(answer.local_note)


def _part(part: Part, points: Sequence[Point], names: dict[str, str]) -> Iterator[Element]:
    if points:
        yield Heading(HEADING_OF_PART[part], 2)
    for point in points:
        said = f"“{point.text}”" if point.kind is PointKind.QUOTE else point.text
        numbers = "".join(f"[{number}]" for number in point.citations)
        yield Item(f"{_whose(point.layer, point.partnership, names)}: {said} {numbers}")


def _whose(layer: Layer, partnership: str | None, names: dict[str, str]) -> str:
    if layer is Layer.NATIONAL:
        return "National"
    return names.get(partnership, partnership) if partnership else "Local"


def _relied_on(citations: Sequence[Citation]) -> Iterator[Element]:
    if citations:
        yield Heading("Guidance relied on")
    for citation in citations:
        yield Heading(f"[{citation.number}] {citation.title}, {citation.anchor}", 2)
        yield Quote(citation.quote)
        yield Paragraph("; ".join(_standing(citation)))
        yield Paragraph(citation.url)


def _standing(citation: Citation) -> Iterator[str]:
    """What the words were worth when they were shown."""
    yield AUTHORITY_LABEL[citation.authority]
    yield citation.publisher
    yield f"version {citation.version}"
    if citation.effective_from:
        yield f"in effect from {say_date(citation.effective_from)}"
    if citation.review_by:
        yield f"review due by {say_date(citation.review_by)}"
    yield from (say_flag(flag) for flag in citation.flags)


def _contacts(contacts: Sequence[Contact]) -> Iterator[Element]:
    if contacts:
        yield Heading("Who to ask")
    yield from (Item(say_contact(each)) for each in contacts)
