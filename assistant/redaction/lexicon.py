"""What is known of single words: which are names, which are ordinary, which are both."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from importlib.resources import files

_LETTERS = str.maketrans("łŁøØəƏıđĐŋ’‘", "lLoOaAidDn''")


class Known(Enum):
    """What a word is when its neighbours say nothing."""

    FIRST_NAME = auto()
    SURNAME = auto()
    NAME_OR_WORD = auto()
    NAME_OR_PLACE = auto()
    WORD = auto()
    NOTHING = auto()


def fold(word: str) -> str:
    """Lower-case ASCII: "Siân" and "SIAN" are one name."""
    plain = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


@dataclass(frozen=True, slots=True)
class Lexicon:
    first_names: frozenset[str]
    name_words: frozenset[str]
    name_places: frozenset[str]
    surnames: frozenset[str]
    surname_words: frozenset[str]
    words: frozenset[str]

    def look_up(self, key: str) -> Known:
        known = self._whole(key)
        return self._compound(key.split("-")) if known is Known.NOTHING and "-" in key else known

    def is_slip(self, key: str) -> bool:
        """Whether one slip of the finger makes an ordinary word of it: "freind" is no name."""
        return len(key) > 3 and any(near in self.words for near in _one_slip_away(key))

    def _whole(self, key: str) -> Known:
        if key in self.name_places:
            return Known.NAME_OR_PLACE
        if key in self.first_names:
            return Known.FIRST_NAME
        if key in self.name_words:
            return Known.NAME_OR_WORD
        if key in self.surnames:
            return Known.SURNAME
        return Known.WORD if key in self.words else Known.NOTHING

    def _compound(self, parts: list[str]) -> Known:
        if len(parts) > 1 and all(part in self.surnames or part in self.surname_words for part in parts):
            return Known.SURNAME
        kinds = {self._whole(part) for part in parts}
        if Known.WORD in kinds or any(len(part) < 2 for part in parts[:1]):
            return Known.WORD
        return Known.FIRST_NAME if kinds & {Known.FIRST_NAME, Known.SURNAME} else Known.NOTHING


def word_set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def load_lexicon() -> Lexicon:
    return Lexicon(
        first_names=_read("first_names.txt"),
        name_words=_read("name_words.txt"),
        name_places=_read("name_places.txt"),
        surnames=_read("surnames.txt"),
        surname_words=_read("surname_words.txt"),
        words=_read("words.txt") | _read("contractions.txt"),
    )


def read_lines(name: str) -> list[str]:
    text = (files("assistant.redaction") / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _read(name: str) -> frozenset[str]:
    return frozenset(read_lines(name))


def _one_slip_away(key: str) -> set[str]:
    """Neighbours with a letter less, two letters swapped or a letter doubled.

    Any other letter more would make a word of half of all names.
    """
    splits = [(key[:i], key[i:]) for i in range(1, len(key) + 1)]
    shorter = {a + b[1:] for a, b in splits if b}
    swapped = {a[:-1] + b[0] + a[-1] + b[1:] for a, b in splits if b}
    doubled = {a + a[-1] + b for a, b in splits}
    return shorter | swapped | doubled | {key[1] + key[0] + key[2:]}
