"""Phrases that stay as they are, though they hold words that could be names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.redaction.lexicon import fold, read_lines

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# Laws, rules and reviews are called after people whose names are public.
_CALLED_AFTER = re.compile(
    r"\b[^\W\d_]+['’]?s (?:[Ll]aw|Rule|Charter|Principle)s?\b"
    r"|\b(?:[A-Z][\w'’-]+ ){1,3}(?:Inquiry|Foundation|Guidelines?|Principles?|Hospital|Hospice|Act)\b"
)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Word sequences by their first word, folded."""

    by_first: dict[str, tuple[tuple[str, ...], ...]]

    def spans(self, text: str) -> list[Span]:
        words = [(m.start(), m.end(), fold(m[0])) for m in _WORD.finditer(text)]
        keys = [key for _, _, key in words]
        listed = [
            (words[i][0], words[i + len(phrase) - 1][1])
            for i, key in enumerate(keys)
            for phrase in self.by_first.get(key, ())
            if tuple(keys[i : i + len(phrase)]) == phrase
        ]
        return listed + [m.span() for m in _CALLED_AFTER.finditer(text)]


def load_phrases(keep: Iterable[str]) -> Phrases:
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in [*read_lines("look_alikes.txt"), *keep]:
        keys = tuple(fold(m[0]) for m in _WORD.finditer(phrase))
        if keys:
            by_first.setdefault(keys[0], []).append(keys)
    return Phrases({first: tuple(rest) for first, rest in by_first.items()})
