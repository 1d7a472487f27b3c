"""Finding known phrases in a text as people type it: any case, apostrophes left out, plurals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from ingest.models import Span

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
SHOUTED_WORDS = 4

T = TypeVar("T")
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases(Generic[T]):
    """Finds known phrases among a text's words: whole words, the longest phrase first, none overlapping.

    `cased` holds the phrases that count only when their words are written exactly so; `reach` is the
    length of the longest phrase that begins with a word.
    """

    known: Mapping[Words, T]
    cased: Mapping[Words, Words]
    reach: Mapping[str, int]

    @classmethod
    def of(cls, known: Mapping[Words, T], as_written: Iterable[str] = ()) -> Phrases[T]:
        reach: dict[str, int] = {}
        for first, *rest in known:
            reach[first] = max(reach.get(first, 0), 1 + len(rest))
        return cls(known, {key_of(spelling): _words(spelling) for spelling in as_written}, reach)

    def named(self, phrase: str) -> T | None:
        """What is known under this whole phrase, whatever its case."""
        return next((self.known[key] for key in _with_singular(key_of(phrase)) if key in self.known), None)

    def find(self, text: str) -> Iterator[T]:
        return (known for _, known in self.places(text))

    def places(self, text: str) -> Iterator[tuple[Span, T]]:
        """What is known under each phrase, and where the phrase stands."""
        found = tuple(WORD.finditer(text))
        shouted = _is_shouted(text)
        words = tuple(match[0].lower() if shouted else match[0] for match in found)
        folded = _fold(words)
        start = 0
        while start < len(words):
            key = self._longest_from(words, folded, start)
            if key:
                yield Span(found[start].start(), found[start + len(key) - 1].end()), self.known[key]
            start += len(key) or 1

    def _longest_from(self, words: Words, folded: Words, start: int) -> Words:
        for length in range(self._reach_of(folded[start]), 0, -1):
            end = start + length
            written = _with_singular(words[start:end])
            for key, candidate in zip(_with_singular(folded[start:end]), written, strict=False):
                if key in self.known and self.cased.get(key, candidate) == candidate:
                    return key
        return ()

    def _reach_of(self, word: str) -> int:
        # A plural ("LADOs") begins no phrase as it stands, but may be one without its ending.
        return self.reach.get(word) or int(word.endswith("s"))


def runs_in(text: str, longest: int) -> frozenset[Words]:
    """Every run of up to `longest` words of the text, as keys, and with its last in the singular."""
    words = key_of(text)
    ends = range(1, len(words) + 1)
    runs = (words[max(0, end - length) : end] for end in ends for length in range(1, longest + 1))
    return frozenset(key for run in runs for key in _with_singular(run))


def key_of(phrase: str) -> Words:
    """The phrase's words without regard to case and apostrophes: what two spellings of it share."""
    return _fold(_words(phrase))


def _words(text: str) -> Words:
    return tuple(WORD.findall(text))


def _fold(words: Words) -> Words:
    return tuple(word.casefold().replace("'", "").replace("’", "") for word in words)


def _is_shouted(text: str) -> bool:
    """A sentence all in capitals, whose capitals tell nothing."""
    return text.isupper() and len(_words(text)) >= SHOUTED_WORDS


def _with_singular(words: Words) -> tuple[Words, ...]:
    """The words as they are, then with a plural or possessive ending of the last one taken off."""
    if not words or not words[-1].endswith("s"):
        return (words,)
    return (words, (*words[:-1], words[-1][:-1].rstrip("'’")))
