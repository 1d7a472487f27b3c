"""The policy: what a run must reach before the assistant may be used, and what lets a single case pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from evals.errors import PolicyError
from ingest.models import Frozen

if TYPE_CHECKING:
    from evals.outcomes import CaseOutcome, Outcomes

POLICY = Path(__file__).parent / "policy.yaml"

Dimension = Literal["topic", "role", "partnership", "source", "tag", "split", "critical"]
PASSED = "passed"


class Limit(Frozen):
    """One of the two: what is good is given a lower limit, what is bad an upper one."""

    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("write at_least or at_most, one of the two")
        return self

    def holds(self, value: float) -> bool:
        return value >= self.at_least if self.at_least is not None else value <= (self.at_most or 0)

    def worst(self, values: Iterable[float]) -> float:
        return min(values) if self.at_least is not None else max(values)

    def __str__(self) -> str:
        return f"at least {self.at_least:g}" if self.at_least is not None else f"at most {self.at_most:g}"


class Rule(Limit):
    """A limit on a metric's mean over the cases of a slice; the metric `passed` is whether a case passed.

    A `required` rule is not met by a run in which no case measures it.
    """

    metric: str
    slice: Mapping[Dimension, str] = {}
    required: bool = False
    why: Annotated[str, Field(min_length=1)]


class Policy(Frozen):
    """`case` limits hold for each case by itself, and for a critical one they have no exception."""

    case: dict[str, Limit]
    rules: tuple[Rule, ...]


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not met"
    NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule as a run met it: over how many cases, and in how many the metric itself failed."""

    rule: Rule
    verdict: Verdict
    value: float | None
    measured: int
    errored: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the policy says of a run: met if every rule is and no critical case of all failed.

    `stage` names the last stage of a run of stages alone, of which the policy says only what they measure.
    """

    rules: tuple[Judged, ...]
    critical_failed: tuple[str, ...]
    finished: bool
    stage: str | None = None

    @property
    def met(self) -> bool:
        return self.finished and not self.critical_failed and not self.unmet

    @property
    def decided(self) -> bool:
        """Only whole answers decide whether the assistant may be used."""
        return self.stage is None

    @property
    def unmet(self) -> tuple[Judged, ...]:
        return tuple(one for one in self.rules if self._blocks(one))

    def _blocks(self, judged: Judged) -> bool:
        missing = judged.verdict is Verdict.NOT_MEASURED and judged.rule.required
        return judged.verdict is Verdict.NOT_MET or (missing and self.decided)


def load_policy(path: Path = POLICY) -> Policy:
    """Raises PolicyError."""
    try:
        return Policy.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise PolicyError(f"{path} cannot be read ({error.strerror}); name a policy file") from error
    except yaml.YAMLError as error:
        raise PolicyError(f"{path} is not YAML: {error}; correct the line named") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise PolicyError(f"{path}: {wrong}; see {POLICY.name} for an example") from error


def judge(policy: Policy, outcomes: Outcomes) -> Judgement:
    failed = tuple(one.id for one in outcomes.cases if one.critical and not one.passed)
    rules = tuple(_judged(rule, outcomes.cases) for rule in policy.rules)
    return Judgement(rules, failed, outcomes.finished, outcomes.stage)


def within(case: CaseOutcome, wanted: Mapping[Dimension, str]) -> bool:
    return all(value in case.values(dimension) for dimension, value in wanted.items())


def _judged(rule: Rule, cases: tuple[CaseOutcome, ...]) -> Judged:
    inside = [one for one in cases if within(one, rule.slice)]
    values = [value for one in inside if (value := one.value(rule.metric)) is not None]
    errored = sum(rule.metric in one.unmeasured for one in inside)
    value = sum(values) / len(values) if values else None
    return Judged(rule, _verdict(rule, value, errored), value, len(values), errored)


def _verdict(rule: Rule, value: float | None, errored: int) -> Verdict:
    if errored:
        return Verdict.NOT_MET
    if value is None:
        return Verdict.NOT_MEASURED
    return Verdict.MET if rule.holds(value) else Verdict.NOT_MET
