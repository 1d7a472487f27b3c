"""What speaks for and against a text saying what a statement says, each a number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import log

from assistant.verification.freedom import changed_freedom
from assistant.verification.modality import changed_modality
from assistant.verification.negation import changed_negation
from assistant.verification.numbers import changed_numbers
from assistant.verification.reading import Reading
from assistant.verification.support import widened
from evals.hearing.counted import counted_otherwise

Check = Callable[[Reading, Reading], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Signs:
    """`held` is the share of the statement's words in the text, `missing` the number that is not there,
    `weakest` how near the text comes to the statement's least matched word, `length` the logarithm of the
    statement's words. The others are 1 where the text differs in that respect.

    How near the whole of the two are in meaning tells nothing beside these.
    """

    held: float
    missing: float
    weakest: float
    length: float
    denied: float
    freed: float
    bound: float
    miscounted: float
    counted_otherwise: float
    widened: float

    @property
    def deny(self) -> bool:
        """Whether the text says the opposite, or frees from it."""
        return bool(self.denied or self.freed)


def held(said: Reading, text: Reading) -> float:
    """The share of the statement's words that the text has."""
    return len(said.families & text.families) / len(said.families) if said.families else 0.0


def signs_of(said: Reading, text: Reading) -> Signs:
    """Those of the words alone: `weakest` is 0."""
    return Signs(
        held=held(said, text),
        missing=float(len(said.families - text.families)),
        weakest=0.0,
        length=log(len(said.words) + 1),
        denied=_found(changed_negation, said, text),
        freed=_found(changed_freedom, said, text),
        bound=_found(changed_modality, said, text),
        miscounted=_found(changed_numbers, said, text),
        counted_otherwise=float(counted_otherwise(said, text)),
        widened=_found(widened, said, text),
    )


def _found(check: Check, said: Reading, text: Reading) -> float:
    return float(any(True for _ in check(said, text)))
