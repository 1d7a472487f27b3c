"""A text as the finders of names read it: its words, what is known of them, what a model takes for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.redaction.lexicon import Known, Lexicon
from assistant.redaction.words import Span, Word

HINTS = frozenset({Known.NOTHING, Known.NAME_OR_WORD, Known.NAME_OR_PLACE, Known.SURNAME})
AskModel = Callable[[str], Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text's words, the text itself and what the language model took for people."""

    text: str
    words: Sequence[Word]
    lexicon: Lexicon
    people: Callable[[], Sequence[Span]]

    def at(self, i: int) -> Word | None:
        return self.words[i] if 0 <= i < len(self.words) else None

    def key(self, i: int) -> str:
        word = self.at(i)
        return word.key if word else ""

    def rest(self, i: int) -> str:
        """What stands after a word, possessive left out."""
        return self.text[self.words[i].end : self.words[i].end + 40]
