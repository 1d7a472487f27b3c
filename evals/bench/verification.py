"""Statements with the sentences they cite: how many altered ones are caught, how many true ones are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean
from typing import Annotated

from pydantic import Field, TypeAdapter

from assistant.verification.check import Verdict, check
from evals.bench.figures import Figures
from evals.bench.written import load_written
from evals.timing import median_ms, p95_ms, timed
from ingest.models import Frozen

SETS = ("development", "held_out", "fresh", "written_development", "written")

Checked = Callable[[str, Sequence[str]], Verdict]
Texts = Annotated[tuple[str, ...], Field(min_length=1)]


class Alteration(StrEnum):
    """What was changed so that the sources no longer bear a statement out."""

    NEGATION = "negation"
    MODALITY = "modality"
    NUMBER = "number"
    DATE = "date"
    ACTOR = "actor"
    CONDITION = "condition"
    INVENTED = "invented"


class Group(Frozen):
    """Sentences, statements that they bear out, and statements that they do not."""

    sources: Texts
    supported: Texts
    altered: Mapping[Alteration, Texts]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One statement checked; `alteration` is none where it is supported, and `right` if it was judged so."""

    alteration: Alteration | None
    right: bool
    seconds: float


def measure(groups: Sequence[Group], checked: Checked = check) -> Figures:
    outcomes = [outcome for group in groups for outcome in _outcomes(group, checked)]
    supported = [outcome for outcome in outcomes if outcome.alteration is None]
    altered = [outcome for outcome in outcomes if outcome.alteration]
    seconds = [outcome.seconds for outcome in outcomes]
    return {
        "altered": len(altered),
        "caught": _share_right(altered),
        "supported": len(supported),
        "kept": _share_right(supported),
        "caught_by_kind": _by_kind(altered),
        "p50_ms": round(median_ms(seconds), 2),
        "p95_ms": round(p95_ms(seconds), 2),
    }


def load_groups(name: str) -> tuple[Group, ...]:
    """The written pairs of one set. Raises DatasetError."""
    return load_written(f"verification_{name}.yaml", TypeAdapter(tuple[Group, ...]))


def _outcomes(group: Group, checked: Checked) -> Iterator[Outcome]:
    for statement in group.supported:
        verdict, seconds = timed(checked, statement, group.sources)
        yield Outcome(None, verdict.supported, seconds)
    for alteration, statements in group.altered.items():
        for statement in statements:
            verdict, seconds = timed(checked, statement, group.sources)
            yield Outcome(alteration, not verdict.supported, seconds)


def _share_right(outcomes: Sequence[Outcome]) -> float | None:
    return round(fmean(outcome.right for outcome in outcomes), 3) if outcomes else None


def _by_kind(altered: Sequence[Outcome]) -> dict[str, str]:
    of_kind = {kind: [one for one in altered if one.alteration is kind] for kind in Alteration}
    return {
        kind: f"{sum(one.right for one in ones)} of {len(ones)}" for kind, ones in of_kind.items() if ones
    }
