"""What each page shows, worked out from answers and sources by pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from assistant.channels.answers import Answers
from assistant.channels.layout import Layout, Said, lay_out
from assistant.channels.markdown import answer_markdown
from assistant.channels.quoting import spans_shown, words_shown
from assistant.channels.roles import Role
from assistant.channels.web.glossing import Run, glossed
from assistant.channels.web.marking import Paragraph, paragraphs
from assistant.channels.web.reading import citation_by_number
from assistant.channels.web.schemas import AskForm
from assistant.channels.web.striking import Typed
from assistant.channels.wording import HEADING_OF_STATUS, below_title
from assistant.errors import NotFound, UnknownPartnership
from assistant.models import Answer, Citation, Status, Urgent
from ingest.models import Partnership, Section, Source, Span
from ingest.sources.glossary import Glossary, Term

RECORDED = (Status.ANSWERED, Status.PARTIAL, Status.NOT_COVERED)


@dataclass(frozen=True, slots=True)
class FormError:
    """What is wrong with which field of the form; `urgent` is what the question calls for all the same."""

    field: str
    message: str
    urgent: Urgent | None = None


@dataclass(frozen=True, slots=True)
class FormView:
    """`national_only` is whether a partnership may be left out.

    `settled` is whether role and partnership have been chosen.
    """

    asked: AskForm
    partnerships: tuple[Partnership, ...]
    max_chars: int
    national_only: bool = True
    settled: bool = False
    error: FormError | None = None

    @property
    def open(self) -> bool:
        """Whether role and partnership are shown to be chosen, and not only said."""
        return not self.settled or (self.error is not None and self.error.field == "partnership")

    @property
    def places(self) -> tuple[str, ...]:
        chosen = (self.asked.partnership, self.asked.other_partnership)
        return tuple(one.name for place in chosen for one in self.partnerships if one.id == place)


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds an answer on its page.

    `turns` are the answers of its conversation where the reader may go on with it; `typed` is the question
    as the reader typed it a moment ago, none at any other time; `kept` is whether the answer's own address
    will lead to it; `thanked` is whether feedback has just been given.
    """

    turns: tuple[Answer, ...] = ()
    typed: tuple[Typed, ...] = ()
    kept: bool = True
    thanked: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier turn of the conversation, in short."""

    answer: Answer
    heading: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """`asker` is who and where the asker said they are, as far as they did.

    `terms` are the glossary's entries that the answer names, `glossed` each point's text with them in it.
    """

    answer: Answer
    heading: str
    layout: Layout
    partnerships: tuple[Partnership, ...]
    asker: tuple[str, ...]
    around: Around
    earlier: tuple[Earlier, ...]
    markdown: str
    terms: tuple[Term, ...]
    glossed: Mapping[str, tuple[Run, ...]]

    @property
    def kept(self) -> bool:
        return self.around.kept

    @property
    def quotes(self) -> frozenset[str]:
        return frozenset(point.text for point in self.answer.points)

    @property
    def recorded(self) -> bool:
        """Whether there is something to keep in a case file."""
        return self.kept and self.answer.status in RECORDED

    @property
    def first_contacts(self) -> int:
        """How many are seen at once: each partnership's front door, and whom to ring out of hours."""
        named = [one for one in (self.answer.partnership, self.answer.other_partnership) if one]
        return 2 * max(1, len(named))

    @property
    def samples(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.partnerships if one.sample)


@dataclass(frozen=True, slots=True)
class SectionView:
    section: Section
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class CitationView:
    """`here` is none when the stored text has changed since the answer; the quote itself was kept.

    `words` are the cited ones that the answer shows, or the first of them.
    """

    answer: Answer
    citation: Citation
    words: str
    here: SectionView | None
    before: SectionView | None = None
    after: SectionView | None = None

    @property
    def earlier(self) -> Citation | None:
        return self._beside(-1)

    @property
    def later(self) -> Citation | None:
        return self._beside(1)

    def _beside(self, step: int) -> Citation | None:
        place = self.answer.citations.index(self.citation) + step
        return self.answer.citations[place] if 0 <= place < len(self.answer.citations) else None


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

    def above(self, section: Section) -> tuple[str, ...]:
        """The headings above the section's own, without one that all of the document stands under."""
        first = {each.section.heading_path[:1] for each in self.sections}
        headings = section.heading_path[:-1]
        return headings[1:] if len(first) == 1 else below_title(headings, self.source.title)


def answer_view(
    answer: Answer, partnerships: Sequence[Partnership], glossary: Glossary, around: Around
) -> AnswerView:
    chosen = (answer.partnership, answer.other_partnership)
    named = tuple(one for place in chosen for one in partnerships if one.id == place)
    return AnswerView(
        answer=answer,
        heading=HEADING_OF_STATUS[answer.status],
        layout=lay_out(answer, partnerships),
        partnerships=named,
        asker=_asker(answer, named),
        around=around,
        earlier=tuple(_earlier(turn, partnerships) for turn in _before(answer, around.turns)),
        markdown=answer_markdown(answer, partnerships),
        terms=glossary.named_in(_words_of(answer)),
        glossed=glossed((point.text for point in answer.points), glossary),
    )


def asked_again(answer: Answer, goes_on: bool = False) -> AskForm:
    """The form below an answer, which goes on with its conversation or not.

    It holds the redacted question where that is worth changing or resending.
    """
    again = answer.status in {Status.CLARIFY, Status.SEARCH_FAILED}
    return AskForm(
        question=answer.question if again else "",
        partnership=answer.partnership,
        other_partnership=answer.other_partnership,
        role=answer.role if _role_label(answer.role) else None,
        conversation=answer.conversation if goes_on else None,
    )


def citation_view(assistant: Answers, answer: Answer, number: int) -> CitationView:
    citation = citation_by_number(answer, number)
    sections = _sections_now(assistant, citation, citation.partnership or answer.partnership)
    place, words = _place_of(citation, sections), words_shown(answer, citation)
    if place is None:
        return CitationView(answer, citation, words, here=None)
    return CitationView(
        answer=answer,
        citation=citation,
        words=words,
        here=_section_view(sections[place], *spans_shown(answer, citation)),
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


def _words_of(answer: Answer) -> str:
    """Everything the answer itself says, for looking up the terms in it."""
    return "\n".join([answer.question, *(point.text for point in answer.points)])


def _before(answer: Answer, turns: Sequence[Answer]) -> Iterator[Answer]:
    return takewhile(lambda turn: turn.id != answer.id, turns)


def _earlier(answer: Answer, partnerships: Sequence[Partnership]) -> Earlier:
    laid = lay_out(answer, partnerships).questions
    said = (
        one for each in laid for one in (each.direct or tuple(s for c in each.columns for s in c.said))[:1]
    )
    return Earlier(answer, HEADING_OF_STATUS[answer.status], tuple(said))


def _asker(answer: Answer, partnerships: Sequence[Partnership]) -> tuple[str, ...]:
    known = (_role_label(answer.role), *(one.name for one in partnerships))
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
