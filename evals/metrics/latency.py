"""Times in milliseconds from samples in seconds."""

from __future__ import annotations

import statistics
from collections.abc import Sequence


def median_ms(seconds: Sequence[float]) -> float:
    return 1000 * statistics.median(seconds)


def p95_ms(seconds: Sequence[float]) -> float:
    return 1000 * p95(seconds)


def p95(values: Sequence[float]) -> float:
    """The sample at the 95th percentile (nearest rank), so never a time that was not measured."""
    ordered = sorted(values)
    return ordered[max(0, -(-95 * len(ordered) // 100) - 1)]
