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

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import cross_entropy, normalize

from assistant.adapter import FILE
from evals.errors import DatasetError
from evals.report import Report
from ingest.reader import Snapshot

FOLDS = 5
EPOCHS = 10
BATCH = 256
RATE = 1e-3
TEMPERATURE = 0.05
TOWARDS_NOTHING = 0.05
NEVER = -1e4
FEWEST = 100

Flags = torch.Tensor


@dataclass(frozen=True, slots=True)
class Asked:
    """`asked` (n, d) and `chunks` (m, d) are vectors of length 1, `leads` (n,) the chunk each asking leads to."""

    asked: torch.Tensor
    chunks: torch.Tensor
    leads: torch.Tensor


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
    found = Asked(_rows(asked), _rows(chunks), torch.from_numpy(np.concatenate(leads)))
    if len(found.asked) < FEWEST:
        raise DatasetError(
            f"the index holds {len(found.asked)} ways of asking, too few to fit on; write at least {FEWEST} "
            "as `asked_as` of sections and build again"
        )
    return found


def measure(found: Asked) -> Report:
    """How often the nearest of all is the right one, of chunks and of other ways of asking, held out."""
    before, after = np.zeros((FOLDS, 2)), np.zeros((FOLDS, 2))
    for fold, held_out in enumerate(_folds(found)):
        before[fold] = _first(found, torch.eye(found.asked.shape[1]), held_out)
        after[fold] = _first(found, fit(found, ~held_out), held_out)
    names = ("chunk_first", "asking_first")
    return {
        "asked": len(found.asked),
        "without": {name: round(float(one), 3) for name, one in zip(names, before.mean(axis=0), strict=True)},
        "held_out": {name: round(float(one), 3) for name, one in zip(names, after.mean(axis=0), strict=True)},
    }


def fit(found: Asked, used: Flags) -> torch.Tensor:
    """The matrix (d, d), fitted on the ways of asking `used` (n,) and the chunks they lead to."""
    asked, leads = found.asked[used], found.leads[used]
    known, leads = torch.unique(leads, return_inverse=True)
    chunks = found.chunks[known]
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
    return (one + turn).detach()


def write(matrix: torch.Tensor, model: str) -> Path:
    """Into the package itself, from where the assistant reads it."""
    path = Path(str(resources.files("assistant").joinpath(FILE)))
    np.savez_compressed(path, model=np.array(model), matrix=matrix.numpy().astype(np.float16))
    return path


def _beside_others(nearness: torch.Tensor, rows: torch.Tensor, leads: torch.Tensor) -> torch.Tensor:
    """The loss against the other ways of asking: those of the same chunk have to be the nearest."""
    same = leads[rows][:, None] == leads[None]
    itself = torch.arange(len(leads))[None] == rows[:, None]
    others = nearness.masked_fill(itself, NEVER)
    alike = others.masked_fill(~same, NEVER).logsumexp(1)
    return (others.logsumexp(1) - alike)[(same & ~itself).any(1)].mean()


def _folds(found: Asked) -> Iterable[Flags]:
    """The ways of asking of one chunk are always in one fold."""
    return (found.leads % FOLDS == fold for fold in range(FOLDS))


def _first(found: Asked, matrix: torch.Tensor, rows: Flags) -> tuple[float, float]:
    turned = normalize(found.asked[rows] @ matrix, dim=1)
    leads = found.leads[rows]
    chunk = (turned @ found.chunks.T).argmax(1)
    others = turned @ found.asked.T
    others[torch.arange(len(turned)), rows.nonzero()[:, 0]] = NEVER
    asking = found.leads[others.argmax(1)]
    return float((chunk == leads).float().mean()), float((asking == leads).float().mean())


def _rows(parts: Iterable[NDArray[np.float16]]) -> torch.Tensor:
    return torch.from_numpy(np.concatenate(list(parts)).astype(np.float32))
