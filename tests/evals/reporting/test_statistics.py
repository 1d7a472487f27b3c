"""Intervals and tests of a difference, against values worked out by hand or by scipy."""

from __future__ import annotations

from math import comb

import pytest
from scipy import stats
from sklearn.metrics import cohen_kappa_score

from evals.reporting.statistics import difference_interval, interval, kappa, mcnemar, mean


def test_yes_and_no_get_wilsons_interval() -> None:
    found = interval([1.0] * 8 + [0.0] * 2)

    assert found == pytest.approx((0.490, 0.943), abs=0.001)


def test_a_faultless_series_is_not_certain() -> None:
    found = interval([1.0] * 10)

    assert found == pytest.approx((0.722, 1.0), abs=0.001)


def test_other_values_are_resampled_and_always_alike() -> None:
    values = [0.1, 0.4, 0.5, 0.5, 0.7, 0.9, 0.95, 0.3]
    found = interval(values)

    assert found is not None
    assert min(values) < found[0] < sum(values) / 8 < found[1] < max(values)
    assert found == interval(values)


@pytest.mark.parametrize("values", [[], [0.5]])
def test_too_few_values_have_no_interval(values: list[float]) -> None:
    assert interval(values) is None
    assert difference_interval(values) is None


def test_a_steady_difference_has_an_interval_without_zero() -> None:
    assert difference_interval([0.2, 0.3, 0.2, 0.25]) == pytest.approx((0.2125, 0.275), abs=0.02)
    assert difference_interval([0.25, 0.25]) == (0.25, 0.25)


def test_the_mean_of_nothing_is_nothing() -> None:
    assert mean([]) is None
    assert mean([0.0, 1.0, 0.5]) == 0.5


@pytest.mark.parametrize(("broke", "mended"), [(1, 8), (8, 1), (0, 6), (3, 4)])
def test_mcnemar_is_exact(broke: int, mended: int) -> None:
    size, fewer = broke + mended, min(broke, mended)
    by_hand = min(1.0, 2 * sum(comb(size, n) for n in range(fewer + 1)) / 2**size)

    assert mcnemar(broke, mended) == pytest.approx(by_hand)
    assert mcnemar(broke, mended) == pytest.approx(stats.binomtest(broke, size, 0.5).pvalue)


@pytest.mark.parametrize("count", [0, 5])
def test_as_many_mended_as_broken_is_what_chance_does(count: int) -> None:
    assert mcnemar(count, count) == 1


def test_kappa_takes_out_what_chance_agrees_on() -> None:
    pairs = [("good", "good")] * 20 + [("good", "bad")] * 5 + [("bad", "good")] * 10 + [("bad", "bad")] * 15

    assert kappa(pairs) == pytest.approx(0.4)


@pytest.mark.parametrize("heard", [[True, False, True, False], [True, True, False, True]])
def test_kappa_is_cohens(heard: list[bool]) -> None:
    labels = [True, False, False, False]

    assert kappa(list(zip(heard, labels, strict=True))) == pytest.approx(cohen_kappa_score(heard, labels))


@pytest.mark.parametrize("pairs", [[], [("good", "good")] * 3])
def test_where_nobody_varies_there_is_no_kappa(pairs: list[tuple[str, str]]) -> None:
    assert kappa(pairs) is None
