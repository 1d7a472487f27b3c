"""What became of a case, over its repeats."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.models import Status
from evals.errors import RunError
from evals.experiment import CaseResult
from evals.outcomes import CaseOutcome, Outcomes, outcomes_of, read_outcomes, save_outcomes
from tests.evals.reporting.fakes import POLICY, case, result, run, scores, shown


def outcome(*results: CaseResult) -> CaseOutcome:
    (only,) = outcomes_of(run(*results), POLICY).cases
    return only


def test_a_case_passes_when_every_limit_that_applies_is_kept() -> None:
    kept = scores(status__right=1.0, safety__leaks=None, content__included=0.0)

    assert outcome(result(case("a"), scores=kept)).passed


@pytest.mark.parametrize(
    ("given", "metric"),
    [
        (scores(status__right=0.0), "status.right"),
        (scores(status__right=1.0, safety__leaks=1.0), "safety.leaks"),
        (scores(status__right="the index is gone"), "status.right"),
    ],
)
def test_a_limit_that_is_broken_or_cannot_be_measured_fails_the_case(given: object, metric: str) -> None:
    failed = outcome(result(case("a"), scores=given))

    assert not failed.passed
    assert [reason.metric for reason in failed.reasons] == [metric]


def test_a_case_without_an_answer_fails_for_that_alone() -> None:
    failed = outcome(
        result(case("a"), answer=None, error="timed out", scores=scores(status__right="no answer"))
    )

    assert [(reason.metric, reason.note) for reason in failed.reasons] == [("no answer", "timed out")]
    assert failed.status == "no answer"


def test_where_stages_were_run_alone_there_is_no_answer_to_miss() -> None:
    alone = outcome(result(case("a"), answer=None, scores=scores(retrieval__mrr=1.0)))

    assert (alone.passed, alone.status) == (True, "not asked")
    assert alone.value("passed") is None


def test_one_bad_repeat_fails_the_case_and_scores_are_means() -> None:
    one = case("a")
    again = result(one, repeat=1, scores=scores(status__right=0.0))
    both = outcome(result(one, seconds=0.2), again.model_copy(update={"seconds": 0.4}))

    assert not both.passed
    assert both.scores == {"status.right": 0.5}
    assert both.seconds == pytest.approx(0.3)


def test_a_metric_that_failed_once_has_no_mean() -> None:
    one = case("a")
    both = outcome(
        result(one, scores=scores(content__included=1.0)),
        result(one, repeat=1, scores=scores(content__included="no listener")),
    )

    assert both.scores == {}
    assert both.unmeasured == ("content.included",)


def test_why_points_could_not_be_measured_is_no_point_left_out() -> None:
    assert outcome(result(case("a"), scores=scores(content__must_include="it broke"))).unsaid == ()


def test_the_documents_expected_are_read_off_the_sections() -> None:
    one = outcome(result(case("a", expected_sources=["act"], expected_sections=["guide#one", "guide#two"])))

    assert one.values("source") == ("act", "guide")
    assert one.values("critical") == ("no",)


def test_outcomes_are_kept_a_line_a_case_and_read_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"
    made = outcomes_of(run(result(case("a")), result(case("b"), status=Status.NOT_COVERED)), POLICY)
    save_outcomes(made, path)

    assert len(path.read_text(encoding="utf-8").splitlines()) == 3
    assert read_outcomes(path) == made


@pytest.mark.parametrize("text", ["", "{", '{"name": "x"}\n', '{"name": "x", "shaped": {}}\n{"id": 3}\n'])
def test_a_file_that_holds_no_outcomes_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "kept.jsonl"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(RunError, match=r"kept\.jsonl is not a baseline"):
        read_outcomes(path)


def test_a_run_that_was_interrupted_or_asked_nothing_is_not_finished() -> None:
    finished = outcomes_of(run(result(case("a"))), POLICY)

    assert finished.finished
    assert not outcomes_of(run(result(case("a")), ended=None), POLICY).finished
    assert not Outcomes(name="none", shaped=finished.shaped, cases=()).finished


def test_the_answer_itself_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"
    told = shown(message="Told in the answer alone.")
    save_outcomes(outcomes_of(run(result(case("a"), answer=told)), POLICY), path)

    assert "Told in the answer alone" not in path.read_text(encoding="utf-8")
