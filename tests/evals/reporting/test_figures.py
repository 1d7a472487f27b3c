"""Figures of a run, against counts made by hand."""

from __future__ import annotations

import pytest

from assistant.models import Status
from evals.experiment import CaseResult
from evals.outcomes import CaseOutcome, outcomes_of
from evals.reporting.figures import Curve, Histogram, confusion, curves, figures, histogram, slices
from evals.reporting.report import report_of, timings
from tests.evals.reporting.fakes import POLICY, case, result, run, scores


def of(*results: CaseResult) -> tuple[CaseOutcome, ...]:
    return outcomes_of(run(*results), POLICY).cases


def test_a_figure_counts_what_was_measured_what_did_not_apply_and_what_failed() -> None:
    values = (1.0, 0.0, 1.0, None, "gone")
    found = figures(of(*(result(case(str(n)), scores=scores(a__b=one)) for n, one in enumerate(values))))
    (figure,) = [one for one in found if one.metric == "a.b"]

    assert figure.mean == pytest.approx(2 / 3)
    assert (figure.measured, figure.not_applicable, figure.errored) == (3, 1, 1)


def test_the_share_of_cases_that_passed_comes_first_and_numbers_count_as_numbers() -> None:
    values = scores(**{"r__recall@10": 1.0, "r__recall@5": 1.0, "r__recall@300w": 0.0})
    found = figures(of(result(case("a"), scores=values)))

    assert [one.metric for one in found] == ["passed", "r.recall@5", "r.recall@10", "r.recall@300w"]


def test_slices_put_the_weakest_first_and_say_what_it_fails_on() -> None:
    cases = of(
        result(case("a", role="gp", tags=["x", "y"])),
        result(case("b", role="gp"), status=Status.NOT_COVERED),
        result(case("c", role="dsl", tags=["x"])),
    )
    found = slices(cases)

    assert [(one.value, one.passed, one.cases, one.fails_on) for one in found["role"]] == [
        ("gp", 1, 2, "status.right"),
        ("dsl", 1, 1, None),
    ]
    assert {one.value: one.cases for one in found["tag"]} == {"x": 2, "y": 1}
    assert "topic" not in found


def test_the_table_of_endings_counts_each_expected_one_by_what_it_became() -> None:
    cases = of(
        result(case("a")),
        result(case("b"), status=Status.PARTIAL),
        result(case("c", expected_status="not_covered"), status=Status.NOT_COVERED),
        result(case("d", expected_status=None, urgent=True)),
    )

    assert confusion(cases) == {"answered": {"answered": 1, "partial": 1}, "not_covered": {"not_covered": 1}}


def test_a_metric_at_three_numbers_makes_a_curve() -> None:
    given = {"r__recall@1": 0.0, "r__recall@10": 1.0, "r__recall@5": 1.0, "r__recall@300w": 1.0}
    found = curves(figures(of(result(case("a"), scores=scores(**given)))))

    assert found == (Curve("r.recall@", "", ((1, 0.0), (5, 1.0), (10, 1.0))),)


def test_times_are_of_the_whole_and_of_each_stage() -> None:
    one, two, three = (result(case(str(n)), seconds=n / 10) for n in (1, 2, 3))
    found = {each.stage: (each.median, each.p95) for each in timings((one, two, three))}

    assert found["the whole"] == pytest.approx((200, 300))
    assert found["retrieve"] == pytest.approx((20, 20))


def test_cases_that_need_a_look_come_first() -> None:
    results = (
        result(case("passed", critical=True)),
        result(case("failed"), status=Status.PARTIAL),
        result(case("failed-critical", critical=True), status=Status.PARTIAL),
    )
    report = report_of(run(*results), POLICY)

    assert [one.id for one, _ in report.cases] == ["failed-critical", "failed", "passed"]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([10, 12, 19], Histogram(1, (*([0] * 10), 1, 0, 1, *([0] * 6), 1))),
        ([0, 30, 90], Histogram(5, (1, *([0] * 5), 1, *([0] * 11), 1))),
        ([1000, 20000], Histogram(1000, (0, 1, *([0] * 18), 1))),
        ([*([10] * 30), 500], Histogram(1, (*([0] * 10), 30, *([0] * 10)), beyond=1)),
        ([5], None),
        ([0, 0], None),
    ],
)
def test_values_are_counted_in_round_steps(values: list[float], found: Histogram | None) -> None:
    assert histogram(values) == found


def test_no_steps_are_more_than_can_be_told_apart() -> None:
    for most in (0.3, 7, 99, 100, 101, 2400, 123456):
        found = histogram([0.0, most])
        assert found
        assert 8 <= len(found.counts) <= 21
        assert found.end >= most
