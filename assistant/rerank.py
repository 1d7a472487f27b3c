"""Reranking by a cross-encoder, where one is configured: the only file that knows its engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from assistant.errors import ConfigurationError
from assistant.models import Passage

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

RERANKED = 50


class Reranks(Protocol):
    """Puts passages in a better order; tests pass a small one of their own."""

    def rerank(self, question: str, passages: Sequence[Passage]) -> tuple[Passage, ...]: ...


class Reranker:
    """A sentence-transformers CrossEncoder, loaded at first use. Raises ConfigurationError."""

    def __init__(self, location: str) -> None:
        self._location = location

    def rerank(self, question: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """The passages by the model's opinion; they trade scores, so that a score's meaning stays."""
        if not passages:
            return ()
        pairs = [(question, passage.chunk.text) for passage in passages]
        opinions = self._model.predict(pairs, show_progress_bar=False).tolist()
        ranked = sorted(zip(opinions, passages, strict=True), key=lambda pair: -pair[0])
        scores = sorted((passage.score for passage in passages), reverse=True)
        return tuple(
            replace(passage, score=score, scores={**passage.scores, "rerank": float(opinion)})
            for score, (opinion, passage) in zip(scores, ranked, strict=True)
        )

    @cached_property
    def _model(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder

        try:
            model: CrossEncoder = CrossEncoder(self._location, device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            raise ConfigurationError(
                f"the reranker {self._location!r} cannot be loaded ({error}); set ASSISTANT_RERANKER_MODEL "
                "to the folder of a sentence-transformers cross-encoder, or leave it empty"
            ) from error
        return model
