"""Fits the query adapter of `assistant/adapter.py` on the ways of asking that the library's sections carry.

Each way of asking has to come nearer to the chunks it leads to, and to other ways of asking that lead there,
than to everything else that is indexed. The figures are those of sections whose ways of asking the adapter
was not fitted on; what is written is fitted on all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.adapter import FILE, QueryAdapter
from evals.errors import DatasetError
from ingest.reader import Snapshot

if TYPE_CHECKING:
    import torch

FOLDS = 5
EPOCHS = 10
BATCH = 256
RATE = 1e-3
TEMPERATURE = 0.05
TOWARDS_NOTHING = 0.05
NEVER = -1e4
FEWEST = 100

Vectors = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """`asked` (n, d) and `chunks` (m, d) are vectors of length 1, `leads` (n,) the positions of chunks."""

    asked: Vectors
    chunks: Vectors
    leads: NDArray[np.int64]

    @property
    def every(self) -> Flags:
        return np.full(len(self.asked), True)


@dataclass(frozen=True, slots=True)
class Firsts:
    """The share of ways of asking whose nearest chunk, and whose nearest other way of asking, is right."""

    chunk_first: float
    asking_first: float


@dataclass(frozen=True, slots=True)
class Measured:
    """How many ways of asking there are; the figures without an adapter, and of what it was not fitted on."""

    asked: int
    without: Firsts
    held_out: Firsts


def gather(snapshot: Snapshot) -> Asked:
    """What every scope holds. Raises DatasetError where hardly a section carries ways of asking."""
    asked, chunks, leads, before = [], [], [], 0
    for scope in filter(None, map(snapshot.scope, sorted(snapshot.generation.stores))):
        store = scope.store
        numbers, first = np.unique(store.asked.leads[:, 0], return_index=True)
        asked.append(store.asked.vectors[numbers])
        leads.append(store.asked.leads[first, 1] + before)
        chunks.append(store.vectors)
        before += len(store.vectors)
    found = Asked(_joined(asked), _joined(chunks), np.concatenate(leads))
    if len(found.asked) < FEWEST:
        raise DatasetError(
            f"the index holds {len(found.asked)} ways of asking, too few to fit on; write at least {FEWEST} "
            "as `asked_as` of sections and build again"
        )
    return found


def measure(found: Asked) -> Measured:
    """How often the nearest of all is the right one, of chunks and of other ways of asking, held out."""
    before, after = np.zeros((FOLDS, 2)), np.zeros((FOLDS, 2))
    for fold, held_out in enumerate(_folds(found)):
        before[fold] = _first(found, np.eye(found.asked.shape[1], dtype=np.float32), held_out)
        after[fold] = _first(found, fit(found, ~held_out), held_out)
    return Measured(len(found.asked), Firsts(*_means(before)), Firsts(*_means(after)))


def fit(found: Asked, used: Flags) -> Vectors:
    """The matrix (d, d), fitted on the ways of asking `used` (n,) and the chunks they lead to."""
    import torch
    from torch.nn.functional import cross_entropy, normalize

    known, numbers = np.unique(found.leads[used], return_inverse=True)
    asked, chunks, leads = map(torch.from_numpy, (found.asked[used], found.chunks[known], numbers))
    one = torch.eye(asked.shape[1])
    turn = torch.zeros_like(one, requires_grad=True)
    steps = torch.optim.Adam([turn], lr=RATE)
    order = torch.Generator().manual_seed(0)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(asked), generator=order).split(BATCH):  # type: ignore[no-untyped-call]
            turned = normalize(asked[rows] @ (one + turn), dim=1)
            loss = cross_entropy(turned @ chunks.T / TEMPERATURE, leads[rows])
            loss = loss + _beside_others(turned @ asked.T / TEMPERATURE, rows, leads)
            loss = loss + TOWARDS_NOTHING * turn.square().sum()
            steps.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            steps.step()
    return np.asarray((one + turn).detach().numpy())


def write(matrix: Vectors, model: str) -> Path:
    """Into the package itself, from where the assistant reads it."""
    path = Path(str(resources.files("assistant").joinpath(FILE)))
    np.savez_compressed(path, model=np.array(model), matrix=matrix.astype(np.float16))
    return path


def _beside_others(nearness: torch.Tensor, rows: torch.Tensor, leads: torch.Tensor) -> torch.Tensor:
    """The loss against the other ways of asking: those of the same chunk have to be the nearest."""
    same = leads[rows][:, None] == leads[None]
    itself = (leads.new_ones(len(leads)).cumsum(0) - 1)[None] == rows[:, None]
    others = nearness.masked_fill(itself, NEVER)
    alike = others.masked_fill(~same, NEVER).logsumexp(1)
    return (others.logsumexp(1) - alike)[(same & ~itself).any(1)].mean()


def _folds(found: Asked) -> Iterable[Flags]:
    """The ways of asking of one chunk are always in one fold."""
    return (found.leads % FOLDS == fold for fold in range(FOLDS))


def _first(found: Asked, matrix: Vectors, rows: Flags) -> tuple[float, float]:
    turned = QueryAdapter(matrix).nearer(found.asked[rows])
    chunk = (turned @ found.chunks.T).argmax(axis=1)
    others = turned @ found.asked.T
    others[np.arange(len(turned)), np.flatnonzero(rows)] = NEVER
    asking = found.leads[others.argmax(axis=1)]
    leads = found.leads[rows]
    return float(np.mean(chunk == leads)), float(np.mean(asking == leads))


def _means(shares: NDArray[np.float64]) -> list[float]:
    return [round(float(share), 3) for share in shares.mean(axis=0)]


def _joined(parts: Iterable[NDArray[np.float16]]) -> Vectors:
    return np.concatenate(list(parts)).astype(np.float32)
