"""Fits `evals/hearing/` on labelled pairs of statement and text, and states how often it agrees with them.

What is stated is of pairs held out: whole cases, and every other written statement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, TypeAdapter, model_validator

from evals.bench.figures import Figures
from evals.bench.logistic import fit_logistic
from evals.bench.written import load_written
from evals.hearing.listener import FILE as FITTED_FILE
from evals.hearing.listener import Agreement, Hearing, Listener
from evals.hearing.signs import Signs
from evals.reporting.statistics import kappa
from ingest.models import Frozen

WRITTEN = "says.yaml"
SHOWN = "shown.yaml"
NAMES = tuple(one.name for one in fields(Signs))
FALSELY_HEARD = 0.08  # at half of that, three in ten of what answers say in other words went unheard
FOLDS = 10
ROUNDS = 4
LIKELIEST_OF_UNSAID = 2
DECIMALS = 4
SMALLEST = 0.0001

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Texts = Annotated[tuple[str, ...], Field(min_length=1)]


class Written(Frozen):
    """A statement, texts that say it and texts that do not."""

    statement: str
    says: Texts
    not_: Annotated[Texts, Field(alias="not")]


class Shown(Frozen):
    """An answer's points, statements that they make and statements that they do not."""

    case: str
    half: Literal["development", "held_out"]
    shown: Texts
    says: tuple[str, ...] = ()
    not_: Annotated[tuple[str, ...], Field(alias="not")] = ()

    @model_validator(mode="after")
    def _labels_something(self) -> Shown:
        if not (self.says or self.not_):
            raise ValueError(
                f"case {self.case!r} labels nothing: write what it says, or does not, or remove it"
            )
        return self


@dataclass(frozen=True, slots=True)
class Pair:
    """Whether the texts say the statement; pairs of one group share a text or a statement."""

    statement: str
    texts: tuple[str, ...]
    said: bool
    group: str
    held_out: bool
    shown: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """A pair and what speaks for and against it, piece by piece of its texts."""

    pair: Pair
    signs: tuple[Signs, ...]

    @property
    def rows(self) -> Floats:
        return np.array([astuple(one) for one in self.signs])


def load_pairs() -> tuple[Pair, ...]:
    """Raises DatasetError."""
    shown = load_written(SHOWN, TypeAdapter(tuple[Shown, ...]))
    return (*_shown_pairs(shown), *_written_pairs(load_written(WRITTEN, TypeAdapter(tuple[Written, ...]))))


def measure(pairs: Sequence[Pair], listener: Listener) -> tuple[Hearing, Figures]:
    """What is fitted on the pairs not held out, and how it does on those that are."""
    heard = [Heard(pair, tuple(listener.signs(pair.statement, pair.texts))) for pair in pairs]
    known = [one for one in heard if not one.pair.held_out]
    crossed = _crossed(known)
    threshold = _threshold(known, crossed)
    model = _fit(known)
    kept = [one for one in heard if one.pair.held_out and one.pair.shown]
    written = [one for one in heard if one.pair.held_out and not one.pair.shown]
    labels = np.array([one.pair.said for one in kept])
    fitted = Hearing(
        constant=round(model.constant, DECIMALS),
        weights={name: round(weight, DECIMALS) for name, weight in model.weights.items()},
        threshold=round(threshold, DECIMALS),
    )
    fitted = fitted.model_copy(update={"held_out": agreement(_judged(fitted, kept), labels)})
    shown = np.array([one.pair.shown for one in known])
    return fitted, {
        "pairs": len(pairs),
        "cross_validated": _report(crossed[shown] >= threshold, _labels(known)[shown]),
        "held_out": _report(_judged(fitted, kept), labels),
        "held_out_as_claims": _report(_judged(fitted, kept, strictly=True), labels),
        "held_out_written": _report(_judged(fitted, written), _labels(written)),
        "in_use": _report(_judged(listener.hearing, kept), labels),
        "fitted": fitted.model_dump(include={"constant", "weights", "threshold"}),
    }


def write(hearing: Hearing) -> Path:
    """Into the package itself, from where runs read it."""
    path = Path(str(resources.files("evals.hearing").joinpath(FITTED_FILE)))
    path.write_text(hearing.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return path


def agreement(judged: Booleans, labels: Booleans) -> Agreement:
    beyond_chance = kappa(list(zip(judged.tolist(), labels.tolist(), strict=True)))
    return Agreement(
        pairs=len(labels),
        agreement=_share(judged == labels),
        kappa=1.0 if beyond_chance is None else round(beyond_chance, 3),
        heard_of_said=_share(judged[labels]),
        heard_of_unsaid=_share(judged[~labels]),
    )


def _shown_pairs(labelled: Sequence[Shown]) -> Iterator[Pair]:
    for one in labelled:
        for said, statements in ((True, one.says), (False, one.not_)):
            for statement in statements:
                yield Pair(statement, one.shown, said, one.case, one.half == "held_out", shown=True)


def _written_pairs(labelled: Sequence[Written]) -> Iterator[Pair]:
    for number, one in enumerate(labelled):
        for said, texts in ((True, one.says), (False, one.not_)):
            for text in texts:
                yield Pair(one.statement, (text,), said, one.statement, number % 2 == 1, shown=False)


def _fit(heard: Sequence[Heard]) -> Hearing:
    """A text says a statement by one of its pieces: the likeliest, which each round finds anew."""
    hearing = Hearing(constant=0, weights={"weakest": 1, "held": 1}, threshold=0.5)
    for _ in range(ROUNDS):
        rows, labels, shares = zip(*_examples(heard, hearing), strict=True)
        weights, constant = fit_logistic(np.array(rows), np.array(labels), np.array(shares))
        named = dict(zip(NAMES, map(float, weights), strict=True))
        hearing = Hearing(constant=constant, weights=named, threshold=0.5)
    return hearing


def _examples(heard: Sequence[Heard], hearing: Hearing) -> Iterator[tuple[Floats, bool, float]]:
    """The piece likeliest to say what is said, and the two likeliest where it is not, each for a half."""
    for one in heard:
        likeliest = np.argsort(-_probabilities(hearing, one.rows))
        taken = likeliest[: 1 if one.pair.said else LIKELIEST_OF_UNSAID]
        yield from ((one.rows[place], one.pair.said, 1 / len(taken)) for place in taken)


def _probabilities(hearing: Hearing, rows: Floats) -> Floats:
    weights = np.array([hearing.weights.get(name, 0.0) for name in NAMES])
    return np.asarray(1 / (1 + np.exp(-(hearing.constant + rows @ weights))))


def _likeliest(hearing: Hearing, one: Heard) -> float:
    return float(_probabilities(hearing, one.rows).max())


def _crossed(heard: Sequence[Heard]) -> Floats:
    """The probability of each pair by what was fitted without its group."""
    groups = sorted({one.pair.group for one in heard})
    found = np.zeros(len(heard))
    for fold in range(FOLDS):
        left_out = frozenset(groups[fold::FOLDS])
        hearing = _fit([one for one in heard if one.pair.group not in left_out])
        for place, one in enumerate(heard):
            if one.pair.group in left_out:
                found[place] = _likeliest(hearing, one)
    return found


def _threshold(heard: Sequence[Heard], probabilities: Floats) -> float:
    """Above which few of the statements that an answer does not make are heard."""
    unsaid = [not one.pair.said and one.pair.shown for one in heard]
    highest = float(np.quantile(probabilities[unsaid], 1 - FALSELY_HEARD, method="higher"))
    return highest + SMALLEST


def _judged(hearing: Hearing, heard: Sequence[Heard], strictly: bool = False) -> Booleans:
    """With `strictly`, as a claim: what denies it does not count."""
    return np.array(
        [any(hearing.says(sign) and not (strictly and sign.deny) for sign in one.signs) for one in heard],
        dtype=np.bool_,
    )


def _labels(heard: Sequence[Heard]) -> Booleans:
    return np.array([one.pair.said for one in heard], dtype=np.bool_)


def _report(judged: Booleans, labels: Booleans) -> Figures:
    return agreement(judged, labels).model_dump()


def _share(found: Booleans) -> float:
    return round(float(np.mean(found)), 3)
