"""Drafts to points and citations: what cannot be found in the stored text is dropped, whoever composed it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.models import Citation, Draft, Extract, Point, PointKind
from ingest.models import Section, Span

Stored = Callable[[Section], Section]
Place = tuple[str, Span]


@dataclass(frozen=True, slots=True)
class Verified:
    """What survived: points whose every citation quotes stored text byte for byte."""

    points: tuple[Point, ...] = ()
    citations: tuple[Citation, ...] = ()
    dropped: int = 0


def verify(drafts: Sequence[Draft], stored: Stored, today: date) -> Verified:
    """Checks each draft against the sections `stored` gives; citations are numbered from 1 as first used."""
    checked = [(draft, tuple(_genuine(draft, stored))) for draft in drafts]
    kept = [(draft, extracts) for draft, extracts in checked if extracts]
    cited = {_place(extract): extract for _, extracts in kept for extract in extracts}
    numbers = {place: number for number, place in enumerate(cited, start=1)}
    return Verified(
        points=tuple(_point(draft, [numbers[_place(one)] for one in extracts]) for draft, extracts in kept),
        citations=tuple(_citation(numbers[place], extract, today) for place, extract in cited.items()),
        dropped=len(drafts) - len(kept),
    )


def _genuine(draft: Draft, stored: Stored) -> Iterator[Extract]:
    """The draft's extracts that stand in the stored text, none if its own words do not stand in the first.

    Nothing here can tell whether a statement is supported, so a statement never passes.
    """
    if draft.kind is not PointKind.QUOTE or not draft.extracts or draft.text not in draft.extracts[0].quote:
        return
    genuine = [extract for extract in draft.extracts if _stands(extract, stored)]
    if genuine[:1] == [draft.extracts[0]]:
        yield from genuine


def _stands(extract: Extract, stored: Stored) -> bool:
    text = stored(extract.passage.section).text
    return bool(extract.quote) and extract.span.of(text) == extract.quote


def _place(extract: Extract) -> Place:
    return extract.passage.section.id, extract.span


def _point(draft: Draft, numbers: Sequence[int]) -> Point:
    layer = draft.extracts[0].passage.layer
    return Point(kind=draft.kind, layer=layer, text=draft.text, citations=tuple(numbers))


def _citation(number: int, extract: Extract, today: date) -> Citation:
    section, source = extract.passage.section, extract.passage.source
    anchor = section.anchor_at(extract.span.start)
    return Citation(
        number=number,
        source_id=source.id,
        section_id=section.id,
        title=source.title,
        publisher=source.publisher,
        authority=source.authority,
        representation=source.representation,
        layer=extract.passage.layer,
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
