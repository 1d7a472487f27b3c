"""What a run shows that the guidance does not cover, or covers so that it is not found."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.insights.gaps import NATIONAL, Gap, Why, nearest_to, topic_of
from assistant.models import Status
from evals.case import WITH_POINTS, ExpectedStatus
from evals.experiment import CaseResult, Run


def gaps_of_run(run: Run, included: str = "content.must_include") -> Iterator[Gap]:
    """One gap a case; `included` is the metric that says which share of a case's points was said."""
    for result in run.results:
        why = _why(result, included)
        if result.repeat == 0 and why and result.answer:
            case, missing = result.case, _missing(result, included)
            near = nearest_to(result.answer)
            topic = case.topic or topic_of(near)
            yield Gap(case.question, topic, case.partnership or NATIONAL, why, near, missing)


def _why(result: CaseResult, included: str) -> Why | None:
    case, status = result.case, result.answer and result.answer.status
    wanted = case.expected_status
    if wanted is ExpectedStatus.NOT_COVERED:
        return Why.NOT_COVERED
    if wanted not in (None, *WITH_POINTS):
        return None
    if status is Status.NOT_COVERED:
        return Why.NOT_FOUND if case.expected_sections else Why.NOT_COVERED
    if status is Status.PARTIAL:
        return Why.PARTIAL
    return Why.INCOMPLETE if status is Status.ANSWERED and _lacks(result, included) else None


def _lacks(result: CaseResult, included: str) -> bool:
    values = (score.value for score in result.scores if score.metric == included)
    return any(value is not None and value < 1 for value in values)


def _missing(result: CaseResult, included: str) -> tuple[str, ...]:
    return tuple(score.note for score in result.scores if score.metric == included and score.note)
