"""How much longer a case may take in another run before the load of the machine is no excuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import median

NOTICED_TIMES = 2.0
# Three standard deviations, of which the median distance from the median is about two thirds of one.
FAR = 3 * 1.4826


@dataclass(frozen=True, slots=True)
class Pace:
    """Half of the cases took at most `usual` times as long; load explains up to `explained` times."""

    usual: float
    explained: float


def pace_of(times: Sequence[float]) -> Pace:
    """From how many times as long each case took: the further they lie apart, the more load explains.

    A run that went faster as a whole makes no case slower that took as long as before.
    """
    usual = median(times)
    apart = median(abs(log(one / usual)) for one in times)
    return Pace(usual, max(1.0, usual) * max(NOTICED_TIMES, exp(FAR * apart)))
