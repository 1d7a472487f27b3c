"""A call in a process of its own, so that the memory it takes can be told from the caller's."""

from __future__ import annotations

import re
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Generic, TypeVar

Result = TypeVar("Result")

UNITS_A_MIB = 1024 * 1024 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Apart(Generic[Result]):
    """`peak_mib` is the most memory that was resident, the interpreter and its modules included."""

    result: Result
    peak_mib: float


def apart(act: Callable[..., Result], *args: object) -> Apart[Result]:
    """The call's result; `act` is a function of a module, its arguments can be pickled."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_watched, act, args).result()


def _watched(act: Callable[..., Result], args: tuple[object, ...]) -> Apart[Result]:
    result = act(*args)
    return Apart(result, _peak_mib())


def _peak_mib() -> float:
    status = Path("/proc/self/status")
    # On Linux getrusage starts from the memory of whichever process started this one.
    told = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii")) if status.exists() else None
    return int(told[1]) / 1024 if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNITS_A_MIB
