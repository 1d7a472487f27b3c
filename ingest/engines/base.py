"""What a build needs of whatever embeds its texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ingest.compress import Compression
from ingest.embed import Embedded, Embedder
from ingest.index import ChunkVectors


@dataclass(frozen=True, slots=True)
class Texts:
    """A batch to embed: each chunk's text, and the texts of its sentences."""

    chunks: tuple[str, ...]
    sentences: tuple[tuple[str, ...], ...]


class Engine(Protocol):
    """Embeds batches, here or elsewhere; the same batches give the same vectors wherever that is."""

    def embed(self, batches: Iterable[Texts], compression: Compression) -> Iterator[list[ChunkVectors]]:
        """The vectors of each batch's chunks, batch by batch in their order, reading few batches ahead."""
        ...


def embed_batch(embedder: Embedder, texts: Texts, compression: Compression) -> list[ChunkVectors]:
    return vectors_of(embedder, texts, embedder.encode_tokens(texts.chunks), compression)


def vectors_of(
    embedder: Embedder, texts: Texts, chunks: Sequence[Embedded], compression: Compression
) -> list[ChunkVectors]:
    """What is stored of chunks that are embedded already; their sentences are embedded here."""
    if not chunks:
        return []
    sentences = iter(embedder.encode([text for each in texts.sentences for text in each]))
    compressed = compression.compress_each([chunk.tokens for chunk in chunks])
    return [
        ChunkVectors(
            vector=chunk.vector.astype(np.float16),
            sentences=np.stack([next(sentences) for _ in each]).astype(np.float16),
            tokens=tokens,
        )
        for each, chunk, tokens in zip(texts.sentences, chunks, compressed, strict=True)
    ]
