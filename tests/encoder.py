"""A small encoder for tests: words hashed to directions, so texts that share words are near each other."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.embed import Embedded, Vectors

DIMENSIONS = 64


class WordEncoder:
    """Counts the texts it embeds in `texts`, so that a test can say how many were embedded again."""

    def __init__(self, model_id: str = "words@1") -> None:
        self.model_id = model_id
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.stack([_unit(_words(text).sum(axis=0)) for text in texts])

    def encode_tokens(self, texts: Sequence[str]) -> list[Embedded]:
        self.texts.extend(texts)
        return [Embedded(_unit(_words(text).sum(axis=0)), _words(text)) for text in texts]


def _words(text: str) -> Vectors:
    words = re.findall(r"[a-z0-9]+", text.lower()) or [""]
    return np.stack([_direction(word) for word in words])


def _direction(word: str) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    return _unit(np.random.default_rng(seed).normal(size=DIMENSIONS))


def _unit(vector: NDArray[Any]) -> Vectors:
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)
