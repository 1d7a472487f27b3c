"""A question's vectors brought nearer to what answers it, as practitioners' wording is not a document's.

A linear query adapter: one matrix for the questions, none for the documents, so that an index needs no
rebuilding. It is fitted to one embedding model on the library's ways of asking by
`python -m evals bench adapter`; another model's vectors stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

FILE = "adapter.npz"

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class QueryAdapter:
    """`matrix` is (d, d)."""

    matrix: Vectors

    def nearer(self, vectors: Vectors) -> Vectors:
        """Vectors of length 1, shape (n, d), as they came in."""
        turned = vectors @ self.matrix
        return np.asarray(turned / np.linalg.norm(turned, axis=1, keepdims=True), dtype=np.float32)


def load_adapter(model: str) -> QueryAdapter | None:
    """None where no adapter is fitted to that embedding model."""
    with resources.files("assistant").joinpath(FILE).open("rb") as file, np.load(file) as held:
        if str(held["model"]) != model:
            return None
        return QueryAdapter(held["matrix"].astype(np.float32))
