"""What became of a run's cases, without their answers: small enough to keep and to compare with."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from evals.errors import RunError
from evals.policy import PASSED, Dimension, Limit, Policy
from ingest.models import Frozen, content_hash

if TYPE_CHECKING:
    from evals.experiment import CaseResult, Run, Score

POINTS = "content.must_include"
NO_ANSWER = "no answer"
NOT_ASKED = "not asked"
DECIMALS = 4


class Reason(Frozen):
    """Why a case fails: a metric beyond its limit, or without a value where it could not be measured."""

    metric: str
    value: float | None = None
    limit: Limit | None = None
    note: str | None = None


class CaseOutcome(Frozen):
    """A case over all its repeats: mean scores, metrics that failed, and why it fails (nothing: it passes).

    `digest` changes when the case is rewritten, `said` when its answer's words do; `sources` are the ids of
    the documents expected; `unsaid` are the points that the answers leave out; `spread` is the lowest and
    highest score where repeats differ.
    """

    id: str
    digest: str
    question: str
    topic: str | None = None
    role: str | None = None
    partnership: str | None = None
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    split: str
    critical: bool = False
    expected_status: str | None = None
    status: str
    seconds: float
    scores: Mapping[str, float] = {}
    spread: Mapping[str, tuple[float, float]] = {}
    unmeasured: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    said: str | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.reasons

    @property
    def answered(self) -> bool:
        """Where stages were run alone, no answer was asked for, and the case neither passes nor fails."""
        return self.status != NOT_ASKED

    def value(self, metric: str) -> float | None:
        if metric == PASSED:
            return float(self.passed) if self.answered else None
        return self.scores.get(metric)

    def each(self, metric: str) -> tuple[float, ...]:
        """The lowest and the highest score of its repeats, or the one they share."""
        mean = self.scores.get(metric)
        return () if mean is None else self.spread.get(metric, (mean,))

    def values(self, dimension: Dimension) -> tuple[str, ...]:
        """Which slices of a dimension the case belongs to."""
        belongs: dict[Dimension, tuple[str | None, ...]] = {
            "topic": (self.topic,),
            "role": (self.role,),
            "partnership": (self.partnership,),
            "source": self.sources,
            "tag": self.tags,
            "split": (self.split,),
            "critical": ("yes" if self.critical else "no",),
        }
        return tuple(one for one in belongs[dimension] if one)


class Outcomes(Frozen):
    """A run in small: what shaped it and how each case ended."""

    name: str
    shaped: dict[str, Any]
    cases: tuple[CaseOutcome, ...]

    @property
    def finished(self) -> bool:
        """A run that was interrupted says nothing of the cases it did not reach."""
        return bool(self.shaped.get("ended") and self.cases)

    @property
    def stage(self) -> str | None:
        """The last stage, where stages were run alone."""
        evals: Mapping[str, Any] = self.shaped.get("settings", {}).get("evals", {})
        return evals.get("stage")


def outcomes_of(run: Run, policy: Policy) -> Outcomes:
    """By the cases' ids, as results come in no order."""
    repeats: dict[str, list[CaseResult]] = defaultdict(list)
    for result in run.results:
        repeats[result.case.id].append(result)
    cases = tuple(_outcome(repeats[case], policy.case) for case in sorted(repeats))
    return Outcomes(name=run.name, shaped=run.shaped.model_dump(mode="json"), cases=cases)


def judged_by(policy: Policy, outcomes: Outcomes) -> Outcomes:
    """The same figures by this policy's limits, whichever policy they were judged by before."""
    cases = (
        case.model_copy(update={"reasons": tuple(_reasons_anew(case, policy.case))})
        for case in outcomes.cases
    )
    return outcomes.model_copy(update={"cases": tuple(cases)})


def save_outcomes(outcomes: Outcomes, path: Path) -> None:
    """One line for what shaped the run and one for each case, so that a change reads well in a diff."""
    lines = [{"name": outcomes.name, "shaped": outcomes.shaped}, *map(_small, outcomes.cases)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in lines), encoding="utf-8")


def read_outcomes(path: Path) -> Outcomes:
    """Raises RunError."""
    try:
        first, *rest = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        return Outcomes(**first, cases=tuple(map(CaseOutcome.model_validate, rest)))
    except OSError as error:
        raise RunError(f"{path} cannot be read ({error.strerror}); bless a run first") from error
    except (ValueError, TypeError, ValidationError) as error:
        raise RunError(f"{path} is not a baseline ({error}); bless the run again") from error


def _small(case: CaseOutcome) -> dict[str, Any]:
    return case.model_dump(mode="json", exclude_defaults=True)


def _outcome(results: Sequence[CaseResult], limits: Mapping[str, Limit]) -> CaseOutcome:
    case, scores = results[0].case, _scores(results)
    return CaseOutcome(
        id=case.id,
        digest=content_hash(case.model_dump_json()),
        question=case.question,
        topic=case.topic,
        role=case.role,
        partnership=case.partnership,
        sources=_sources(case.expected_sources, case.expected_sections),
        tags=case.tags,
        split=case.split,
        critical=case.critical,
        expected_status=case.expected_status,
        status=_status(results[0]),
        seconds=round(median(one.seconds for one in results), DECIMALS),
        scores={name: round(fmean(found), DECIMALS) for name, found in scores.items()},
        spread={name: (min(found), max(found)) for name, found in scores.items() if len({*found}) > 1},
        unmeasured=tuple(sorted({score.metric for score in _each(results) if score.state == "failed"})),
        unsaid=tuple(dict.fromkeys(_unsaid(results))),
        said=_said(results[0]),
        reasons=tuple(dict.fromkeys(_reasons(results, limits))),
    )


def _status(result: CaseResult) -> str:
    """Where stages were run alone, nothing was asked."""
    if result.answer:
        return result.answer.status
    return NO_ANSWER if result.error else NOT_ASKED


def _unsaid(results: Sequence[CaseResult]) -> Iterator[str]:
    return (one.note for one in _each(results) if one.metric == POINTS and one.value is not None and one.note)


def _said(result: CaseResult) -> str | None:
    answer = result.answer
    return content_hash(answer.message, *(point.text for point in answer.points)) if answer else None


def _each(results: Sequence[CaseResult]) -> Iterator[Score]:
    return (score for result in results for score in result.scores)


def _scores(results: Sequence[CaseResult]) -> dict[str, list[float]]:
    """Each metric's over the repeats; one that failed in any of them has none."""
    values: dict[str, list[float]] = defaultdict(list)
    for score in _each(results):
        if score.state == "measured" and score.value is not None:
            values[score.metric].append(score.value)
    failed = {score.metric for score in _each(results) if score.state == "failed"}
    return {name: found for name, found in values.items() if name not in failed}


def _sources(sources: Sequence[str], sections: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*sources, *(one.partition("#")[0] for one in sections)]))


def _reasons(results: Sequence[CaseResult], limits: Mapping[str, Limit]) -> Iterator[Reason]:
    """Why the case fails: each repeat must pass by itself."""
    for result in results:
        if result.error:
            yield Reason(metric=NO_ANSWER, note=result.error)
            continue
        for score in result.scores:
            limit = limits.get(score.metric)
            if limit and not _kept(score, limit):
                yield Reason(metric=score.metric, value=score.value, limit=limit, note=score.note)


def _reasons_anew(case: CaseOutcome, limits: Mapping[str, Limit]) -> Iterator[Reason]:
    """From the figures that are kept; what was noted of a failing figure stays with it."""
    notes = {one.metric: one.note for one in case.reasons}
    if NO_ANSWER in notes:
        yield Reason(metric=NO_ANSWER, note=notes[NO_ANSWER])
        return
    for metric, limit in limits.items():
        if metric in case.unmeasured:
            yield Reason(metric=metric, limit=limit, note=notes.get(metric))
        elif (values := case.each(metric)) and not limit.holds(worst := limit.worst(values)):
            yield Reason(metric=metric, value=worst, limit=limit, note=notes.get(metric))


def _kept(score: Score, limit: Limit) -> bool:
    if score.state == "not_applicable":
        return True
    return score.state == "measured" and score.value is not None and limit.holds(score.value)
