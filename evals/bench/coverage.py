"""Fits the judges of `assistant/coverage.py` on written questions over the library that is served.

Each judge is fitted on one half of the questions and measured on the other, both ways round; the figures
to enter are those of a fit on all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from math import inf
from typing import Annotated

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.coverage import evidence
from assistant.finding import PASSAGES
from assistant.models import Passage
from evals.bench.subject import Retrieves
from evals.errors import DatasetError
from evals.report import Report
from ingest.models import NATIONAL

FILE = "coverage.yaml"
OVER_REFUSED = 0.03
SIGNS = ("nearness", "named", "asked", "length")
WITHOUT_ASKING = ("nearness", "named", "length")

Questions = Annotated[tuple[str, ...], Field(min_length=10)]
Floats = NDArray[np.float64]


class Written(BaseModel):
    """The questions by how they should end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answered: Questions
    not_covered: Questions
    out_of_scope: Questions


@dataclass(frozen=True, slots=True)
class Seen:
    """The evidence for each question, one row each; `refused` is what should not be answered."""

    rows: Floats
    refused: NDArray[np.bool_]


def load_written() -> Written:
    """Raises DatasetError naming what is wrong with the file."""
    file = resources.files("evals").joinpath("data", FILE)
    try:
        return Written.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise DatasetError(f"{file} cannot be used ({error}); mend it as its first lines say") from error


def measure(written: Written, retriever: Retrieves) -> Report:
    """For each judge: what it refuses of both kinds where it wrongly refuses 3%, and its figures."""
    seen = _seen(written, retriever)
    outside = np.array(
        [False] * (len(written.answered) + len(written.not_covered)) + [True] * len(written.out_of_scope)
    )
    return {
        "questions": len(seen.rows),
        "by_asking": _judge(seen, outside, SIGNS),
        "by_text": _judge(seen, outside, WITHOUT_ASKING),
    }


def _seen(written: Written, retriever: Retrieves) -> Seen:
    groups = (written.answered, written.not_covered, written.out_of_scope)
    rows = [
        _row(question, retriever.retrieve(question, (NATIONAL,), PASSAGES))
        for group in groups
        for question in group
    ]
    refused = [place > 0 for place, group in enumerate(groups) for _ in group]
    return Seen(np.array(rows), np.array(refused))


def _row(question: str, passages: Sequence[Passage]) -> list[float]:
    seen = evidence(question, passages)
    return [getattr(seen, sign) for sign in SIGNS]


def _judge(seen: Seen, outside: NDArray[np.bool_], signs: Sequence[str]) -> Mapping[str, object]:
    columns = [SIGNS.index(sign) for sign in signs]
    held_out = _crossed(seen.rows[:, columns], ~seen.refused)
    weights, constant = _fit(seen.rows[:, columns], ~seen.refused)
    fitted = _probabilities(seen.rows[:, columns], weights, constant)
    covered = _bound(fitted[~seen.refused], OVER_REFUSED)
    return {
        "held_out_refused": round(
            float(np.mean(held_out[seen.refused] < _bound(held_out[~seen.refused], OVER_REFUSED))), 3
        ),
        "refused": round(float(np.mean(fitted[seen.refused] < covered)), 3),
        "constant": round(constant, 2),
        **{sign: round(float(weight), 2) for sign, weight in zip(signs, weights, strict=True)},
        "covered": round(covered, 2),
        "in_scope": round(_between(fitted[seen.refused & ~outside], fitted[outside]), 2),
    }


def _crossed(rows: Floats, answered: NDArray[np.bool_]) -> Floats:
    """Each question's probability by a judge fitted on the other half."""
    found = np.zeros(len(rows))
    halves = np.arange(len(rows)) % 2 == 0
    for half in (halves, ~halves):
        found[half] = _probabilities(rows[half], *_fit(rows[~half], answered[~half]))
    return found


def _fit(rows: Floats, answered: NDArray[np.bool_]) -> tuple[Floats, float]:
    """The weights of the evidence as it is measured, and the constant."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    model = LogisticRegression(class_weight="balanced").fit((rows - mean) / spread, answered)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ mean)


def _probabilities(rows: Floats, weights: Floats, constant: float) -> Floats:
    return np.asarray(1 / (1 + np.exp(-(rows @ weights + constant))))


def _bound(probabilities: Floats, below: float) -> float:
    return float(np.quantile(probabilities, below))


def _between(inside: Floats, outside: Floats) -> float:
    """The bound that tells the two kinds apart most often."""
    best, bound = -inf, 0.0
    for candidate in np.concatenate([inside, outside]):
        right = float(np.mean(inside >= candidate) + np.mean(outside < candidate))
        best, bound = (right, float(candidate)) if right > best else (best, bound)
    return bound
