"""The fit of when not to answer: what it is fitted on, and that it tells what it was not fitted on."""

from __future__ import annotations

import numpy as np
import pytest

from evals.bench import coverage
from evals.bench.coverage import SIGNS, Seen, Written, fit, with_cases, written_questions
from evals.bench.written import development_cases
from evals.case import ExpectedStatus, Split

EACH = 60


def test_the_development_cases_that_stand_alone_are_fitted_on_too() -> None:
    written, cases = written_questions(), development_cases()
    both = with_cases(written)

    assert {case.split for case in cases} == {Split.DEVELOPMENT}
    assert both.answered[: len(written.answered)] == written.answered
    for status in ("answered", "not_covered", "out_of_scope"):
        ends = [one for one in cases if one.expected_status is ExpectedStatus(status)]
        more = getattr(both, status)[len(getattr(written, status)) :]
        assert more == tuple(case.question for case in ends if not case.conversation)
        assert more


def test_no_question_is_both_answered_and_not() -> None:
    both = with_cases(written_questions())
    groups = (both.answered, both.not_covered, both.out_of_scope)
    folded = [{question.casefold() for question in group} for group in groups]

    assert not folded[0] & folded[1]
    assert not folded[0] & folded[2]
    assert not folded[1] & folded[2]


def seen(apart: float) -> Seen:
    """Questions in three directions; those that are answered are nearer to what is found, by `apart`."""
    drawn = np.random.default_rng(0)
    ends = np.repeat(np.arange(3), EACH)
    vectors = np.eye(3)[ends] + drawn.normal(0, 0.05, (3 * EACH, 3))
    rows = drawn.normal(0, 0.1, (3 * EACH, len(SIGNS) - 1))
    rows[ends == 0] += apart
    rows[:, SIGNS.index("length")] = 2.0
    return Seen(vectors, rows, ends == 0, ends == 2, np.eye(3)[:1])


def test_what_the_evidence_tells_is_found_in_questions_that_were_not_fitted_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(coverage, "AXES", 3)

    judges, figures = fit(seen(apart=1.0), "tests")

    assert figures["questions"] == 3 * EACH
    assert figures["by_asking"] == {
        "over_refused": coverage.OVER_REFUSED,
        "not_covered_refused": 1.0,
        "out_of_scope_refused": 1.0,
    }
    assert figures["out_of_scope_told"] == 1.0
    assert judges.fitted.model == "tests"
    assert judges.library.reading(np.array([1, 0, 0])) > 0 > judges.library.reading(np.array([0, 1, 0]))
    assert judges.field.reading(np.array([0, 1, 0])) > 0 > judges.field.reading(np.array([0, 0, 1]))


def test_a_group_of_too_few_questions_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 10 items"):
        Written(answered=("a",) * 10, not_covered=("b",) * 9, out_of_scope=("c",) * 10)
