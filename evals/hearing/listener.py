"""Does a text say what a statement says: by meaning, by words, and by what it denies or counts otherwise.

A name or a number, such as one that must not be repeated, is looked for as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from heapq import nlargest
from importlib import resources
from itertools import pairwise
from math import exp
from typing import Protocol

from assistant.verification.reading import Reading, read
from evals.hearing.signs import Signs, held, signs_of
from evals.metrics.said import identifies, repeats
from ingest.embed import Embedded
from ingest.models import Frozen
from ingest.sentences import sentence_spans

FILE = "fitted.json"
LIKELIEST = 10
LITTLE_WORDS = frozenset(
    "a an and are as at be by for from in is it its no not of on or that the this to under with".split()
)


class Encoder(Protocol):
    def encode_tokens(self, texts: Sequence[str]) -> list[Embedded]: ...


class Agreement(Frozen):
    """Of what was heard with hand labels: the share that agrees, Cohen's kappa, and how much is heard of
    what is said and of what is not."""

    pairs: int
    agreement: float
    kappa: float
    heard_of_said: float
    heard_of_unsaid: float


class Hearing(Frozen):
    """A logistic model of the signs; a text says the statement where it gives `threshold` or more.

    A text that says the statement's number of something else never does, whatever else it has of it.
    `held_out` is its agreement with labels that it was not fitted on.
    """

    constant: float
    weights: dict[str, float]
    threshold: float
    held_out: Agreement | None = None

    def probability(self, signs: Signs) -> float:
        score = self.constant + sum(weight * getattr(signs, name) for name, weight in self.weights.items())
        return 1 / (1 + exp(-score))

    def says(self, signs: Signs) -> bool:
        return not signs.counted_otherwise and self.probability(signs) >= self.threshold

    def may_say(self, signs: Signs) -> bool:
        """Whether it could, were every word of the statement matched in meaning."""
        return self.says(replace(signs, weakest=1.0))


@cache
def fitted() -> Hearing:
    """What `python -m evals bench says --write` fitted."""
    text = resources.files("evals.hearing").joinpath(FILE).read_text(encoding="utf-8")
    return Hearing.model_validate_json(text)


@dataclass(frozen=True)
class Listener:
    """What was embedded once is kept."""

    encoder: Encoder
    hearing: Hearing = field(default_factory=fitted)
    _known: dict[str, Embedded] = field(default_factory=dict)
    _read: dict[str, Reading] = field(default_factory=dict)

    def heard(self, statement: str, texts: Sequence[str]) -> bool:
        """Whether one of the texts, or a sentence or two of it, says what the statement says."""
        if identifies(statement):
            return any(repeats(text, statement) for text in texts)
        return any(True for _ in self._saying(statement, texts))

    def claimed(self, statement: str, texts: Sequence[str]) -> bool:
        """The same where a wrong yes costs more: a text that denies the statement does not claim it."""
        if identifies(statement):
            return self.heard(statement, texts)
        return any(not signs.deny for signs in self._saying(statement, texts))

    def signs(self, statement: str, texts: Sequence[str]) -> Iterator[Signs]:
        """Of the pieces of the texts that have most of its words."""
        said = self._reading(statement)
        for piece in self._likeliest(said, texts):
            yield self._embedded(statement, piece, signs_of(said, self._reading(piece)))

    def _saying(self, statement: str, texts: Sequence[str]) -> Iterator[Signs]:
        """The signs that are enough; a piece that no embedding could make enough is not embedded."""
        said = self._reading(statement)
        for piece in self._likeliest(said, texts):
            signs = signs_of(said, self._reading(piece))
            if self.hearing.may_say(signs) and self.hearing.says(
                whole := self._embedded(statement, piece, signs)
            ):
                yield whole

    def _likeliest(self, said: Reading, texts: Sequence[str]) -> list[str]:
        pieces = dict.fromkeys(piece for text in texts for piece in _pieces(text))
        return nlargest(LIKELIEST, pieces, key=lambda piece: held(said, self._reading(piece)))

    def _embedded(self, statement: str, piece: str, signs: Signs) -> Signs:
        short = _without_little_words(statement)
        self._learn([short, piece])
        matched = self._known[short].tokens @ self._known[piece].tokens.T
        return replace(signs, weakest=float(matched.max(axis=1).min()))

    def _learn(self, texts: Sequence[str]) -> None:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self.encoder.encode_tokens(new), strict=True))

    def _reading(self, text: str) -> Reading:
        if text not in self._read:
            self._read[text] = read(text)
        return self._read[text]


def _pieces(text: str) -> Iterator[str]:
    """The text's sentences, each with the next, and the whole."""
    for line in text.splitlines():
        spans = sentence_spans(line)
        yield from (span.of(line) for span in spans)
        yield from (line[one.start : following.end] for one, following in pairwise(spans))
    yield text


def _without_little_words(statement: str) -> str:
    words = [word for word in re.findall(r"[\w'’-]+", statement) if word.lower() not in LITTLE_WORDS]
    return " ".join(words) or statement
