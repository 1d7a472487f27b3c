"""How long calls take: one in seconds, many in milliseconds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def timed(
    act: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> tuple[Result, float]:
    """The call's result and the seconds it took."""
    started = time.perf_counter()
    result = act(*args, **kwargs)
    return result, time.perf_counter() - started


def median_ms(seconds: Sequence[float]) -> float:
    return 1000 * statistics.median(seconds)


def p95_ms(seconds: Sequence[float]) -> float:
    return 1000 * p95(seconds)


def p95(values: Sequence[float]) -> float:
    """The sample at the 95th percentile (nearest rank), so never a time that was not measured."""
    ordered = sorted(values)
    return ordered[max(0, -(-95 * len(ordered) // 100) - 1)]
