"""How long one call takes."""

from __future__ import annotations

import time
from collections.abc import Callable
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
