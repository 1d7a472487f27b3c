"""BM25 over content words, by bm25s: the only file that knows that library."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from bm25s import BM25

WORD = re.compile(r"[a-z0-9]+")
EMPTY = ("\x00",)


class LexicalIndex:
    """A BM25 index; positions are those of the texts it was built from."""

    def __init__(self, bm25: BM25, size: int) -> None:
        self._bm25 = bm25
        self._size = size

    @classmethod
    def build(cls, texts: Sequence[str]) -> LexicalIndex:
        from bm25s import BM25

        bm25 = BM25(method="lucene")
        # bm25s cannot index a text without words.
        bm25.index([terms_of(text) or list(EMPTY) for text in texts], show_progress=False)
        return cls(bm25, len(texts))

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        from bm25s import BM25

        bm25 = BM25.load(folder, mmap=True)
        return cls(bm25, int(bm25.scores["num_docs"]))

    def save(self, folder: Path) -> None:
        self._bm25.save(folder, show_progress=False)

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """The BM25 score of every position for the known terms, (positions,); zeros if none is known."""
        known = [term for term in dict.fromkeys(terms) if term in self._bm25.vocab_dict]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    def holders(self, term: str) -> int:
        """How many of the texts hold the term."""
        column = self._bm25.vocab_dict.get(term)
        if column is None:
            return 0
        starts = self._bm25.scores["indptr"]
        return int(starts[column + 1] - starts[column])

    def __len__(self) -> int:
        return self._size


def terms_of(text: str) -> list[str]:
    """Stemmed content words, in order: conversational words carry no topic and are left out."""
    words = WORD.findall(text.lower().replace("'", "").replace("’", ""))
    tools = _tools()
    return [
        str(stem) for stem in tools.stemmer.stemWords([w for w in words if w not in tools.conversational])
    ]


@dataclass(frozen=True, slots=True)
class _Tools:
    stemmer: Any
    conversational: frozenset[str]


@cache
def _tools() -> _Tools:
    import Stemmer

    words = resources.files("ingest").joinpath("conversational.txt").read_text(encoding="utf-8").split()
    return _Tools(Stemmer.Stemmer("english"), frozenset(words))
