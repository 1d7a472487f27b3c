"""Whether the question ended as it should: not refused where it is covered, not answered where it is not."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.models import Status
from evals.case import WITH_POINTS
from evals.experiment import Score
from evals.metrics.base import Evidence, Metric, measured

SHOWN = (Status.ANSWERED, Status.PARTIAL)


def measure(evidence: Evidence) -> Iterator[Score]:
    answer, expected = evidence.answer, evidence.case.expected_status
    if answer is None or expected is None:
        return
    right = answer.status.value == expected.value
    note = None if right else f"{answer.status} where {expected} is expected".replace("_", " ")
    yield measured("status.accuracy", right, note)
    if expected in WITH_POINTS:
        yield measured("status.over_refusal", answer.status not in SHOWN, note)
    else:
        yield measured("status.under_refusal", answer.status in SHOWN, note)


ACCURACY = Metric(("status.accuracy",), measure)
REFUSAL = Metric(("status.over_refusal", "status.under_refusal"), measure)
