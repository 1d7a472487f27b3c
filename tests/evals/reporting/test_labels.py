"""Every metric has words that people outside the project understand."""

from __future__ import annotations

import pytest

from evals.metrics.registry import NAMES
from evals.policy import PASSED
from evals.reporting.labels import load_labels


@pytest.mark.parametrize("metric", [*NAMES, PASSED])
def test_every_metric_has_a_label_and_its_family_a_name(metric: str) -> None:
    labels = load_labels()

    assert labels.knows(metric)
    assert metric == PASSED or metric.partition(".")[0] in labels.families


def test_every_label_is_of_a_metric_that_exists() -> None:
    labels = load_labels()
    said = [labels.of(name).label for name in NAMES]

    assert len(set(said)) == len(NAMES)


def test_a_number_in_a_name_is_in_its_label() -> None:
    assert load_labels().of("retrieval.recall@25").label == "Found in the first 25 sections"
    assert load_labels().of("retrieval.recall@300w").label == "Found within 300 words"


def test_a_metric_without_a_label_is_called_by_its_name() -> None:
    assert load_labels().of("somebody.elses").label == "somebody.elses"
    assert load_labels().family("somebody.elses") == "somebody"


@pytest.mark.parametrize(
    ("metric", "value", "over_cases", "of_one"),
    [
        ("status.accuracy", 1.0, "100.0%", "yes"),
        ("status.accuracy", 0.0, "0.0%", "no"),
        ("status.accuracy", 0.5, "50.0%", "50.0%"),
        ("content.must_include", 1.0, "100.0%", "100.0%"),
        ("readability.words", 120.0, "120.0 words", "120.0 words"),
        ("speed.whole", None, "–", "–"),
    ],
)
def test_a_value_is_shown_in_its_unit(metric: str, value: float | None, over_cases: str, of_one: str) -> None:
    label = load_labels().of(metric)

    assert (label.show(value), label.show_one(value)) == (over_cases, of_one)


@pytest.mark.parametrize(
    ("metric", "interval", "shown"),
    [
        ("status.accuracy", (0.5, 0.75), "50.0% to 75.0%"),
        ("speed.whole", (1.5, 20.0), "1.5 to 20.0 ms"),
        ("speed.whole", None, "–"),
    ],
)
def test_an_interval_names_its_unit_once(
    metric: str, interval: tuple[float, float] | None, shown: str
) -> None:
    assert load_labels().of(metric).show_interval(interval) == shown


def test_families_stand_in_the_order_of_the_file_and_unknown_ones_last() -> None:
    labels = load_labels()

    assert sorted(["somebody", "speed", "safety"], key=labels.place) == ["safety", "speed", "somebody"]
