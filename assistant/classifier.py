"""What kind of message it is, as a small model reads it: telling of danger, asking what a term means.

The encoder of the index with low-rank changes of its own, and a logistic reading of its vector for each kind.
It finds in any words what rules find in those that somebody thought of. It adds to the rules of `triage` and
of `understanding`, which go without it; with another embedding model there is none. It is fitted on written
messages by `python -m evals bench classifier`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.low_rank import Fitted, altered, load_fitted
from ingest.embed import Embedder

FILE = "classifier.npz"
LAYERS = 3  # of the encoder: a kind is told as well as by all six, in half the time
PIECE_WORDS = 60  # a danger told in a line of a long message is lost in more
STEP_WORDS = 40

Word = TypeVar("Word")


class Kind(StrEnum):
    DANGER = "danger"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Classifier:
    """`readings` (d + 1,) are a vector's weights and a constant for each kind; above 0, a text is of it."""

    encoder: Embedder
    readings: Mapping[Kind, NDArray[np.float32]]

    def kinds(self, text: str) -> frozenset[Kind]:
        """Raises ModelError."""
        texts = [" ".join(piece) for piece in pieces(text.split())] if self.readings else []
        vectors = [one.vector for one in self.encoder.encode_tokens(texts)]
        return frozenset(
            kind
            for kind, reading in self.readings.items()
            if any(vector @ reading[:-1] + reading[-1] > 0 for vector in vectors)
        )


def load_classifier(embedder: Embedder) -> Classifier:
    """One that finds nothing where none is fitted to that embedding model."""
    fitted = load_fitted(FILE, embedder.model_id)
    return classifier_of(fitted, embedder) if fitted else Classifier(embedder, {})


def classifier_of(fitted: Fitted, embedder: Embedder) -> Classifier:
    return Classifier(altered(embedder, fitted, LAYERS), {kind: fitted.readings[kind] for kind in Kind})


def pieces(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """All of a message, or of a long one as much at once as is read, each with some of the one before."""
    for start in range(0, max(1, len(words) - PIECE_WORDS + STEP_WORDS), STEP_WORDS):
        piece = words[start : start + PIECE_WORDS]
        if piece:
            yield piece
