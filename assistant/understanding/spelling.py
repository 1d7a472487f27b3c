"""Misspelt words put right by the library's own vocabulary, for the search only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 5
SHORTEST_PART = 4
LONG = 7
JOINED = 10
RIVALS = 8
WORD = re.compile(r"\[[^\]]*\]|[A-Za-zÀ-ÿ]+(?:['’][A-Za-zÀ-ÿ]+)*")
# Contractions without their apostrophe, as people type them.
CONTRACTION = re.compile(
    r"(?:who|what|where|there|here|that|how|when|they|we|you|she|he|it|i|everyone|someone|mum|dad)(?:s|ve|re|ll|d)"
    r"|(?:do|does|did|is|are|was|were|has|have|had|ca|could|wo|would|should|must|need)nt"
)


@dataclass(frozen=True, slots=True)
class Speller:
    """`library` are the words a misspelt one may stand for, commonest first; `known` are words left alone."""

    library: dict[str, tuple[str, ...]]
    known: frozenset[str]

    def respelt(self, text: str) -> str:
        found = [match for match in WORD.finditer(text) if not match[0].startswith("[")]
        for start, end, right in reversed(list(self._corrections(text, found))):
            text = text[:start] + (right.capitalize() if text[start].isupper() else right) + text[end:]
        return text

    def _corrections(self, text: str, found: Sequence[re.Match[str]]) -> Iterator[tuple[int, int, str]]:
        skip = -1
        for index, match in enumerate(found):
            if index == skip or not self._is_misspelt(text, match):
                continue
            following = found[index + 1] if index + 1 < len(found) else None
            joined = self._joined(text, match, following)
            if following and joined:
                skip = index + 1
                yield match.start(), following.end(), joined
            elif right := self._nearest(match[0].lower()):
                yield match.start(), match.end(), right

    def _joined(self, text: str, first: re.Match[str], second: re.Match[str] | None) -> str | None:
        """One word that was written as two, both of them wrong."""
        if second is None or text[first.end() : second.start()] != " " or not self._is_misspelt(text, second):
            return None
        word = (first[0] + second[0]).lower()
        return self._nearest(word) if len(word) >= JOINED else None

    def _is_misspelt(self, text: str, match: re.Match[str]) -> bool:
        word = match[0]
        if len(word) < SHORTEST or "'" in word or "’" in word or word[1:] != word[1:].lower():
            return False
        # Inside a sentence a capital marks a name.
        if word[0].isupper() and text[: match.start()].rstrip()[-1:] not in ("", ".", "?", "!", "\n"):
            return False
        return word.lower() not in self.known and not CONTRACTION.fullmatch(word.lower())

    def _nearest(self, word: str) -> str | None:
        """People seldom miss the first letter, and leave letters out more often than they add some."""
        most = 1 if len(word) < LONG else 3 if len(word) >= JOINED + 2 else 2
        words = self.library.get(word[0], ())
        near = process.extract(word, words, scorer=OSA.distance, score_cutoff=most, limit=RIVALS)
        found = min(near, key=lambda one: (one[1], len(one[0]) < len(word), one[2]), default=None)
        if found is None or (found[1] > 1 and self._is_compound(word)):
            return None
        return found[0]

    def _is_compound(self, word: str) -> bool:
        splits = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
        return any(word[:at] in self.known and word[at:] in self.known for at in splits)


def build_speller(texts: Iterable[str], known: Iterable[str]) -> Speller:
    """`texts` are the library's; `known` further words that are right as they are."""
    counts = Counter(word for text in texts for word in WORD.findall(text.lower()) if len(word) >= SHORTEST)
    listed = [word for word, _ in counts.most_common() if word.isalpha()]
    by_letter: dict[str, list[str]] = {}
    for word in listed:
        by_letter.setdefault(word[0], []).append(word)
    library = {letter: tuple(words) for letter, words in by_letter.items()}
    return Speller(library, frozenset(listed) | frozenset(known))
