"""Milliseconds a stage took, and the whole answer."""

from __future__ import annotations

from collections.abc import Iterator

from evals.experiment import Score
from evals.metrics.base import Evidence, Metric, measured

LAPS = ("triage", "redact", "classify", "understand", "embed", "search", "compose", "verify")
WHOLE = "speed.whole"


def measure(evidence: Evidence) -> Iterator[Score]:
    if evidence.answer is None:
        return
    timings = evidence.answer.timings
    yield measured(WHOLE, 1000 * evidence.seconds)
    for lap in LAPS:
        if lap in timings:
            yield measured(f"speed.{lap}", timings[lap])


SPEED = Metric((WHOLE, *(f"speed.{lap}" for lap in LAPS)), measure)
