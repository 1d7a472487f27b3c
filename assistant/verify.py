"""Drafts to points and citations: only what the stored text bears out is shown, whoever composed it.

    draft -> extracts that stand in the stored text -> (a statement: borne out by them?) -> point

A quote that fails is dropped; a statement that fails gives way to the sentence it cites.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.models import Citation, Draft, Extract, Point, PointKind
from assistant.verification.check import Verdict, check
from ingest.models import Anchor, Section, Span

Stored = Callable[[Section], Section]
Checked = Callable[[str, Sequence[str]], Verdict]
Place = tuple[str, Span]


@dataclass(frozen=True, slots=True)
class Cited:
    """What one citation stands for: points that quote two paragraphs of one extract have a citation each."""

    place: Place
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Verified:
    """What survived: points whose every citation quotes stored text byte for byte.

    `replaced` statements were not borne out and gave way to the quote they cite; of `dropped` drafts
    nothing is left.
    """

    points: tuple[Point, ...] = ()
    citations: tuple[Citation, ...] = ()
    dropped: int = 0
    replaced: int = 0


def verify(drafts: Sequence[Draft], stored: Stored, today: date, checked: Checked = check) -> Verified:
    """Checks each draft against the sections `stored` gives; citations are numbered from 1 as first used."""
    shown = [_shown(draft, stored, checked) for draft in drafts]
    kept = [draft for draft in shown if draft]
    points = _merged(kept)
    cited = {_cited(draft, extract): extract for draft in points for extract in draft.extracts}
    numbers = {one: number for number, one in enumerate(cited, start=1)}
    return Verified(
        points=tuple(_point(draft, numbers) for draft in points),
        citations=tuple(
            _citation(numbers[one], extract, one.anchor, today) for one, extract in cited.items()
        ),
        dropped=len(drafts) - len(kept),
        replaced=sum(
            one is not None and one.kind is not draft.kind for one, draft in zip(shown, drafts, strict=True)
        ),
    )


def _shown(draft: Draft, stored: Stored, checked: Checked) -> Draft | None:
    """The draft with its genuine extracts, the quote that stands in for it, or nothing."""
    genuine = tuple(extract for extract in draft.extracts if _stands(extract, stored))
    if draft.kind is PointKind.QUOTE:
        return replace(draft, extracts=genuine) if _quotes(draft, genuine) else None
    if not genuine:
        return None
    if checked(draft.text, [extract.quote for extract in genuine]).supported:
        return replace(draft, extracts=genuine)
    return replace(draft, kind=PointKind.QUOTE, text=genuine[0].quote, extracts=genuine[:1])


def _quotes(draft: Draft, genuine: Sequence[Extract]) -> bool:
    """The draft's own words stand in its first extract, and that one is genuine."""
    return genuine[:1] == draft.extracts[:1] != () and draft.text in draft.extracts[0].quote


def _merged(drafts: Iterable[Draft]) -> list[Draft]:
    """One draft a question for the same words, with the extracts of all that say them."""
    merged: dict[tuple[PointKind, str, str | None, int], Draft] = {}
    for draft in drafts:
        key = (draft.kind, draft.text, draft.extracts[0].passage.source.partnership, draft.question)
        first = merged.setdefault(key, draft)
        extracts = {_place(extract): extract for extract in (*first.extracts, *draft.extracts)}
        merged[key] = replace(first, extracts=tuple(extracts.values()))
    return list(merged.values())


def _stands(extract: Extract, stored: Stored) -> bool:
    text = stored(extract.passage.section).text
    return bool(extract.quote) and extract.span.of(text) == extract.quote


def _place(extract: Extract) -> Place:
    return extract.passage.section.id, extract.span


def _point(draft: Draft, numbers: Mapping[Cited, int]) -> Point:
    passage = draft.extracts[0].passage
    return Point(
        kind=draft.kind,
        layer=passage.layer,
        text=draft.text,
        citations=tuple(numbers[_cited(draft, extract)] for extract in draft.extracts),
        part=draft.part,
        question=draft.question,
        partnership=passage.source.partnership,
    )


def _cited(draft: Draft, extract: Extract) -> Cited:
    return Cited(_place(extract), extract.passage.section.anchor_at(_said_at(draft, extract)))


def _said_at(draft: Draft, extract: Extract) -> int:
    """Where in the section the draft's own words begin: the anchor a reader looks for is the one there."""
    return extract.span.start + max(0, extract.quote.find(draft.text))


def _citation(number: int, extract: Extract, anchor: Anchor, today: date) -> Citation:
    section, source = extract.passage.section, extract.passage.source
    return Citation(
        number=number,
        source_id=source.id,
        section_id=section.id,
        title=source.title,
        publisher=source.publisher,
        authority=source.authority,
        representation=source.representation,
        layer=extract.passage.layer,
        partnership=source.partnership,
        heading_path=section.heading_path,
        anchor=anchor.label,
        fragment=anchor.fragment,
        page=anchor.page,
        url=source.url,
        quote=extract.quote,
        start=extract.span.start,
        end=extract.span.end,
        version=source.version,
        effective_from=source.effective_from,
        review_by=source.review_by,
        flags=source.flags(today),
    )
