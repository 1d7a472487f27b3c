"""Fits `evals/listening.py` on labelled pairs, and states how often it agrees with the labels.

The agreement is of a fit on every other statement with the labels of the rest, both ways round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from importlib import resources
from typing import Annotated

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from evals.errors import DatasetError
from evals.listening import FITTED, Listener, Signs, Weights
from evals.report import Report

FILE = "says.yaml"
NAMES = tuple(one.name for one in fields(Signs))

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


class Labelled(BaseModel):
    """A statement, texts that say it and texts that do not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    statement: str
    says: Annotated[tuple[str, ...], Field(min_length=1)]
    not_: Annotated[tuple[str, ...], Field(min_length=1, alias="not")]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The signs of each pair, one row each, its label and the number of its statement."""

    rows: Floats
    labels: Booleans
    groups: NDArray[np.int64]


def load_labelled() -> tuple[Labelled, ...]:
    """Raises DatasetError naming what is wrong with the file."""
    file = resources.files("evals").joinpath("data", FILE)
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        return TypeAdapter(tuple[Labelled, ...]).validate_python(data)
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise DatasetError(f"{file} cannot be used ({error}); mend it as its first lines say") from error


def measure(labelled: Sequence[Labelled], listener: Listener) -> Report:
    pairs = _pairs(labelled, listener)
    even = pairs.groups % 2 == 0
    crossed = np.zeros(len(pairs.labels), dtype=np.bool_)
    for half in (even, ~even):
        crossed[half] = _judged(pairs.rows[half], _fit(pairs.rows[~half], pairs.labels[~half]))
    serving = _judged(pairs.rows, listener.weights)
    weights = _fit(pairs.rows, pairs.labels)
    return {
        "pairs": len(pairs.labels),
        "held_out": _agreement(crossed, pairs.labels),
        "in_use": _agreement(serving, pairs.labels),
        "fitted": dict(zip(("constant", *NAMES), np.round(astuple(weights)[:-1], 2).tolist(), strict=True)),
    }


def kappa(one: Booleans, other: Booleans) -> float:
    """Cohen's: agreement beyond chance, 1 where it is perfect."""
    observed = float(np.mean(one == other))
    chance = float(np.mean(one) * np.mean(other) + np.mean(~one) * np.mean(~other))
    return (observed - chance) / (1 - chance) if chance < 1 else 1.0


def agreement(labelled: Sequence[Labelled], heard: Sequence[bool]) -> Report:
    """Of any judge that was asked about all pairs in order."""
    return _agreement(np.array(heard), np.array([label for _, _, label in in_order(labelled)]))


def in_order(labelled: Sequence[Labelled]) -> Iterator[tuple[str, str, bool]]:
    """Each pair: the statement, the text and whether the text says it."""
    for one in labelled:
        yield from ((one.statement, text, True) for text in one.says)
        yield from ((one.statement, text, False) for text in one.not_)


def _pairs(labelled: Sequence[Labelled], listener: Listener) -> Pairs:
    """A text of several sentences counts by the piece that says it most."""
    rows, labels, groups = [], [], []
    for number, one in enumerate(labelled):
        for statement, text, label in in_order([one]):
            best = max(listener.signs(statement, [text]), key=FITTED.probability)
            rows.append(astuple(best))
            labels.append(label)
            groups.append(number)
    return Pairs(np.array(rows), np.array(labels), np.array(groups))


def _fit(rows: Floats, labels: Booleans) -> Weights:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=3).fit(rows, labels)
    return Weights(float(model.intercept_[0]), *map(float, model.coef_[0]))


def _judged(rows: Floats, weights: Weights) -> Booleans:
    return np.array([weights.probability(Signs(*row)) >= weights.threshold for row in rows])


def _agreement(judged: Booleans, labels: Booleans) -> Report:
    return {
        "agreement": round(float(np.mean(judged == labels)), 3),
        "kappa": round(kappa(judged, labels), 3),
        "heard_of_said": round(float(np.mean(judged[labels])), 3),
        "heard_of_unsaid": round(float(np.mean(judged[~labels])), 3),
    }
