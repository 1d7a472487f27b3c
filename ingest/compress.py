"""Token vectors small enough to keep: centred, projected, one byte a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.embed import Vectors
from ingest.errors import StoreError

SCALE = 127.0
TEXTS_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Compression:
    """`mean` (d,) is taken off a token vector, `axes` (d, k) project what is left."""

    mean: Vectors
    axes: Vectors

    def compress(self, tokens: Vectors) -> NDArray[np.int8]:
        """(tokens, d) to (tokens, k) bytes; a product of two of them over 127 squared is a cosine."""
        return np.round(self.project(tokens) * SCALE).astype(np.int8)

    def compress_each(self, texts: Sequence[Vectors]) -> Iterator[NDArray[np.int8]]:
        """The same for the tokens of each text, some texts in one product."""
        for first in range(0, len(texts), TEXTS_AT_ONCE):
            few = texts[first : first + TEXTS_AT_ONCE]
            ends = np.cumsum([len(tokens) for tokens in few])
            yield from np.split(self.compress(np.concatenate(few)), ends[:-1])

    def project(self, tokens: Vectors) -> Vectors:
        """(tokens, d) to (tokens, k), each of length 1."""
        # In double precision, a byte does not depend on how many threads or texts shared the product.
        projected = (tokens.astype(np.float64) - self.mean) @ self.axes.astype(np.float64)
        norms = np.linalg.norm(projected, axis=1, keepdims=True)
        return np.asarray(projected / np.maximum(norms, 1e-9), dtype=np.float32)

    def save(self, path: Path) -> None:
        np.savez(path, mean=self.mean, axes=self.axes)


def load_compression(path: Path) -> Compression:
    """Raises StoreError if the file is missing or damaged."""
    try:
        with np.load(path) as arrays:
            return Compression(arrays["mean"], arrays["axes"])
    except (OSError, ValueError, KeyError) as error:
        raise StoreError(f"{path} is missing or damaged ({error}); run: python -m ingest build") from error


def fit_compression(tokens: Sequence[Vectors], dimensions: int) -> Compression:
    """The principal axes of the token vectors given; fewer if the encoder has fewer dimensions."""
    sample = np.concatenate(list(tokens)).astype(np.float32)
    mean = sample.mean(axis=0)
    centred = sample - mean
    _, _, axes = np.linalg.svd(centred.T @ centred)
    return Compression(mean, np.ascontiguousarray(axes[:dimensions].T, dtype=np.float32))
