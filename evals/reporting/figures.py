"""A run's outcomes as figures: each metric with its interval, slices, the status table, curves."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import get_args

from evals.outcomes import NOT_ASKED, CaseOutcome
from evals.policy import PASSED, Dimension
from evals.reporting.statistics import Interval, interval, mean
from evals.timing import p95

NUMBERED = re.compile(r"(?P<stem>.+@)(?P<number>\d+)(?P<unit>\w*)")
POINTS_OF_A_CURVE = 3
MOST_STEPS = 20
LONGEST_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric over the cases: in how many it was measured, did not apply, and failed itself."""

    metric: str
    mean: float | None
    interval: Interval | None
    measured: int
    not_applicable: int
    errored: int


@dataclass(frozen=True, slots=True)
class Slice:
    """The cases that share a value; `fails_on` is the metric that most of its failing cases fail on."""

    value: str
    cases: int
    passed: int
    interval: Interval | None
    fails_on: str | None

    @property
    def share(self) -> float:
        return self.passed / self.cases


@dataclass(frozen=True, slots=True)
class Curve:
    """A metric that is measured at several numbers, smallest first."""

    stem: str
    unit: str
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many values lie in each step of this width, the first of which begins at 0, and how many beyond."""

    width: float
    counts: tuple[int, ...]
    beyond: int = 0

    @property
    def end(self) -> float:
        return self.width * len(self.counts)

    @property
    def filled(self) -> tuple[tuple[float, int], ...]:
        """Where each step begins that holds any, and how many it holds."""
        return tuple((step * self.width, count) for step, count in enumerate(self.counts) if count)


def histogram(values: Sequence[float]) -> Histogram | None:
    """In round steps, up to twice what 19 in 20 keep to; none of fewer than two values."""
    if len(values) < 2 or max(values) <= 0:
        return None
    most = min(max(values), LONGEST_SHOWN * (p95(values) or max(values)))
    width = _round(most / MOST_STEPS)
    steps = Counter(int(value // width) for value in values)
    last = int(most // width)
    counts = tuple(steps[step] for step in range(last + 1))
    return Histogram(width, counts, len(values) - sum(counts))


def _round(least: float) -> float:
    """1, 2 or 5 and noughts, no less."""
    power = 10.0 ** floor(log10(least))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= least)


def figures(cases: Sequence[CaseOutcome], seed: int = 0) -> tuple[Figure, ...]:
    """`passed` first, then every metric in the order of its name."""
    named = {name for case in cases for name in (*case.scores, *case.unmeasured)}
    return tuple(_figure(metric, cases, seed) for metric in (PASSED, *sorted(named, key=by_number)))


def slices(cases: Sequence[CaseOutcome]) -> Mapping[Dimension, tuple[Slice, ...]]:
    """Dimensions that divide nothing are left out; the worst slice stands first."""
    found = {dimension: _slices(dimension, cases) for dimension in get_args(Dimension)}
    return {dimension: parts for dimension, parts in found.items() if len(parts) > 1}


def confusion(cases: Sequence[CaseOutcome]) -> Mapping[str, Counter[str]]:
    """How often each expected status ended as which."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        if case.expected_status and case.status != NOT_ASKED:
            table[case.expected_status][case.status] += 1
    return dict(sorted(table.items()))


def curves(shown: Sequence[Figure]) -> tuple[Curve, ...]:
    points: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for figure in shown:
        found = NUMBERED.fullmatch(figure.metric)
        if found and figure.mean is not None:
            points[found["stem"], found["unit"]].append((int(found["number"]), figure.mean))
    return tuple(
        Curve(stem, unit, tuple(sorted(listed)))
        for (stem, unit), listed in points.items()
        if len(listed) >= POINTS_OF_A_CURVE
    )


def by_number(metric: str) -> tuple[str, str, int]:
    """Sorts metrics by name, and those of one name by their number."""
    found = NUMBERED.fullmatch(metric)
    return (found["stem"], found["unit"], int(found["number"])) if found else (metric, "", 0)


def _figure(metric: str, cases: Sequence[CaseOutcome], seed: int) -> Figure:
    values = [value for case in cases if (value := case.value(metric)) is not None]
    errored = sum(metric in case.unmeasured for case in cases)
    absent = len(cases) - len(values) - errored
    return Figure(metric, mean(values), interval(values, seed), len(values), absent, errored)


def _slices(dimension: Dimension, cases: Sequence[CaseOutcome]) -> tuple[Slice, ...]:
    groups: dict[str, list[CaseOutcome]] = defaultdict(list)
    for case in cases:
        for value in case.values(dimension):
            groups[value].append(case)
    parts = [_slice(value, group) for value, group in groups.items()]
    return tuple(sorted(parts, key=lambda part: (part.share, part.value)))


def _slice(value: str, cases: Sequence[CaseOutcome]) -> Slice:
    passed = [float(case.passed) for case in cases]
    fails = Counter(metric for case in cases for metric in sorted({one.metric for one in case.reasons}))
    most = fails.most_common(1)
    return Slice(value, len(cases), round(sum(passed)), interval(passed), most[0][0] if most else None)
