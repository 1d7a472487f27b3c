"""What each page shows, worked out from answers and sources by pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.channels.answers import Answers
from assistant.channels.roles import Role
from assistant.channels.web.marking import Paragraph, paragraphs
from assistant.channels.web.reading import citation_by_number
from assistant.channels.web.schemas import AskForm
from assistant.channels.wording import HEADING_OF_STATUS
from assistant.errors import NotFound, UnknownPartnership
from assistant.models import Answer, Citation, Layer, Point, Status, Urgent
from ingest.models import Partnership, Section, Source, Span


@dataclass(frozen=True, slots=True)
class FormError:
    """What is wrong with which field of the form; `urgent` is what the question calls for all the same."""

    field: str
    message: str
    urgent: Urgent | None = None


@dataclass(frozen=True, slots=True)
class FormView:
    """`national_only` is whether a partnership may be left out."""

    asked: AskForm
    partnerships: tuple[Partnership, ...]
    max_chars: int
    national_only: bool = True
    error: FormError | None = None


@dataclass(frozen=True, slots=True)
class PointGroup:
    """The points of one layer under their heading; `note` stands where there are none, or beside them."""

    layer: Layer
    heading: str
    points: tuple[Point, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerView:
    """`asker` is who and where the asker said they are, as far as they did.

    `kept` is whether the answer's own address will lead to it.
    """

    answer: Answer
    heading: str
    groups: tuple[PointGroup, ...]
    partnership: Partnership | None
    asker: tuple[str, ...]
    kept: bool = True


@dataclass(frozen=True, slots=True)
class SectionView:
    section: Section
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class CitationView:
    """`here` is none when the stored text has changed since the answer; the quote itself was kept."""

    answer: Answer
    citation: Citation
    here: SectionView | None
    before: SectionView | None = None
    after: SectionView | None = None


@dataclass(frozen=True, slots=True)
class SourceRow:
    source: Source
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceGroup:
    heading: str
    rows: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True)
class SourceListView:
    groups: tuple[SourceGroup, ...]
    partnerships: tuple[Partnership, ...]
    partnership: Partnership | None


@dataclass(frozen=True, slots=True)
class SourceView:
    source: Source
    flags: tuple[str, ...]
    successor: Source | None
    sections: tuple[SectionView, ...]


def below_title(headings: Sequence[str], title: str) -> tuple[str, ...]:
    """The heading path without a first heading that only says the document's title again."""
    repeats = bool(headings) and headings[0].casefold().startswith(title.casefold())
    return tuple(headings[1:]) if repeats else tuple(headings)


def answer_view(answer: Answer, partnerships: Sequence[Partnership], kept: bool = True) -> AnswerView:
    partnership = next((each for each in partnerships if each.id == answer.partnership), None)
    return AnswerView(
        answer=answer,
        heading=HEADING_OF_STATUS[answer.status],
        groups=_point_groups(answer, partnership),
        partnership=partnership,
        asker=_asker(answer, partnership),
        kept=kept,
    )


def asked_again(answer: Answer) -> AskForm:
    """The form below an answer; it holds the redacted question where that is worth changing or resending."""
    again = answer.status in {Status.CLARIFY, Status.SEARCH_FAILED}
    return AskForm(
        question=answer.question if again else "",
        partnership=answer.partnership,
        role=answer.role if _role_label(answer.role) else None,
    )


def citation_view(assistant: Answers, answer: Answer, number: int) -> CitationView:
    citation = citation_by_number(answer, number)
    sections = _sections_now(assistant, citation, answer.partnership)
    place = _place_of(citation, sections)
    if place is None:
        return CitationView(answer, citation, here=None)
    return CitationView(
        answer=answer,
        citation=citation,
        here=_section_view(sections[place], Span(citation.start, citation.end)),
        before=_section_view(sections[place - 1]) if place > 0 else None,
        after=_section_view(sections[place + 1]) if place + 1 < len(sections) else None,
    )


def source_groups(sources: Sequence[Source], today: date) -> tuple[SourceGroup, ...]:
    """National sources, then local ones, each in the register's order."""
    rows = [SourceRow(source, source.flags(today)) for source in sources]
    groups = (
        SourceGroup("National guidance", tuple(row for row in rows if row.source.partnership is None)),
        SourceGroup("Local protocols", tuple(row for row in rows if row.source.partnership is not None)),
    )
    return tuple(group for group in groups if group.rows)


def source_view(
    source: Source, sections: Sequence[Section], known: Sequence[Source], today: date
) -> SourceView:
    return SourceView(
        source=source,
        flags=source.flags(today),
        successor=next((each for each in known if each.id == source.superseded_by), None),
        sections=tuple(_section_view(section) for section in sections),
    )


def _point_groups(answer: Answer, partnership: Partnership | None) -> tuple[PointGroup, ...]:
    local_heading = f"What {partnership.name} says" if partnership else "What local protocols say"
    groups = (
        PointGroup(Layer.NATIONAL, "What national guidance says", _points(answer, Layer.NATIONAL)),
        PointGroup(Layer.LOCAL, local_heading, _points(answer, Layer.LOCAL), answer.local_note),
    )
    return tuple(group for group in groups if group.points or group.note)


def _points(answer: Answer, layer: Layer) -> tuple[Point, ...]:
    return tuple(point for point in answer.points if point.layer is layer)


def _asker(answer: Answer, partnership: Partnership | None) -> tuple[str, ...]:
    known = (_role_label(answer.role), partnership.name if partnership else None)
    return tuple(each for each in known if each)


def _role_label(role: str | None) -> str | None:
    return next((each.label for each in Role if each.value == role), None)


def _sections_now(assistant: Answers, citation: Citation, partnership: str | None) -> tuple[Section, ...]:
    try:
        return assistant.sections(citation.source_id, partnership)
    except (NotFound, UnknownPartnership):
        return ()


def _place_of(citation: Citation, sections: Sequence[Section]) -> int | None:
    span = Span(citation.start, citation.end)
    for place, section in enumerate(sections):
        if section.id == citation.section_id and span.of(section.text) == citation.quote:
            return place
    return None


def _section_view(section: Section, *quoted: Span) -> SectionView:
    return SectionView(section, paragraphs(section, quoted))
