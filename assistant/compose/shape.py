"""Drafts to the shape of an answer: the direct answer, guidance, its limits, what to record, who to ask.

Whatever composed the drafts, the exceptions and conditions of the sections they rest on are added in the
sections' own words, because an exception left out makes a true rule false; so is what the library says has to
be read with the section that answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.compose.runs import (
    SETS_A_LIMIT,
    is_short,
    limiting_sentences,
    run_at,
    whole,
    without_tables,
)
from assistant.models import Draft, Extract, Part, Passage, PointKind
from ingest.lexical import terms_of
from ingest.models import Section, Span
from ingest.sentences import sentence_spans

MOST_LIMITS = 4
REACH_SENTENCES = 6
SAME_WORDS = 0.7

RECORDS = re.compile(
    r"\b(?:records? (?:the (?:decision|reason|discussion|concern|advice|outcome)s?|your|why|what|who|how|"
    r"whether|each|every|it|both)\b|written record|(?:must|should|to) (?:also )?(?:be )?record(?:ed)?\b|"
    r"(?:keep|make|kept|made) an? (?:\w+ )?(?:record|note)|write down|"
    r"note (?:of )?(?:the|your) (?:decision|reasons?))",
    re.IGNORECASE,
)
TURNS_TO = re.compile(
    r"\b(?:speak to|talk to|contact|consult|ring|(?<!by )(?:tele)?phone(?! (?:number|call|referral))|"
    r"(?:get|seek|take|ask for) (?:legal )?advice|"
    r"ask (?:the|your|a)|discuss (?:it |this |the concern )?with)\b",
    re.IGNORECASE,
)
GOES_ON = re.compile(r"[,;] (?:and|but|although|while)\b|;")


def shape(drafts: Sequence[Draft], near: Sequence[Passage] = ()) -> tuple[Draft, ...]:
    """The drafts with the part each belongs to, what has to be read with the first, which is the answer, and
    the limits of what they cite. `near` are the passages that come near the question.
    """
    placed = [replace(draft, part=_part(draft, first=not place)) for place, draft in enumerate(drafts)]
    beside = list(_read_with(placed, near))
    moved = {section for draft in beside for section in _sections(draft)}
    kept = [one for one in placed if one.part is not Part.FURTHER or not _sections(one) <= moved]
    shaped = [*kept[:1], *beside, *kept[1:]]
    return (*shaped, *_limits(shaped))


def records(passages: Sequence[Passage]) -> Iterator[Draft]:
    """What to record: for each owner, the first passage with a sentence that says so."""
    told: set[str | None] = set()
    for passage in passages:
        section = passage.section
        runs = (run_at(section, section.sentences.index(one)) for one in passage.chunk.sentences)
        run = next((run for run in runs if run and RECORDS.search(run.of(section.text))), None)
        if run and passage.source.partnership not in told:
            told.add(passage.source.partnership)
            run = whole(section) if is_short(section) else run
            text = run.of(section.text)
            yield Draft(PointKind.QUOTE, text, (Extract(passage, run, text),), Part.RECORD)


def _part(draft: Draft, first: bool) -> Part:
    if first:
        return Part.DIRECT
    if draft.part is not Part.GUIDANCE:
        return draft.part
    said_first = _said_first(without_tables(draft.text))
    if RECORDS.search(said_first):
        return Part.RECORD
    return Part.WHO if TURNS_TO.search(said_first) else Part.GUIDANCE


def _said_first(text: str) -> str:
    """What a point is about: a rule that goes on to what is written down of it is still a rule."""
    sentences = sentence_spans(text)
    first = sentences[0].of(text) if sentences else text
    return GOES_ON.split(first, maxsplit=1)[0]


def _read_with(drafts: Sequence[Draft], near: Sequence[Passage]) -> Iterator[Draft]:
    """The sections to be read with those of the first draft, unless a draft quotes them that is not apart.

    What the question is not near as well would only make the answer longer: of 470 points that readers
    wanted, all sections named bring none more than those near it, in 4 words of a hundred more.
    """
    quoted = {section for draft in drafts if draft.part is not Part.FURTHER for section in _sections(draft)}
    sections = (extract.passage.section for draft in drafts[:1] for extract in draft.extracts)
    named = dict.fromkeys(one for section in sections for one in section.read_with)
    found = {passage.section.id: passage for passage in reversed(near)}
    for passage in (found[one] for one in named if one in found and one not in quoted):
        span = _opening(passage.section)
        if span:
            text = span.of(passage.section.text)
            draft = Draft(PointKind.QUOTE, text, (Extract(passage, span, text),))
            limits = SETS_A_LIMIT.search(text)
            yield replace(draft, part=Part.EXCEPTION if limits else _part(draft, first=False))


def _opening(section: Section) -> Span | None:
    """All of a short section, else what it says first."""
    return whole(section) if is_short(section) else run_at(section, 0)


def _sections(draft: Draft) -> frozenset[str]:
    return frozenset(extract.passage.section.id for extract in draft.extracts)


def _limits(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Up to four limits that no draft says yet, those of the first draft's sections first.

    A limit of what goes apart goes with it.
    """
    said = [frozenset(terms_of(draft.text)) for draft in drafts]
    found = 0
    for extract, part in ((extract, one.part) for one in drafts for extract in one.extracts):
        for limit in _limits_near(extract, part if part is Part.FURTHER else Part.EXCEPTION):
            terms = frozenset(terms_of(limit.text))
            if found == MOST_LIMITS or any(len(terms & other) >= SAME_WORDS * len(terms) for other in said):
                continue
            said.append(terms)
            found += 1
            yield limit


def _limits_near(extract: Extract, part: Part) -> Iterator[Draft]:
    section = extract.passage.section
    for index in limiting_sentences(section, extract.span, REACH_SENTENCES):
        run = run_at(section, index)
        if run:
            yield _limit(extract, run, part)


def _limit(extract: Extract, run: Span, part: Part) -> Draft:
    text = run.of(extract.passage.section.text)
    return Draft(PointKind.QUOTE, text, (Extract(extract.passage, run, text),), part)
