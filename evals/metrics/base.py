"""What a metric is: names, and a measure that yields a score for each that applies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.models import Answer
from evals.case import Case
from evals.experiment import Score
from evals.stages import Stages


class Held(Protocol):
    """The library the answer was made from."""

    def text(self, section_id: str) -> str | None:
        """The stored text of a section, none if there is no such section."""
        ...

    def superseded(self, source_id: str) -> bool: ...


class Hears(Protocol):
    def heard(self, statement: str, texts: Sequence[str]) -> bool:
        """Whether one of the texts says what the statement says."""
        ...

    def claimed(self, statement: str, texts: Sequence[str]) -> bool:
        """The same, and none of them denies it."""
        ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """One asking of a case; `kept` reads everything the run's database holds.

    `answer` is none where a stage was run alone.
    """

    case: Case
    answer: Answer | None
    stages: Stages
    seconds: float
    held: Held
    listener: Hears
    kept: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Metric:
    """A name for which `measure` yields no score does not apply to that case."""

    names: tuple[str, ...]
    measure: Callable[[Evidence], Iterator[Score]]


def measured(metric: str, value: float, note: str | None = None) -> Score:
    return Score(metric=metric, value=round(float(value), 4), note=note)
