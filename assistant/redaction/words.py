"""A text as words with what is known of each, for rules that look at a word's neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.redaction.lexicon import Known, Lexicon, fold

Span = tuple[int, int]

_TOKEN = re.compile(r"\[[A-Za-z ]+\]|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TAIL = re.compile(r"(?:['’](?:s|ll|d|ve|re)|(?<=s)['’])\Z", re.IGNORECASE)
_CONTRACTION = re.compile(
    r"n['’]t\Z|\A(?:i|he|she|we|you|they|it|that|what|who|there|here|let)['’]", re.IGNORECASE
)
_OPENING = re.compile(r"[.!?:;\n\r•*\"“(-]\s*[\"'“‘(]?\Z")


@dataclass(frozen=True, slots=True)
class Word:
    """One word. `end` leaves out a possessive; `before` and `after` lead to its neighbours."""

    start: int
    end: int
    key: str
    known: Known
    before: str
    after: str
    owning: bool
    capital: bool
    acronym: bool
    opening: bool
    closed: bool

    @property
    def joined(self) -> bool:
        """Whether only a space parts it from the word before."""
        return self.before == " "


def read_words(text: str, lexicon: Lexicon, kept: Sequence[Span]) -> list[Word]:
    shouted = _is_shouted(text)
    matches = [m for m in _TOKEN.finditer(text) if not m[0].startswith("[")]
    covered = {i for start, end in kept for i in range(start, end)}
    words = []
    for i, match in enumerate(matches):
        before = text[matches[i - 1].end() if i else 0 : match.start()]
        after = text[match.end() : matches[i + 1].start() if i + 1 < len(matches) else len(text)]
        words.append(_read(match, (before, after), lexicon, shouted, match.start() in covered))
    return words


def _read(match: re.Match[str], gaps: tuple[str, str], lexicon: Lexicon, shouted: bool, closed: bool) -> Word:
    raw = match[0]
    tail = None if _CONTRACTION.search(raw) else _TAIL.search(raw)
    bare = raw[: tail.start()] if tail else raw
    key, known, dropped = _look_up(fold(bare), lexicon)
    if _CONTRACTION.search(raw):
        known = Known.WORD
    return Word(
        start=match.start(),
        end=match.start() + len(bare),
        key=key,
        known=known,
        before=gaps[0],
        after=gaps[1],
        owning=dropped or bool(tail and tail[0].lower() in {"'s", "’s", "'", "’"}),
        capital=bare[0].isupper() and not shouted,
        acronym=len(bare) > 1 and bare.isupper() and not shouted,
        opening=match.start() == len(gaps[0]) or bool(_OPENING.search(gaps[0])),
        closed=closed,
    )


def _look_up(key: str, lexicon: Lexicon) -> tuple[str, Known, bool]:
    """The word's entry; "ollies" is read as "ollie" with its apostrophe forgotten."""
    known = lexicon.look_up(key)
    if known is not Known.NOTHING or not key.endswith("s") or len(key) < 5:
        return key, known, False
    if lexicon.look_up(key[:-1]) is Known.FIRST_NAME:
        return key[:-1], Known.FIRST_NAME, True
    return key, known, False


def _is_shouted(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 12 and sum(c.isupper() for c in letters) > 0.7 * len(letters)
