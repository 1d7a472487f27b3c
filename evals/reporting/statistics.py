"""How sure a figure is: intervals of 95%, and tests of a difference between two runs of the same cases."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

RESAMPLES = 2000
ALL_OR_NOTHING = frozenset({0.0, 1.0})

Interval = tuple[float, float]


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def interval(values: Sequence[float], seed: int = 0) -> Interval | None:
    """Where the mean may lie, none for fewer than two values; the same seed draws the same interval.

    Yes/no values get Wilson's interval, as resampling a faultless series would claim to be certain.
    """
    if len(values) < 2:
        return None
    return _wilson(values) if set(values) <= ALL_OR_NOTHING else _bootstrap(values, seed)


def difference_interval(differences: Sequence[float], seed: int = 0) -> Interval | None:
    """Where the mean of paired differences may lie: a difference is shown where this leaves out 0."""
    return _bootstrap(differences, seed) if len(differences) > 1 else None


def mcnemar(only_first: int, only_second: int) -> float:
    """Exact two-sided p of McNemar's test from the two counts of pairs that differ."""
    differing = only_first + only_second
    if not differing:
        return 1.0
    return float(stats.binomtest(min(only_first, only_second), differing, 0.5).pvalue)


def kappa(pairs: Sequence[tuple[object, object]]) -> float | None:
    """Cohen's kappa of two raters; none where chance alone would make them agree always, or without pairs."""
    if not pairs:
        return None
    size = len(pairs)
    first, second = ([pair[rater] for pair in pairs] for rater in (0, 1))
    expected = sum(first.count(label) * second.count(label) for label in {*first, *second}) / size**2
    observed = sum(a == b for a, b in pairs) / size
    return None if expected == 1 else (observed - expected) / (1 - expected)


def _wilson(values: Sequence[float]) -> Interval:
    found = stats.binomtest(round(sum(values)), len(values)).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


def _bootstrap(values: Sequence[float], seed: int) -> Interval:
    if min(values) == max(values):
        return values[0], values[0]
    found = stats.bootstrap(
        (values,), np.mean, n_resamples=RESAMPLES, method="percentile", rng=seed
    ).confidence_interval
    return float(found.low), float(found.high)
