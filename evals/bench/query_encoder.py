"""Fits the encoder of questions (`assistant/query_encoder.py`) on the ways of asking that sections carry.

Each way of asking has to lead, by all that a search weighs and without its own entry in the question index,
to its sections rather than to those that are near it. The figures are of sections whose ways of asking the
encoder was not fitted on; what is written is fitted on all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.low_rank import Fitted, save_fitted
from assistant.query_encoder import FILE
from assistant.retrieve import Weights
from evals.bench.low_rank import BATCH, Fitting
from evals.errors import DatasetError
from ingest.compress import SCALE
from ingest.embed import TransformerEmbedder
from ingest.index import Rows
from ingest.lexical import terms_of
from ingest.models import content_hash
from ingest.reader import Scope, Snapshot

if TYPE_CHECKING:
    from torch import Tensor

FOLDS = 5
FEWEST = 100
NEAREST = 40
EPOCHS = 2
TEMPERATURE = 0.12
AMONG = 10

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """A way of asking, and the `positions` (n,) of its scope that are near it or that it leads to.

    `right` (n,) are those it leads to, `lexical` (n,) BM25 scores, of which the highest is 1. `others` (m,)
    are the numbers of the other ways of asking that lead there, in the order of the positions, and `counts`
    (n,) how many of them lead to each.
    """

    text: str
    scope: Scope
    positions: Ints
    right: Flags
    lexical: Floats
    others: Ints
    counts: Ints


@dataclass(frozen=True, slots=True)
class Found:
    """Every scope's ways of asking, and the index they were gathered from."""

    asked: tuple[Asked, ...]
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Share:
    """Of the ways of asking those whose section comes first, and is among the first ten."""

    first: float
    among_ten: float


@dataclass(frozen=True, slots=True)
class Measured:
    """How many ways of asking there are; where those held out lead without the fitted encoder and with it."""

    asked: int
    held_out: int
    without: Share
    fitted: Share


def gather(snapshot: Snapshot, embedder: TransformerEmbedder) -> Found:
    """What every scope holds. Raises DatasetError where hardly a section carries ways of asking."""
    scopes = filter(None, map(snapshot.scope, sorted(snapshot.generation.stores)))
    asked = tuple(one for scope in scopes for one in _asked_of(scope, embedder))
    if len(asked) < FEWEST:
        raise DatasetError(
            f"the index holds {len(asked)} ways of asking, too few to fit on; write at least {FEWEST} "
            "as `asked_as` of sections and build again"
        )
    return Found(asked, snapshot)


def measure(found: Found, embedder: TransformerEmbedder) -> Measured:
    """Of sections that the encoder was not fitted on: the ways of asking of one section are in one fold."""
    held_out = [one for one in found.asked if _fold(one) == 0]
    used = Found(tuple(one for one in found.asked if _fold(one) != 0), found.snapshot)
    shares = (share(held_out, found.snapshot, one) for one in (Fitting(embedder), fit(used, embedder)))
    return Measured(len(found.asked), len(held_out), *shares)


def write(fitting: Fitting, model: str) -> Path:
    return save_fitted(FILE, model, Fitted(fitting.added))


def fit(found: Found, embedder: TransformerEmbedder) -> Fitting:
    import torch

    fitting = Fitting(embedder)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        fitting.minimise(found.asked, lambda few: _loss(few, found.snapshot, fitting), EPOCHS)
    return fitting


def share(asked: Sequence[Asked], snapshot: Snapshot, fitting: Fitting) -> Share:
    import torch

    ahead = []
    with torch.inference_mode():
        for start in range(0, len(asked), BATCH):
            few = asked[start : start + BATCH]
            for one, scores in zip(few, _scores(few, snapshot, fitting), strict=True):
                ahead.append(int((scores > scores[torch.from_numpy(one.right)].max()).sum()))
    first, among_ten = (np.mean(np.array(ahead) < most) for most in (1, AMONG))
    return Share(round(float(first), 3), round(float(among_ten), 3))


def _asked_of(scope: Scope, embedder: TransformerEmbedder) -> Iterator[Asked]:
    held, weights = scope.store.asked, Weights()
    number_of = {key: number for number, key in enumerate(held.keys.tolist())}
    leading = [held.leads[held.leads[:, 1] == position, 0] for position in range(len(scope.store.vectors))]
    lines: dict[str, list[int]] = {}
    for position in range(len(leading)):
        for line in scope.read(position)[1].asked_as:
            lines.setdefault(line, []).append(position)
    if not lines:
        return
    cosines = embedder.encode(list(lines)) @ scope.store.vectors.astype(np.float32).T
    for (line, right), dense in zip(lines.items(), cosines, strict=True):
        lexical = scope.store.lexical.scores(terms_of(line))
        lexical = lexical / max(float(lexical.max()), 1.0)
        near = np.argsort(-(dense + weights.lexical * lexical))[:NEAREST]
        positions = np.unique(np.concatenate([near, right]))
        own = number_of[content_hash(line)]
        others = [leading[position][leading[position] != own] for position in positions]
        yield Asked(
            text=line,
            scope=scope,
            positions=positions,
            right=np.isin(positions, right),
            lexical=lexical[positions],
            others=np.concatenate(others),
            counts=np.array([len(one) for one in others]),
        )


def _loss(asked: Sequence[Asked], snapshot: Snapshot, fitting: Fitting) -> Tensor:
    """How far the right positions are from having all the probability, a way of asking."""
    import torch

    losses = []
    for one, scores in zip(asked, _scores(asked, snapshot, fitting), strict=True):
        likely = scores / TEMPERATURE
        losses.append(likely.logsumexp(0) - likely[torch.from_numpy(one.right)].logsumexp(0))
    return torch.stack(losses).mean()


def _scores(asked: Sequence[Asked], snapshot: Snapshot, fitting: Fitting) -> Iterator[Tensor]:
    """What the retriever gives the positions of each way of asking, which has no sentences of its own."""
    import torch
    from torch.nn.functional import normalize

    read = fitting.read([one.text for one in asked])
    mean, axes = (torch.from_numpy(one) for one in (snapshot.compression.mean, snapshot.compression.axes))
    for place, one in enumerate(asked):
        tokens = read["token_embeddings"][place][1 : int(read["attention_mask"][place].sum()) - 1]
        said = normalize((normalize(tokens, dim=1) - mean) @ axes, dim=1)
        yield _score(one, read["sentence_embedding"][place], said)


def _score(one: Asked, vector: Tensor, said: Tensor) -> Tensor:
    import torch

    store, weights = one.scope.store, Weights()
    chunks = _tensor(store.vectors[one.positions]) @ vector
    sentences, tokens = store.sentences(one.positions), store.tokens(one.positions)
    asked, asked_tokens = _tensor(store.asked.vectors[one.others]), store.asked.tokens_of(one.others)
    likeness = (_tensor(asked_tokens.vectors) @ said.T).amax(1) / SCALE
    return (
        (weights.chunk + weights.chunk_by_sentence) * chunks
        + (weights.best_sentence + weights.best_sentence_by_sentence)
        * _highest(_tensor(sentences.vectors) @ vector, _lengths(sentences))
        + weights.lexical * torch.from_numpy(one.lexical)
        + weights.tokens * _highest(_tensor(tokens.vectors) @ said.T / SCALE, _lengths(tokens)).mean(1)
        + weights.asked * _highest(asked @ vector, one.counts)
        + weights.asked_tokens * _highest(_means(likeness, _lengths(asked_tokens)), one.counts)
    )


def _tensor(rows: NDArray[np.generic]) -> Tensor:
    import torch

    return torch.from_numpy(rows.astype(np.float32))


def _lengths(rows: Rows) -> Ints:
    return np.diff(rows.starts, append=len(rows.vectors))


def _highest(rows: Tensor, lengths: Ints) -> Tensor:
    """Of each run of rows, 0 of none."""
    import torch

    return torch.segment_reduce(rows.contiguous(), "max", lengths=torch.from_numpy(lengths), initial=0.0)


def _means(rows: Tensor, lengths: Ints) -> Tensor:
    import torch

    return torch.segment_reduce(rows, "mean", lengths=torch.from_numpy(lengths))


def _fold(one: Asked) -> int:
    return int(one.positions[one.right][0]) % FOLDS
