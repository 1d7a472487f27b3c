"""How the labels are read, and how the fit is judged by those it was not fitted on."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import numpy as np

from evals.bench.says import Pair, agreement, load_pairs, measure
from evals.hearing.listener import Listener
from tests.encoder import WordEncoder

SUBJECTS = (
    "file",
    "form",
    "call",
    "letter",
    "note",
    "record",
    "visit",
    "chart",
    "plan",
    "log",
    "map",
    "list",
)


def pairs_of(subject: str, held_out: bool) -> list[Pair]:
    said = Pair(
        f"the {subject} is sent by the school",
        (f"The {subject} is sent by the school.", "Pizza is eaten."),
        said=True,
        group=subject,
        held_out=held_out,
        shown=True,
    )
    return [said, replace(said, texts=("Pizza is eaten in Naples.",), said=False)]


def test_there_are_enough_labels_of_both_kinds_in_both_halves_and_none_stands_twice() -> None:
    pairs = load_pairs()
    shown = [pair for pair in pairs if pair.shown]

    assert len(set(pairs)) == len(pairs)
    for held_out in (True, False):
        labels = [pair.said for pair in shown if pair.held_out is held_out]
        assert len(labels) >= 150
        assert 0.3 < sum(labels) / len(labels) < 0.7


def test_no_case_stands_in_both_halves() -> None:
    by_group = sorted(load_pairs(), key=lambda pair: pair.group)

    assert all(
        len({pair.held_out for pair in group}) == 1 for _, group in groupby(by_group, lambda pair: pair.group)
    )


def test_agreement_counts_what_was_heard_of_each_kind() -> None:
    found = agreement(np.array([True, False, True, False]), np.array([True, True, False, False]))

    assert (found.pairs, found.agreement, found.kappa) == (4, 0.5, 0.0)
    assert (found.heard_of_said, found.heard_of_unsaid) == (0.5, 0.5)


def test_the_fit_agrees_with_plain_labels_it_was_not_fitted_on() -> None:
    pairs = [pair for place, one in enumerate(SUBJECTS) for pair in pairs_of(one, held_out=place % 3 == 0)]
    pairs += [replace(pair, shown=False, group=f"written {pair.group}") for pair in pairs]

    fitted, report = measure(pairs, Listener(WordEncoder()))

    assert fitted.held_out
    assert (fitted.held_out.heard_of_said, fitted.held_out.heard_of_unsaid) == (1, 0)
    assert report["held_out"] == fitted.held_out.model_dump()
