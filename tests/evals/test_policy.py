"""When the policy is met, and when it is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evals.errors import PolicyError
from evals.experiment import CaseResult, Score
from evals.metrics.registry import NAMES
from evals.outcomes import outcomes_of
from evals.policy import PASSED, Judgement, Policy, Verdict, judge, load_policy
from tests.evals.reporting.fakes import POLICY, case, passes_and_fails, result, run, scores


def judged(*results: CaseResult, rules: list[dict[str, Any]]) -> Judgement:
    policy = Policy.model_validate({"case": {}, "rules": [{"why": "So.", **rule} for rule in rules]})
    return judge(policy, outcomes_of(run(*results), policy))


def scored(case_id: str, value: float | str | None, **fields: Any) -> CaseResult:
    return result(case(case_id, **fields), scores=scores(content__included=value))


@pytest.mark.parametrize(
    ("limit", "verdict"),
    [
        ({"at_least": 0.5}, Verdict.MET),
        ({"at_least": 0.51}, Verdict.NOT_MET),
        ({"at_most": 0.5}, Verdict.MET),
        ({"at_most": 0.49}, Verdict.NOT_MET),
        ({"at_most": 0}, Verdict.NOT_MET),
    ],
)
def test_a_rule_holds_the_mean_against_its_limit(limit: dict[str, float], verdict: Verdict) -> None:
    found = judged(scored("a", 1.0), scored("b", 0.0), rules=[{"metric": "content.included", **limit}])

    assert found.rules[0].verdict is verdict
    assert found.rules[0].value == 0.5
    assert found.met is (verdict is Verdict.MET)


def test_a_rule_for_a_slice_looks_at_nothing_else() -> None:
    rule = {"metric": "content.included", "slice": {"topic": "police", "critical": "no"}, "at_least": 1}
    found = judged(scored("a", 1.0, topic="police"), scored("b", 0.0), rules=[rule])

    assert (found.rules[0].measured, found.met) == (1, True)


def test_a_metric_that_failed_once_never_passes_its_rule() -> None:
    rule = {"metric": "content.included", "at_least": 0.5}
    found = judged(scored("a", 1.0), scored("b", "the index is gone"), rules=[rule])

    assert (found.rules[0].verdict, found.rules[0].errored, found.met) == (Verdict.NOT_MET, 1, False)


@pytest.mark.parametrize("required", [True, False])
def test_a_rule_that_nothing_measures_blocks_only_where_it_is_required(required: bool) -> None:
    rule = {"metric": "content.included", "at_least": 0.5, "required": required}
    found = judged(scored("a", None), rules=[rule])

    assert found.rules[0].verdict is Verdict.NOT_MEASURED
    assert found.met is not required


def test_one_critical_case_that_fails_blocks_whatever_the_rules_say() -> None:
    assert judge(POLICY, outcomes_of(passes_and_fails("pppf"), POLICY)).met

    blocked = judge(POLICY, outcomes_of(passes_and_fails("pppf", critical=True), POLICY))

    assert (blocked.unmet, blocked.critical_failed, blocked.met) == ((), ("c4",), False)


def test_a_run_that_was_not_finished_does_not_meet_the_policy() -> None:
    assert judge(POLICY, outcomes_of(run(result(case("a"))), POLICY)).met
    assert not judge(POLICY, outcomes_of(run(result(case("a")), ended=None), POLICY)).met


def alone(*results: CaseResult) -> Judgement:
    """Of a run of the stages up to the search."""
    return judge(POLICY, outcomes_of(run(*results, settings={"evals": {"stage": "retrieve"}}), POLICY))


def test_of_stages_alone_only_what_they_measure_is_judged_and_nothing_is_decided() -> None:
    found = alone(result(case("a"), answer=None, scores=scores(content__included=0.7)))

    assert [one.verdict for one in found.rules] == [Verdict.NOT_MEASURED, Verdict.MET]
    assert (found.met, found.decided) == (True, False)


def test_a_rule_that_stages_alone_break_is_not_kept() -> None:
    found = alone(result(case("a"), answer=None, scores=scores(content__included=0.5)))

    assert [one.rule.metric for one in found.unmet] == ["content.included"]
    assert not found.met


def test_a_critical_case_that_fails_in_a_stage_blocks_there_too() -> None:
    leaking = result(case("a", critical=True), answer=None, scores=scores(safety__leaks=1.0))

    assert alone(leaking).critical_failed == ("a",)
    assert not alone(leaking).met


def test_the_projects_policy_names_metrics_that_exist() -> None:
    policy = load_policy()

    assert {*policy.case, *(rule.metric for rule in policy.rules)} - {*NAMES, PASSED} == set()


@pytest.mark.parametrize("damaged", sorted(load_policy().case))
def test_the_projects_policy_stops_a_critical_case_that_is_damaged_in_any_respect(damaged: str) -> None:
    policy = load_policy()
    good = [Score(metric=metric, value=limit.at_least) for metric, limit in policy.case.items()]
    bad = [one.model_copy(update={"value": 0.0}) if one.metric == damaged else one for one in good]
    critical = case("a", critical=True)
    sound, hurt = (outcomes_of(run(result(critical, scores=each)), policy) for each in (good, bad))

    assert judge(policy, sound).critical_failed == ()
    assert judge(policy, hurt).critical_failed == ("a",)
    assert not judge(policy, hurt).met


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("case: {a.b: {}}\nrules: []", "at_least or at_most"),
        ("case: {a.b: {at_least: 1, at_most: 2}}\nrules: []", "at_least or at_most"),
        ("case: {}\nrules: [{metric: a.b, at_least: 1}]", "rules.0.why"),
        ("case: {}\nrules: [{metric: a, at_least: 1, why: x, slice: {colour: red}}]", "colour"),
        ("case: [", "is not YAML"),
        ("", "valid dictionary"),
    ],
)
def test_a_policy_that_is_wrong_says_where(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(PolicyError, match=told):
        load_policy(path)


def test_a_policy_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"none\.yaml cannot be read"):
        load_policy(tmp_path / "none.yaml")
