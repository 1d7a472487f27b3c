"""Every metric there is, and how all of them are measured: one that fails costs no other and never passes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.errors import AssistantError
from evals.errors import EvalError
from evals.experiment import Score
from evals.metrics.base import Evidence, Metric
from evals.metrics.citations import CITATIONS
from evals.metrics.content import CONTENT
from evals.metrics.contradiction import CONTRADICTION
from evals.metrics.currency import CURRENCY
from evals.metrics.danger import DANGER
from evals.metrics.injection import INJECTION
from evals.metrics.leaks import LEAKS
from evals.metrics.quotes import QUOTES
from evals.metrics.readability import READABILITY
from evals.metrics.retrieval import RETRIEVAL
from evals.metrics.speed import SPEED
from evals.metrics.stability import STABILITY
from evals.metrics.status import ACCURACY, REFUSAL
from ingest.errors import IngestError

METRICS = (
    RETRIEVAL,
    CITATIONS,
    CURRENCY,
    QUOTES,
    CONTENT,
    CONTRADICTION,
    ACCURACY,
    REFUSAL,
    DANGER,
    LEAKS,
    INJECTION,
    READABILITY,
    SPEED,
    STABILITY,
)
NAMES = tuple(name for metric in METRICS for name in metric.names)

# What a metric may raise on data it was not made for; anything else leaves the case without a result.
FAULTS = (ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)
OURS = (EvalError, AssistantError, IngestError)


def scored(evidence: Evidence, metrics: Sequence[Metric] = METRICS) -> tuple[Score, ...]:
    """A score for every name: measured, not applicable, or failed with the reason."""
    return tuple(score for metric in metrics for score in _all_names(metric, _measured(metric, evidence)))


def unscored(reason: str, metrics: Sequence[Metric] = METRICS) -> tuple[Score, ...]:
    """All metrics of a case that gave no answer."""
    return tuple(_failed(name, reason) for metric in metrics for name in metric.names)


def _measured(metric: Metric, evidence: Evidence) -> list[Score]:
    try:
        found = [score for score in metric.measure(evidence) if score.metric in metric.names]
    except (*FAULTS, *OURS) as error:
        return [_failed(name, f"{type(error).__name__}: {error}") for name in metric.names]
    return found


def _all_names(metric: Metric, found: Iterable[Score]) -> Iterator[Score]:
    scores = {score.metric: score for score in found}
    for name in metric.names:
        yield scores.get(name) or Score(metric=name, state="not_applicable")


def _failed(name: str, reason: str) -> Score:
    return Score(metric=name, state="failed", note=reason)
