"""Does a text say what a statement says: by meaning, by words, and by what it denies or counts otherwise.

A name or a number, such as one that must not be repeated, is looked for as it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp

import numpy as np

from assistant.verification.actors import swapped_actors
from assistant.verification.conditions import invented_conditions
from assistant.verification.freedom import changed_freedom
from assistant.verification.modality import changed_modality
from assistant.verification.negation import changed_negation
from assistant.verification.numbers import changed_dates, changed_numbers
from assistant.verification.reading import Reading, read
from evals.metrics.said import identifies, repeats
from ingest.embed import Vectors
from ingest.sentences import sentence_spans

LIKELIEST = 6
FAULTS = (
    changed_negation,
    changed_freedom,
    changed_modality,
    changed_numbers,
    changed_dates,
    swapped_actors,
    invented_conditions,
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against: `nearness` is the cosine, `held` the share of the statement's words in
    the text; `faulty` is 1 where the text denies it, counts otherwise or says it of someone else."""

    nearness: float
    held: float
    faulty: float


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model of the signs; a text says the statement where it gives `threshold` or more."""

    constant: float
    nearness: float
    held: float
    faulty: float
    threshold: float = 0.5

    def probability(self, signs: Signs) -> float:
        score = self.constant + self.nearness * signs.nearness + self.held * signs.held
        return 1 / (1 + exp(-(score + self.faulty * signs.faulty)))


# Fitted by `python -m evals bench says` on the pairs of evals/data/says.yaml.
FITTED = Weights(-2.74, 0.38, 3.86, -1.68)


@dataclass(frozen=True)
class Listener:
    """`encode` gives vectors of length 1; those of texts met before are kept."""

    encode: Callable[[Sequence[str]], Vectors]
    weights: Weights = FITTED
    _known: dict[str, Vectors] = field(default_factory=dict)

    def heard(self, statement: str, texts: Sequence[str]) -> bool:
        """Whether one of the texts, or a sentence or two of it, says what the statement says."""
        if identifies(statement):
            return any(repeats(text, statement) for text in texts)
        return any(map(self._says, self.signs(statement, texts)))

    def claimed(self, statement: str, texts: Sequence[str]) -> bool:
        """The same where a wrong yes costs more: a text that denies the statement does not claim it."""
        if identifies(statement):
            return self.heard(statement, texts)
        return any(self._says(signs) and not signs.faulty for signs in self.signs(statement, texts))

    def signs(self, statement: str, texts: Sequence[str]) -> Iterator[Signs]:
        """Of the pieces of the texts that are likeliest to say it, best first."""
        pieces = list(dict.fromkeys(piece for text in texts for piece in _pieces(text)))
        if not pieces:
            return
        said = read(statement)
        cosines = self._vectors(pieces) @ self._vectors([statement])[0]
        readings = [read(piece) for piece in pieces]
        held = np.array([_held(said, reading) for reading in readings])
        for place in np.argsort(-(cosines + held))[:LIKELIEST]:
            yield _signs(said, readings[place], float(cosines[place]), float(held[place]))

    def _says(self, signs: Signs) -> bool:
        return self.weights.probability(signs) >= self.weights.threshold

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in texts if text not in self._known]
        if new:
            self._known.update(zip(new, self.encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])


def _signs(said: Reading, text: Reading, nearness: float, held: float) -> Signs:
    return Signs(nearness, held, float(any(any(fault(said, text)) for fault in FAULTS)))


def _held(said: Reading, text: Reading) -> float:
    return len(said.families & text.families) / len(said.families) if said.families else 0.0


def _pieces(text: str) -> Iterator[str]:
    """The text's sentences, and each with the next."""
    for line in text.splitlines():
        spans = sentence_spans(line)
        yield from (span.of(line) for span in spans)
        yield from (line[one.start : following.end] for one, following in pairwise(spans))
