"""Embedding in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.compress import Compression
from ingest.embed import Embedder
from ingest.engines.base import Texts, embed_batch
from ingest.index import ChunkVectors


@dataclass(frozen=True, slots=True)
class LocalEngine:
    embedder: Embedder

    def embed(self, batches: Iterable[Texts], compression: Compression) -> Iterator[list[ChunkVectors]]:
        return (embed_batch(self.embedder, texts, compression) for texts in batches)
