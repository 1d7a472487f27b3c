"""Whether what was found bears on the question: what does not is better not shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from assistant.models import Passage, Status

LEADERS = 5


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Bounds on the mean dense score of the five nearest passages.

    Fitted with the bundled model on 140 questions that its library answers and 118 on cooking, travel,
    football, science and the like: of the first 1% and of the second 92% lie below `covered`.
    """

    in_scope: float = 0.28
    covered: float = 0.31


def judge(passages: Sequence[Passage], thresholds: Thresholds | None = None) -> Status:
    """ANSWERED, NOT_COVERED or OUT_OF_SCOPE."""
    bounds = thresholds or Thresholds()
    nearest = sorted((passage.scores["dense"] for passage in passages), reverse=True)[:LEADERS]
    nearness = fmean(nearest) if nearest else 0.0
    if nearness < bounds.in_scope:
        return Status.OUT_OF_SCOPE
    return Status.ANSWERED if nearness >= bounds.covered else Status.NOT_COVERED
