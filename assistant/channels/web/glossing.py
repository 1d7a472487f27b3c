"""Texts in which a term can be asked about, the first time it is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ingest.models import Span
from ingest.sources.glossary import Glossary, Term


@dataclass(frozen=True, slots=True)
class Run:
    """Part of a text; `term` is the glossary's entry where the part names it."""

    text: str
    term: Term | None = None


def glossed(texts: Iterable[str], glossary: Glossary) -> Mapping[str, tuple[Run, ...]]:
    """The runs of each text hold all of it, in order."""
    seen: set[str] = set()
    return {text: tuple(_runs(text, _first_named(text, glossary, seen))) for text in dict.fromkeys(texts)}


def _first_named(text: str, glossary: Glossary, seen: set[str]) -> Iterator[tuple[Span, Term]]:
    for span, term in glossary.places(text):
        if term.term not in seen:
            seen.add(term.term)
            yield span, term


def _runs(text: str, named: Iterable[tuple[Span, Term]]) -> Iterator[Run]:
    end = 0
    for span, term in named:
        if end < span.start:
            yield Run(text[end : span.start])
        yield Run(span.of(text), term)
        end = span.end
    if end < len(text):
        yield Run(text[end:])
