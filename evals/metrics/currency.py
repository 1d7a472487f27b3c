"""Whether superseded text is shown as current; it may be cited where an earlier edition was asked about."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.models import Citation
from evals.experiment import Score
from evals.metrics.base import Evidence, Held, Metric, measured


def measure(evidence: Evidence) -> Iterator[Score]:
    answer = evidence.answer
    if answer is None or not answer.citations:
        return
    old = [one for one in answer.citations if _passes_for_current(one, evidence.held)]
    asked_about = evidence.stages.editions
    wrong = [one.source_id for one in old if one.source_id not in asked_about]
    yield measured("citations.currency", 1 - len(wrong) / len(answer.citations), ", ".join(wrong) or None)


def _passes_for_current(citation: Citation, held: Held) -> bool:
    return "superseded" in citation.flags or held.superseded(citation.source_id)


CURRENCY = Metric(("citations.currency",), measure)
