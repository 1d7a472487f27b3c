"""An encoder that remembers what it was asked to encode, so that the same texts can be encoded again bare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.embed import Embedded, Embedder, Vectors


@dataclass(frozen=True, slots=True)
class RecordingEmbedder:
    inner: Embedder
    texts: list[str] = field(default_factory=list)

    @property
    def model_id(self) -> str:
        return self.inner.model_id

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.texts.extend(texts)
        return self.inner.encode(texts)

    def encode_tokens(self, texts: Sequence[str]) -> list[Embedded]:
        self.texts.extend(texts)
        return self.inner.encode_tokens(texts)
