"""Question to passages: dense and lexical search of each scope, rescored together.

Both searches only nominate. Every nominee is then scored exactly: the question and its own sentences
against the chunk and its best sentence, plus BM25 scaled by what all of the question's words would earn, plus
late interaction over the leaders and, the other way round, over the ways of asking that lead to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from math import log

import numpy as np
from numpy.typing import NDArray

from assistant.models import Passage
from assistant.query_encoder import query_encoder
from ingest.compress import SCALE
from ingest.embed import Embedded, Embedder
from ingest.index import Rows
from ingest.lexical import terms_of
from ingest.models import Span
from ingest.reader import Reader, Scope, Snapshot
from ingest.sentences import sentence_spans

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

LINES = re.compile(r"[^\r\n]+")
MOST_SENTENCES = 8
ONE_MENTION = 0.6  # of its weight is what BM25 gives a text for a word
SHORTEST_SENTENCE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of evidence counts; `nominees` each search names, `leaders` get late interaction."""

    chunk: float = 0.3
    chunk_by_sentence: float = 0.3
    best_sentence: float = 0.2
    best_sentence_by_sentence: float = 0.2
    lexical: float = 0.6
    tokens: float = 0.75
    asked: float = 0.75
    asked_tokens: float = 0.8
    nominees: int = 100
    leaders: int = 60


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready for search: `whole` is its vector and its tokens', `parts` (n, d) its sentences'.

    `terms` are its own words for BM25, `more_terms` other words for the same things.
    """

    terms: tuple[str, ...]
    whole: Embedded
    parts: Floats
    more_terms: tuple[str, ...] = ()

    def beside(self, others: Sequence[Query]) -> Query:
        """The same, and what the others ask as if it stood among its sentences."""
        return replace(self, parts=np.vstack([self.parts, *(other.whole.vector for other in others)]))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Nominated positions of one scope with their dense, BM25 and question-index scores, of one length.

    `sentences` are the scores of each position's own sentences.
    """

    scope: Scope
    positions: Ints
    dense: Floats
    lexical: Floats
    asked: Floats
    sentences: Rows


class Retriever:
    """Searches the newest index. Raises IndexMissing, IndexMismatch and StoreError as its parts do."""

    def __init__(self, reader: Reader, embedder: Embedder, weights: Weights | None = None) -> None:
        self._reader = reader
        self._embedder = query_encoder(embedder)
        self._weights = weights or Weights()

    def retrieve(self, question: str, scopes: Sequence[str], limit: int) -> tuple[Passage, ...]:
        """The `limit` best passages of the scopes together, best first."""
        return self.search(self.query(question), self._reader.snapshot(), scopes, limit)[:limit]

    def query(self, question: str, more: Sequence[str] = (), own: str | None = None) -> Query:
        """The question embedded; `more` is other words for what it names, for BM25 only.

        `own` is what the asker asks now, where the question holds what was asked before as well: it counts
        once more than that.
        """
        texts = [question] if own is None else [question, own]
        whole, *rest = self._embedder.encode_tokens(texts)
        terms = [term for text in texts for term in terms_of(text)]
        parts = self._parts(texts[-1], rest[0] if rest else whole) or [one.vector for one in rest]
        if rest:
            tokens = np.vstack([one.tokens for one in (whole, *rest)])
            whole = Embedded(_mean([whole.vector, *parts]), tokens)
        more_terms = tuple(term for words in more for term in terms_of(words))
        return Query(tuple(terms), whole, np.stack(parts or [whole.vector]), more_terms)

    def _parts(self, text: str, read: Embedded) -> list[Floats]:
        """The vectors of the text's own sentences, none if it has one only.

        They are taken from the one reading of the text, which is half the work of reading each again; what
        lies beyond the model's reach, or comes without the places of its tokens, is read by itself.
        """
        spans = _sentences(text)
        known = [read.within(span) for span in spans]
        missing = [span.of(text) for span, vector in zip(spans, known, strict=True) if vector is None]
        more = iter(self._embedder.encode_tokens(missing) if missing else ())
        return [next(more).vector if vector is None else vector for vector in known]

    def search(
        self, query: Query, snapshot: Snapshot, scopes: Sequence[str], limit: int
    ) -> tuple[Passage, ...]:
        """The `limit` best passages of each scope, best first, over a snapshot the caller goes on reading.

        A partnership's protocols are fewer than the national texts, whose sections carry more ways of
        asking: ranked against all of those, they would often not be seen at all.
        """
        opened = [scope for scope in map(snapshot.scope, scopes) if scope]
        found = [self._nominated(scope, query) for scope in opened]
        held = _held(query.terms, opened)
        rarity = _rarity(held, opened)
        match = ONE_MENTION * sum(weight for term, weight in rarity.items() if held[term])
        most = max([match, *(float(one.lexical.max(initial=0)) for one in found)])
        scored = [self._scored(one, query, snapshot, most or 1.0) for one in found]
        leading = [place for places in scored for place in _best(places, limit)]
        return tuple(place.passage(snapshot, rarity) for place in _best(leading, len(leading)))

    def _nominated(self, scope: Scope, query: Query) -> Candidates:
        weights = self._weights
        vectors = np.vstack([query.whole.vector, query.parts]) if len(query.parts) > 1 else query.parts
        lexical = scope.store.lexical.scores((*query.terms, *query.more_terms))
        asked = _asked(scope, query)
        near = [scope.position_of[one] for one in scope.store.nearest(vectors, weights.nominees)]
        named = [
            np.array(near, dtype=np.int64),
            _top(lexical, weights.nominees),
            _top(asked, weights.nominees),
        ]
        positions = np.unique(np.concatenate(named))
        dense, sentences = _dense(scope, query, positions, weights)
        return Candidates(scope, positions, dense, lexical[positions], asked[positions], sentences)

    def _scored(self, found: Candidates, query: Query, snapshot: Snapshot, most: float) -> list[Place]:
        """The leaders by dense and lexical score, with late interaction added.

        `most` is what a text with all of the question's words would score: one rare word alone is not much.
        """
        weights = self._weights
        lexical = found.lexical / most
        first = found.dense + weights.lexical * lexical + weights.asked * found.asked
        leaders = np.argsort(-first)[: weights.leaders]
        said = snapshot.compression.project(query.whole.tokens)
        tokens = _late_interaction(found.scope, said, found.positions[leaders])
        asked_tokens = _asked_tokens(found.scope, said, found.positions[leaders])
        return [
            Place(
                found.scope,
                int(found.positions[leader]),
                float(first[leader] + weights.tokens * token + weights.asked_tokens * asked_token),
                found.sentences.of(int(leader)),
                {
                    "dense": float(found.dense[leader]),
                    "lexical": float(lexical[leader]),
                    "tokens": float(token),
                    "asked": float(found.asked[leader]),
                    "asked_tokens": float(asked_token),
                },
            )
            for leader, token, asked_token in zip(leaders, tokens, asked_tokens, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Place:
    """A scored position, not yet read."""

    scope: Scope
    position: int
    score: float
    sentences: Floats
    scores: Mapping[str, float]

    def passage(self, snapshot: Snapshot, rarity: Mapping[str, float]) -> Passage:
        chunk, section = self.scope.read(self.position)
        source = snapshot.source(chunk.source_id)
        named = _named(rarity, snapshot.terms(section))
        sentences = tuple(self.sentences.tolist())
        return Passage(chunk, section, source, self.score, {**self.scores, "named": named}, sentences)


def _mean(vectors: Sequence[Floats]) -> Floats:
    total = np.sum(vectors, axis=0)
    return np.asarray(total / np.linalg.norm(total), dtype=np.float32)


def _sentences(question: str) -> list[Span]:
    """Where the question's own sentences stand, none if it has one only."""
    worth = [
        Span(line.start() + span.start, line.start() + span.end)
        for line in LINES.finditer(question)
        for span in sentence_spans(line[0])
        if len(span.of(line[0]).split()) >= SHORTEST_SENTENCE_WORDS
    ]
    return worth[:MOST_SENTENCES] if len(worth) > 1 else []


def _asked(scope: Scope, query: Query) -> Floats:
    """For each position, the question's best cosine with the ways of asking that lead there; 0 without."""
    leads = scope.store.asked.leads
    best = np.zeros(len(scope.store.vectors), dtype=np.float32)
    if len(leads):
        cosines = (scope.asked @ np.vstack([query.whole.vector, query.parts]).T).max(axis=1)
        np.maximum.at(best, leads[:, 1], cosines[leads[:, 0]])
    return best


def _held(terms: Sequence[str], scopes: Sequence[Scope]) -> dict[str, int]:
    """How many of the texts hold each of the question's words."""
    return {term: sum(scope.store.lexical.holders(term) for scope in scopes) for term in terms}


def _rarity(held: Mapping[str, int], scopes: Sequence[Scope]) -> dict[str, float]:
    """How much each of the question's words tells, as BM25 weighs it."""
    size = sum(len(scope.store.lexical) for scope in scopes)
    return {term: log(1 + (size - count + 0.5) / (count + 0.5)) for term, count in held.items()}


def _named(rarity: Mapping[str, float], said: Set[str]) -> float:
    """The share of what the question's words tell that is among the words `said`."""
    named = sum(weight for term, weight in rarity.items() if term in said)
    return named / (sum(rarity.values()) or 1.0)


def _dense(scope: Scope, query: Query, positions: Ints, weights: Weights) -> tuple[Floats, Rows]:
    """Cosines of the question and its sentences with the chunks and their best sentences, weighed.

    With them, for each of the chunks' sentences, the mean of both.
    """
    chunks = scope.store.vectors[positions].astype(np.float32)
    sentences = scope.store.sentences(positions)
    rows = sentences.vectors.astype(np.float32)
    by_whole, by_part = rows @ query.whole.vector, (rows @ query.parts.T).max(axis=1)
    dense = (
        weights.chunk * (chunks @ query.whole.vector)
        + weights.chunk_by_sentence * (chunks @ query.parts.T).max(axis=1)
        + weights.best_sentence * np.maximum.reduceat(by_whole, sentences.starts)
        + weights.best_sentence_by_sentence * np.maximum.reduceat(by_part, sentences.starts)
    )
    return np.asarray(dense), Rows((by_whole + by_part) / 2, sentences.starts)


def _late_interaction(scope: Scope, said: Floats, positions: Ints) -> Floats:
    """For each chunk, the mean over the question's tokens of the best cosine with one of its tokens."""
    tokens = scope.store.tokens(positions)
    cosines = tokens.vectors.astype(np.float32) @ said.T / SCALE
    return np.asarray(np.maximum.reduceat(cosines, tokens.starts, axis=0).mean(axis=1))


def _asked_tokens(scope: Scope, said: Floats, positions: Ints) -> Floats:
    """For each chunk, how far the question says one of the ways of asking that lead there; 0 without.

    That is late interaction the other way round, the mean over the way of asking's tokens: a long story may
    hold all of a short question.
    """
    asked = scope.store.asked
    held = np.zeros(len(scope.store.vectors), dtype=np.float32)
    leads = asked.leads[np.isin(asked.leads[:, 1], positions)]
    if len(leads):
        tokens = asked.tokens_of(leads[:, 0])
        best = (tokens.vectors.astype(np.float32) @ said.T).max(axis=1) / SCALE
        lengths = np.diff(tokens.starts, append=len(best))
        np.maximum.at(held, leads[:, 1], np.add.reduceat(best, tokens.starts) / lengths)
    return held[positions]


def _best(places: Iterable[Place], limit: int) -> list[Place]:
    return sorted(places, key=lambda place: -place.score)[:limit]


def _top(scores: Floats, limit: int) -> Ints:
    """The positions of the highest scores above zero, at most `limit`."""
    found = np.flatnonzero(scores)
    return found[np.argsort(-scores[found])[:limit]]
