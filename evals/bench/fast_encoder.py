"""An encoder that costs next to nothing, so that a build's time is all but the model's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ingest.embed import Embedded, Vectors

DIMENSIONS = 384
DIRECTIONS = 4096
WORD = re.compile(rb"[a-z0-9]+")


class FastEncoder:
    """Each word has one of some thousand directions by its hash; vectors are as wide as the real ones."""

    model_id = "fast@1"

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.stack([_unit(self._words(text).sum(axis=0)) for text in texts])

    def encode_tokens(self, texts: Sequence[str]) -> list[Embedded]:
        words = [self._words(text) for text in texts]
        return [Embedded(_unit(each.sum(axis=0)), each) for each in words]

    def _words(self, text: str) -> Vectors:
        words = WORD.findall(text.lower().encode()) or [b""]
        return self._directions[[crc32(word) % DIRECTIONS for word in words]]

    @cached_property
    def _directions(self) -> Vectors:
        return _unit(np.random.default_rng(1).normal(size=(DIRECTIONS, DIMENSIONS)))


def _unit(vectors: NDArray[Any]) -> Vectors:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / norms, dtype=np.float32)
