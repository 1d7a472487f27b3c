"""Everything a report shows of a run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from assistant.models import Status
from evals.experiment import CaseResult, Run
from evals.outcomes import CaseOutcome, Outcomes, outcomes_of
from evals.policy import PASSED, Dimension, Judgement, Policy, Verdict, judge
from evals.reporting.figures import (
    Curve,
    Figure,
    Histogram,
    Slice,
    confusion,
    curves,
    figures,
    histogram,
    slices,
)
from evals.reporting.labels import load_labels
from evals.timing import median_ms, p95_ms


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a stage takes, in milliseconds."""

    stage: str
    median: float
    p95: float


@dataclass(frozen=True)
class Report:
    """A run, judged; what is derived of it is worked out once."""

    run: Run
    outcomes: Outcomes
    judgement: Judgement

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return figures(self.outcomes.cases, self.run.shaped.seed)

    @property
    def passed(self) -> Figure:
        return self.figures[0]

    @property
    def families(self) -> list[tuple[str, list[Figure]]]:
        """The figures by the part of their name before the dot, in the order the labels give."""
        rest = [one for one in self.figures if one.metric != PASSED]
        groups = [
            (name, list(group)) for name, group in groupby(rest, lambda one: one.metric.partition(".")[0])
        ]
        return sorted(groups, key=lambda group: load_labels().place(group[0]))

    @property
    def measured_rules(self) -> int:
        return sum(one.verdict is not Verdict.NOT_MEASURED for one in self.judgement.rules)

    @cached_property
    def slices(self) -> Mapping[Dimension, tuple[Slice, ...]]:
        """By what shares of the cases passed, so none where no answers were asked for."""
        return slices(self.outcomes.cases) if self.judgement.decided else {}

    @cached_property
    def confusion(self) -> Mapping[str, Counter[str]]:
        return confusion(self.outcomes.cases)

    @property
    def endings(self) -> list[str]:
        """The statuses that occur, in their usual order."""
        found = {*self.confusion, *(one for row in self.confusion.values() for one in row)}
        usual = [status.value for status in Status]
        return sorted(found, key=lambda one: (usual.index(one) if one in usual else len(usual), one))

    @property
    def curves(self) -> tuple[Curve, ...]:
        return curves(self.figures)

    @cached_property
    def timings(self) -> tuple[Timing, ...]:
        return timings(self.run.results)

    @property
    def spread(self) -> Histogram | None:
        """Of the time for an answer, in milliseconds."""
        return histogram([1000 * one.seconds for one in self.run.results if one.error is None])

    @cached_property
    def cases(self) -> tuple[tuple[CaseOutcome, tuple[CaseResult, ...]], ...]:
        """Each case with its results: failed and critical ones first, then the others that failed."""
        results: dict[str, list[CaseResult]] = defaultdict(list)
        for result in self.run.results:
            results[result.case.id].append(result)
        ordered = sorted(self.outcomes.cases, key=lambda case: (case.passed, not case.critical))
        return tuple((case, tuple(results[case.id])) for case in ordered)


def report_of(run: Run, policy: Policy) -> Report:
    outcomes = outcomes_of(run, policy)
    return Report(run, outcomes, judge(policy, outcomes))


def timings(results: Sequence[CaseResult]) -> tuple[Timing, ...]:
    """The whole first, then each stage in the order it ran."""
    taken: dict[str, list[float]] = {"the whole": [one.seconds for one in results]}
    for result in results:
        for stage, milliseconds in (result.answer.timings if result.answer else {}).items():
            taken.setdefault(stage, []).append(milliseconds / 1000)
    return tuple(Timing(stage, median_ms(of), p95_ms(of)) for stage, of in taken.items() if of)
