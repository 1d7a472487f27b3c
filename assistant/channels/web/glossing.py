"""Texts in which a term can be asked about, the first time it is named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ingest.models import Span
from ingest.sources.glossary import Glossary, Term

# a longer term may fill a line of a phone, and no mark can stand beside it then
LONGEST_HELD_CHARS = 26
_MARKS = re.compile(r"[^\w\s]*")
_MARKS_BEFORE = re.compile(r"(?<![^\w\s])[^\w\s]*$")


@dataclass(frozen=True, slots=True)
class Run:
    """Part of a text; `term` is the glossary's entry where the part names it.

    `before` and `after` are the marks that may not be parted from a term by the end of a line.
    """

    text: str
    term: Term | None = None
    before: str = ""
    after: str = ""


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
        held = span.end - span.start <= LONGEST_HELD_CHARS
        between = text[end : span.start]
        before = _found(_MARKS_BEFORE.search(between)) if held else ""
        after = _found(_MARKS.match(text, span.end)) if held else ""
        if len(before) < len(between):
            yield Run(between.removesuffix(before))
        yield Run(span.of(text), term, before, after)
        end = span.end + len(after)
    if end < len(text):
        yield Run(text[end:])


def _found(match: re.Match[str] | None) -> str:
    return match[0] if match else ""
