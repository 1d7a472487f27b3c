"""BM25 over content words, by bm25s: the only file that knows that library."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from bm25s import BM25

WORD = re.compile(r"[a-z0-9]+")
EMPTY = ("\x00",)
BATCH_TEXTS = 8192

Ints = NDArray[np.int64]


class LexicalIndex:
    """A BM25 index; positions are those of the texts it was written from."""

    def __init__(self, bm25: BM25, size: int) -> None:
        self._bm25 = bm25
        self._size = size

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        from bm25s import BM25

        bm25 = BM25.load(folder, mmap=True)
        return cls(bm25, int(bm25.scores["num_docs"]))

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


class LexicalWriter:
    """Writes an index into a folder as its texts come; their terms wait in a file, as numbers."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._columns: dict[str, int] = {}
        self._counted = TemporaryFile(dir=folder)  # noqa: SIM115 - closed with the writer
        self._lengths = array("i")
        self._distinct = array("i")

    def add(self, texts: Iterable[str]) -> None:
        """Adds texts in the order of their positions."""
        for text in texts:
            # bm25s cannot index a text without words.
            terms = terms_of(text) or EMPTY
            counts = Counter(terms)
            columns = [self._columns.setdefault(term, len(self._columns)) for term in counts]
            self._counted.write(np.array([columns, [*counts.values()]], dtype=np.int32).T.tobytes())
            self._lengths.append(len(terms))
            self._distinct.append(len(counts))

    def finish(self) -> None:
        """Writes the index. There has to be a text in it."""
        from bm25s import BM25

        bm25 = BM25(method="lucene")
        bm25.vocab_dict, bm25.nonoccurrence_array = self._columns, None
        with TemporaryFile(dir=self._folder) as data, TemporaryFile(dir=self._folder) as indices:
            shape = (sum(self._distinct),)
            bm25.scores = {
                "data": np.memmap(data, dtype=np.float32, mode="w+", shape=shape),
                "indices": np.memmap(indices, dtype=np.int32, mode="w+", shape=shape),
                "indptr": np.cumsum([0, *self._holders()]),
                "num_docs": len(self._lengths),
            }
            self._fill(bm25)
            bm25.save(self._folder, show_progress=False)
        self.close()

    def close(self) -> None:
        self._counted.close()

    def _fill(self, bm25: BM25) -> None:
        """Each term's scores one after the other, by position; the arithmetic is bm25s's own."""
        scores, free = bm25.scores, bm25.scores["indptr"][:-1].copy()
        holders = np.diff(bm25.scores["indptr"])
        idf = np.log(1 + (len(self._lengths) - holders + 0.5) / (holders + 0.5)).astype(np.float32)
        lengths = np.array(self._lengths)
        damping = bm25.k1 * ((1 - bm25.b) + bm25.b * lengths / lengths.mean())
        for positions, columns, counts in self._batches():
            order = np.argsort(columns, kind="stable")
            ordered = columns[order]
            places = free[ordered] + np.arange(len(order)) - np.searchsorted(ordered, ordered)
            score = idf[columns] * (counts / (damping[positions] + counts))
            scores["data"][places] = score[order]
            scores["indices"][places] = positions[order]
            free += np.bincount(columns, minlength=len(free))

    def _holders(self) -> Ints:
        """How many texts hold each term."""
        zero = np.zeros(len(self._columns), dtype=np.int64)
        return sum((np.bincount(columns, minlength=len(zero)) for _, columns, _ in self._batches()), zero)

    def _batches(self) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Positions, columns and counts of the terms of some thousand texts at a time."""
        self._counted.seek(0)
        for first in range(0, len(self._distinct), BATCH_TEXTS):
            distinct = np.array(self._distinct[first : first + BATCH_TEXTS])
            positions = np.repeat(np.arange(first, first + len(distinct)), distinct)
            pairs = np.frombuffer(self._counted.read(8 * len(positions)), dtype=np.int32)
            columns, counts = pairs.reshape(-1, 2).T.astype(np.int64)
            yield positions, columns, counts


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
