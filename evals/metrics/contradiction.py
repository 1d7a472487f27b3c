"""Whether the statements of an answer are borne out by what they cite; quotes state nothing of their own."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.models import PointKind
from assistant.verification.check import check
from evals.experiment import Score
from evals.metrics.base import Evidence, Metric, measured


def measure(evidence: Evidence) -> Iterator[Score]:
    answer = evidence.answer
    statements = [point for point in answer.points if point.kind is PointKind.STATEMENT] if answer else []
    if answer is None or not statements:
        return
    quotes = {citation.number: citation.quote for citation in answer.citations}
    faults = [
        "; ".join(verdict.reasons)
        for point in statements
        for verdict in [check(point.text, [quotes.get(number, "") for number in point.citations])]
        if not verdict.supported
    ]
    yield measured("content.borne_out", 1 - len(faults) / len(statements), " | ".join(faults) or None)


CONTRADICTION = Metric(("content.borne_out",), measure)
