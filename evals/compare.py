"""Two runs of the same cases: which cases flipped, which figures moved, and whether chance explains it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.differences import differences, flat
from evals.errors import RunError
from evals.experiment import load_run
from evals.outcomes import (
    POINTS,
    CaseOutcome,
    Outcomes,
    judged_by,
    outcomes_of,
    read_outcomes,
    save_outcomes,
)
from evals.pace import Pace, pace_of
from evals.policy import Policy
from evals.reporting.figures import by_number
from evals.reporting.labels import load_labels
from evals.reporting.statistics import Interval, difference_interval, mcnemar

BASELINES = Path(__file__).parent / "baselines"
SIGNIFICANT = 0.05
NOTICED_SECONDS = 0.25
ASKED_TO_BE_SURE = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """One case in both runs."""

    first: CaseOutcome
    second: CaseOutcome

    @property
    def times(self) -> float:
        """How many times as long it took in the second; 1 where nothing was timed."""
        taken, before = self.second.seconds, self.first.seconds
        return taken / before if taken and before else 1.0

    def slower(self, pace: Pace) -> bool:
        """Beyond what load explains, and so much that people would notice."""
        expected = max(1.0, pace.usual) * self.first.seconds
        return self.times > pace.explained and self.second.seconds - expected > NOTICED_SECONDS

    @property
    def says_less(self) -> bool:
        before, after = self.first.scores.get(POINTS), self.second.scores.get(POINTS)
        return before is not None and after is not None and after < before

    @property
    def reworded(self) -> bool:
        """Whether the answer says other words; an older baseline does not tell."""
        return None not in (self.first.said, self.second.said) and self.first.said != self.second.said


@dataclass(frozen=True, slots=True)
class Change:
    """A metric over the cases that have it in both runs; `difference` is the second less the first."""

    metric: str
    cases: int
    first: float
    second: float
    interval: Interval | None

    @property
    def difference(self) -> float:
        return self.second - self.first

    @property
    def timed(self) -> bool:
        """A time, which the machine's load moves for all cases alike."""
        return load_labels().of(self.metric).unit == "ms"

    @property
    def significant(self) -> bool:
        """More than the choice of cases explains, which says nothing of times."""
        return not self.timed and self.interval is not None and not self.interval[0] <= 0 <= self.interval[1]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`rewritten` are cases whose own text differs, so that they cannot be compared; `changed` says in words
    what differs in what shaped the two.
    """

    first: Outcomes
    second: Outcomes
    pairs: tuple[Pair, ...]
    changes: tuple[Change, ...]
    rewritten: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    shaped: tuple[tuple[str, Any, Any], ...]
    changed: tuple[str, ...]

    @property
    def broken(self) -> tuple[Pair, ...]:
        """Critical cases first."""
        found = (pair for pair in self.pairs if pair.first.passed and not pair.second.passed)
        return tuple(sorted(found, key=lambda pair: not pair.second.critical))

    @property
    def critical(self) -> int:
        """How many of the broken ones are critical."""
        return sum(pair.second.critical for pair in self.broken)

    @property
    def mended(self) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.second.passed and not pair.first.passed)

    @property
    def saying_less(self) -> tuple[Pair, ...]:
        """Those that did not break and yet make fewer of their points; critical cases first."""
        found = (pair for pair in self.pairs if pair.says_less and pair not in self.broken)
        return tuple(sorted(found, key=lambda pair: not pair.second.critical))

    @property
    def lessened(self) -> bool:
        """Whether a critical case says less, which breaks nothing and wants a look."""
        return any(pair.second.critical for pair in self.saying_less)

    @property
    def reworded(self) -> tuple[Pair, ...]:
        """Those whose answers changed and that neither flipped nor say less."""
        told = (*self.broken, *self.mended, *self.saying_less)
        return tuple(pair for pair in self.pairs if pair.reworded and pair not in told)

    @property
    def pace(self) -> Pace:
        return pace_of([pair.times for pair in self.pairs])

    @property
    def timed_surely(self) -> bool:
        """Whether a case's time is the median of several, which a moment's load does not move."""
        return all(each.shaped.get("repeats", 1) >= ASKED_TO_BE_SURE for each in (self.first, self.second))

    @property
    def slower(self) -> tuple[Pair, ...]:
        """None where a moment's load may be all that was timed."""
        pace = self.pace
        return tuple(pair for pair in self.pairs if self.timed_surely and pair.slower(pace))

    @property
    def p(self) -> float:
        return mcnemar(len(self.broken), len(self.mended))

    @property
    def worse(self) -> bool:
        """A critical case broke, or more cases broke than chance explains."""
        fewer_pass = len(self.broken) > len(self.mended)
        return self.critical > 0 or (fewer_pass and self.p < SIGNIFICANT)


def compare(first: Outcomes, second: Outcomes) -> Comparison:
    """Raises RunError where the two share no case, or did not run the same stages."""
    if first.stage != second.stage:
        ran = " and ".join(f"{one.name} ran {_ran(one.stage)}" for one in (first, second))
        raise RunError(f"{ran}; compare runs of the same stages")
    before, after = ({case.id: case for case in each.cases} for each in (first, second))
    shared = [one for one in before if one in after]
    rewritten = tuple(one for one in shared if before[one].digest != after[one].digest)
    pairs = tuple(Pair(before[one], after[one]) for one in shared if one not in rewritten)
    if not pairs:
        raise RunError(f"{first.name} and {second.name} share no case; compare runs of the same cases")
    return Comparison(
        first,
        second,
        pairs,
        changes=_changes(pairs),
        rewritten=rewritten,
        only_first=tuple(one for one in before if one not in after),
        only_second=tuple(one for one in after if one not in before),
        shaped=_shaped(first, second),
        changed=tuple(differences(first.shaped, second.shaped)),
    )


def read_outcomes_at(place: str, policy: Policy, baselines: Path = BASELINES) -> Outcomes:
    """A run's folder, or else a baseline by name, judged by the policy as it is now. Raises RunError.

    A baseline goes by its own name, not by that of the run it was.
    """
    folder, kept = Path(place), baselines / f"{place}.jsonl"
    if folder.is_dir():
        return outcomes_of(load_run(folder), policy)
    if not kept.is_file():
        there = ", ".join(sorted(one.stem for one in baselines.glob("*.jsonl"))) or "none yet"
        raise RunError(
            f"{place} is neither a run's folder nor a baseline (there: {there}); name one of these"
        )
    return judged_by(policy, read_outcomes(kept)).model_copy(update={"name": place})


def bless(outcomes: Outcomes, name: str, baselines: Path = BASELINES) -> Path:
    """Makes these outcomes the baseline of that name. Raises RunError for a run that was not finished."""
    if not outcomes.finished:
        raise RunError(f"{outcomes.name} was not finished; go on with it before it is blessed")
    path = baselines / f"{name}.jsonl"
    save_outcomes(outcomes, path)
    return path


def _changes(pairs: Sequence[Pair]) -> tuple[Change, ...]:
    """Those that chance does not explain first."""
    metrics = sorted({metric for pair in pairs for metric in pair.first.scores}, key=by_number)
    found = [change for metric in metrics if (change := _change(metric, pairs))]
    return tuple(sorted(found, key=lambda change: not change.significant))


def _change(metric: str, pairs: Sequence[Pair]) -> Change | None:
    both = [pair for pair in pairs if metric in pair.first.scores and metric in pair.second.scores]
    if not both:
        return None
    before, after = (
        [one.scores[metric] for one in side]
        for side in zip(*((p.first, p.second) for p in both), strict=True)
    )
    differences = [late - early for early, late in zip(before, after, strict=True)]
    size = len(both)
    return Change(metric, size, sum(before) / size, sum(after) / size, difference_interval(differences))


def _shaped(first: Outcomes, second: Outcomes) -> tuple[tuple[str, Any, Any], ...]:
    """What shaped the one and not the other, settings one by one."""
    ours, theirs = flat(first.shaped), flat(second.shaped)
    names = dict.fromkeys([*ours, *theirs])
    return tuple((one, ours.get(one), theirs.get(one)) for one in names if ours.get(one) != theirs.get(one))


def _ran(stage: str | None) -> str:
    return f"the stages up to {stage} alone" if stage else "whole"
