"""Whether a case asked again is answered alike: the share of its repeats that give the first one's answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from assistant.models import Answer
from evals.experiment import CaseResult, Score
from evals.metrics.base import Evidence, Metric, measured

SAME_ANSWER = "stability.same_answer"


def with_stability(results: Sequence[CaseResult]) -> tuple[CaseResult, ...]:
    """The results with the metric measured for each case that was answered more than once."""
    groups: defaultdict[str, list[CaseResult]] = defaultdict(list)
    for result in results:
        groups[result.case.id].append(result)
    scores = {case: _score(group) for case, group in groups.items()}
    return tuple(_scored(result, scores[result.case.id]) for result in results)


def _score(group: Sequence[CaseResult]) -> Score:
    if len(group) < 2:
        return Score(metric=SAME_ANSWER, state="not_applicable", note="the case was asked once")
    answers = [one.answer for one in sorted(group, key=lambda one: one.repeat)]
    if None in answers:
        return Score(metric=SAME_ANSWER, state="failed", note="a repeat ended in an error")
    first, *others = [_shown(answer) for answer in answers if answer]
    return measured(SAME_ANSWER, sum(other == first for other in others) / len(others))


def _shown(answer: Answer) -> tuple[object, ...]:
    quotes = tuple((one.section_id, one.start, one.end) for one in answer.citations)
    return answer.status, answer.urgent, tuple(point.text for point in answer.points), quotes


def _scored(result: CaseResult, score: Score) -> CaseResult:
    others = tuple(one for one in result.scores if one.metric != SAME_ANSWER)
    return result.model_copy(update={"scores": (*others, score)})


def measure(_: Evidence) -> Iterator[Score]:
    """One asking alone says nothing of it."""
    return iter(())


STABILITY = Metric((SAME_ANSWER,), measure)
