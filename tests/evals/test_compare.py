"""Two runs compared: the sign, the significance, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scipy import stats

from assistant.models import Status
from evals.compare import Comparison, Pair, bless, compare, read_outcomes_at
from evals.errors import RunError
from evals.experiment import Run, Score
from evals.outcomes import outcomes_of
from evals.policy import Limit, Policy
from evals.reporting.html import page
from tests.evals.reporting.fakes import POLICY, case, passes_and_fails, result, run, saved, scores, shown


def compared(first: Run, second: Run) -> Comparison:
    return compare(outcomes_of(first, POLICY), outcomes_of(second, POLICY))


def ids(pairs: tuple[Pair, ...]) -> list[str]:
    return [pair.second.id for pair in pairs]


def test_flipped_cases_are_told_apart_by_direction() -> None:
    found = compared(passes_and_fails("ppff"), passes_and_fails("fpfp"))

    assert (ids(found.broken), ids(found.mended)) == (["c1"], ["c4"])


def test_a_critical_case_that_broke_comes_first() -> None:
    plain, critical = case("plain"), case("critical", critical=True)
    before = run(result(plain), result(critical))
    after = run(*(result(one, status=Status.PARTIAL) for one in (plain, critical)))

    assert ids(compared(before, after).broken) == ["critical", "plain"]


def saying(share: float, unsaid: str | None, **fields: Any) -> Run:
    said = Score(metric="content.must_include", value=share, note=unsaid)
    return run(result(case("a", critical=True), scores=(said,), **fields))


def test_a_case_that_passes_and_makes_fewer_of_its_points_is_told_with_the_points_left_out() -> None:
    found = compared(saying(1.0, None), saying(0.5, "within 72 hours"))

    assert (ids(found.broken), ids(found.saying_less)) == ([], ["a"])
    assert (
        "says less: a (critical): no longer makes every point it made; now leaves out: within 72 hours"
        in page("comparison.txt", comparison=found)
    )
    assert "Now leaves out: within 72 hours" in page("comparison.html", comparison=found)
    for template in ("comparison.txt", "comparison.html"):
        assert "is not shown to be worse, but a critical case says less" in page(template, comparison=found)


@pytest.mark.parametrize(("before", "after"), [(0.5, 0.5), (0.5, 1.0)])
def test_a_case_that_makes_as_many_of_its_points_does_not_say_less(before: float, after: float) -> None:
    assert compared(saying(before, "one"), saying(after, None)).saying_less == ()


def test_a_case_that_broke_is_not_told_again_as_saying_less() -> None:
    found = compared(saying(1.0, None), saying(0.0, "one", error="the run was stopped"))

    assert (ids(found.broken), found.saying_less) == (["a"], ())


def test_the_significance_is_mcnemars() -> None:
    found = compared(passes_and_fails("p" * 9 + "f"), passes_and_fails("p" + "f" * 8 + "p"))

    assert found.p == pytest.approx(stats.binomtest(1, 9, 0.5).pvalue)
    assert found.worse


def test_the_other_way_round_is_no_worse() -> None:
    found = compared(passes_and_fails("p" + "f" * 8), passes_and_fails("p" * 9))

    assert found.p < 0.05
    assert not found.worse


def test_what_chance_explains_is_not_called_worse() -> None:
    assert not compared(passes_and_fails("ppppp"), passes_and_fails("ppppf")).worse


def test_one_critical_case_that_breaks_is_worse_whatever_chance_says() -> None:
    assert compared(passes_and_fails("ppp", critical=True), passes_and_fails("ppf", critical=True)).worse


def with_scores(name: str, values: list[float]) -> Run:
    cases = [case(f"c{number}") for number in range(len(values))]
    given = zip(cases, values, strict=True)
    return run(*(result(one, scores=scores(content__included=value)) for one, value in given), name=name)


def test_a_difference_is_the_second_less_the_first() -> None:
    (change,) = compared(with_scores("a", [0.2, 0.4, 0.6]), with_scores("b", [0.4, 0.7, 0.8])).changes

    assert (change.first, change.second) == pytest.approx((0.4, 0.6333), abs=1e-3)
    assert change.difference == pytest.approx(0.2333, abs=1e-3)
    assert change.significant


def test_a_difference_that_goes_both_ways_is_not_clear() -> None:
    (change,) = compared(with_scores("a", [0.2, 0.9, 0.5]), with_scores("b", [0.9, 0.2, 0.5])).changes

    assert not change.significant


def test_a_metric_counts_only_where_both_runs_have_it() -> None:
    one, two = case("one"), case("two")
    before = run(result(one, scores=scores(a__b=1.0)), result(two, scores=scores(a__b=0.0)))
    after = run(result(one, scores=scores(a__b=0.5)), result(two, scores=scores(a__b="gone")))
    (change,) = compared(before, after).changes

    assert (change.cases, change.difference, change.interval) == (1, -0.5, None)


def taking(*seconds: float, repeats: int = 3) -> Run:
    results = (result(case(f"c{number}"), seconds=one) for number, one in enumerate(seconds, start=1))
    return run(*results, repeats=repeats)


@pytest.mark.parametrize(("seconds", "slower"), [(0.3, []), (0.5, ["c1"]), (0.1, [])])
def test_a_case_is_slower_if_it_takes_twice_as_long_and_people_would_notice(
    seconds: float, slower: list[str]
) -> None:
    assert ids(compared(taking(0.2, 0.2, 0.2), taking(seconds, 0.2, 0.2)).slower) == slower


def test_a_tiny_case_that_doubles_is_not_called_slower() -> None:
    assert not compared(taking(0.01, 0.2, 0.2), taking(0.2, 0.2, 0.2)).slower


def test_cases_that_are_all_slower_alike_show_a_busy_machine_and_name_no_case() -> None:
    found = compared(taking(0.2, 0.4, 0.3), taking(0.8, 1.6, 1.2))

    assert found.pace.usual == pytest.approx(4)
    assert found.slower == ()


def test_a_case_that_is_slower_than_a_busy_machine_explains_is_told_with_what_it_is_held_against() -> None:
    found = compared(taking(0.2, 0.2, 0.2), taking(2.0, 0.4, 0.4))

    assert ids(found.slower) == ["c1"]
    assert "slower: c1: 0.20 s -> 2.00 s, 10.0 times as long, where load explains up to 4.0 times" in page(
        "comparison.txt", comparison=found
    )


def test_of_cases_that_were_asked_once_none_is_called_slower() -> None:
    found = compared(taking(0.2, 0.2, 0.2), taking(2.0, 0.4, 0.4, repeats=1))

    assert found.slower == ()
    assert "No case is called slower" in page("comparison.html", comparison=found)


def test_the_further_cases_lie_apart_the_more_load_explains() -> None:
    before = taking(*[0.2] * 7)

    assert ids(compared(before, taking(0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 1.2)).slower) == ["c7"]
    assert compared(before, taking(0.1, 0.2, 0.4, 0.1, 0.5, 0.3, 1.2)).slower == ()


def test_times_are_shown_and_never_called_better_or_worse() -> None:
    def taken(milliseconds: float) -> Run:
        timed = scores(speed__search=milliseconds)
        return run(*(result(case(one), scores=timed) for one in "abc"))

    (change,) = compared(taken(10), taken(40)).changes

    assert (change.difference, change.timed, change.significant) == (30, True, False)


def test_a_quieter_machine_makes_no_case_slower_that_took_as_long_as_before() -> None:
    assert not compared(taking(1.0, 1.0, 1.0), taking(1.0, 0.2, 0.2)).slower


def test_a_case_that_was_rewritten_or_is_in_one_run_only_is_named_and_left_out() -> None:
    before = run(result(case("same")), result(case("changed")), result(case("old")))
    changed = result(case("changed", question="something else?"), status=Status.PARTIAL)
    found = compared(before, run(result(case("same")), changed, result(case("new"))))

    assert ids(found.pairs) == ["same"]
    assert (found.rewritten, found.only_first, found.only_second) == (("changed",), ("old",), ("new",))


def test_runs_that_share_no_case_cannot_be_compared() -> None:
    with pytest.raises(RunError, match="share no case"):
        compared(run(result(case("a"))), run(result(case("b"))))


def test_what_shaped_the_two_is_told_setting_by_setting() -> None:
    other = run(result(case("a")), settings={"ingest": {"model": "bge"}}, seed=3)
    found = compared(run(result(case("a"))), other)

    assert found.shaped == (("settings.ingest.model", "minilm", "bge"), ("seed", 0, 3))


def test_what_shaped_the_two_is_told_first_in_the_terminal_and_on_the_page() -> None:
    other = run(result(case("a")), settings={"ingest": {"model": "bge"}}, commit="def5678")
    found = compared(run(result(case("a"))), other)

    assert page("comparison.txt", comparison=found).splitlines()[1:3] == [
        "  changed: the code: abc1234, then def5678",
        "  changed: setting ingest.model: minilm, then bge",
    ]
    told = page("comparison.html", comparison=found)
    assert told.index("The code: abc1234, then def5678.") < told.index('id="broken"')


def test_an_answer_in_other_words_is_told_though_nothing_broke() -> None:
    other = result(case("a"), answer=shown(message="Ring the police first."))
    found = compared(run(result(case("a")), result(case("b"))), run(other, result(case("b"))))

    assert (ids(found.broken), ids(found.reworded)) == ([], ["a"])
    assert "  answers that changed, without breaking: a\n" in page("comparison.txt", comparison=found)


def test_a_baseline_that_was_blessed_before_answers_were_told_apart_says_nothing_of_them() -> None:
    found = compared(run(result(case("a"))), run(result(case("a"), answer=shown(message="Other words."))))
    (pair,) = found.pairs
    older = replace(pair, first=pair.first.model_copy(update={"said": None}))

    assert (pair.reworded, older.reworded) == (True, False)


def test_that_no_case_is_called_slower_is_told_with_what_to_run() -> None:
    once = compared(run(result(case("a"))), run(result(case("a"))))
    thrice = compared(run(result(case("a")), repeats=3), run(result(case("a")), repeats=3))

    assert "run both with --repeat 3" in page("comparison.txt", comparison=once)
    assert "--repeat" not in page("comparison.txt", comparison=thrice)


def test_that_nothing_changed_is_said_too() -> None:
    found = compared(run(result(case("a"))), run(result(case("a"))))

    assert "changed: nothing that is recorded" in page("comparison.txt", comparison=found)
    assert "Nothing changed that is recorded" in page("comparison.html", comparison=found)


def test_every_reason_of_a_case_that_broke_is_told_in_the_terminal() -> None:
    worse = result(case("a"), scores=scores(status__right=0.0, safety__leaks=1.0))
    told = page("comparison.txt", comparison=compared(run(result(case("a"))), run(worse)))

    assert "status.right: 0.0%, must be at least 100.0%; safety.leaks: 100.0%, must be at most 0.0%" in told


def alone(stage: str) -> Run:
    return run(result(case("a"), answer=None), settings={"evals": {"stage": stage}}, name="alone")


def test_answers_are_not_compared_with_stages_run_alone() -> None:
    with pytest.raises(RunError, match="tuesday ran whole and alone ran the stages up to retrieve alone"):
        compared(run(result(case("a"))), alone("retrieve"))

    assert compared(alone("retrieve"), alone("retrieve")).broken == ()


@pytest.mark.parametrize("limit", [0.8, 0.4])
def test_a_policy_that_was_edited_since_the_blessing_flips_no_case(limit: float, tmp_path: Path) -> None:
    """One that was blessed under a limit of 0.6 and is judged by another now, with the same answers."""
    then, now = (Policy(case={"content.included": Limit(at_least=one)}, rules=()) for one in (0.6, limit))
    answers = run(*(result(case(name), scores=scores(content__included=value)) for name, value in HALVES))
    bless(outcomes_of(answers, then), "weekly", tmp_path)

    found = compare(read_outcomes_at("weekly", now, tmp_path), outcomes_of(answers, now))

    assert (found.broken, found.mended) == ((), ())
    assert [one.passed for one in found.first.cases] == [value >= limit for _, value in HALVES]


HALVES = (("half", 0.5), ("more", 0.7))


def test_a_case_of_a_baseline_is_judged_by_its_worst_repeat(tmp_path: Path) -> None:
    values = {0: 1.0, 1: 0.0}
    answers = run(
        *(
            result(case("a"), repeat=repeat, scores=scores(status__right=value, safety__leaks=0.0))
            for repeat, value in values.items()
        )
    )
    bless(outcomes_of(answers, POLICY), "weekly", tmp_path)
    lenient = Policy(case={"status.right": Limit(at_least=0.4)}, rules=())

    assert [one.passed for one in read_outcomes_at("weekly", lenient, tmp_path).cases] == [False]
    assert [one.passed for one in outcomes_of(answers, lenient).cases] == [False]


def test_a_case_of_a_baseline_that_had_no_answer_or_a_figure_still_fails(tmp_path: Path) -> None:
    stopped = result(case("a"), answer=None, error="stopped", scores=scores(status__right="no answer"))
    broken = result(case("b"), scores=scores(status__right="the index is gone"))
    made = outcomes_of(run(stopped, broken), POLICY)
    bless(made, "weekly", tmp_path)

    again = read_outcomes_at("weekly", POLICY, tmp_path)
    assert [[one.metric for one in each.reasons] for each in again.cases] == [["no answer"], ["status.right"]]


def test_a_baseline_is_blessed_read_by_its_name_and_stays_as_it_was(tmp_path: Path) -> None:
    outcomes = outcomes_of(passes_and_fails("pf"), POLICY)
    path = bless(outcomes, "weekly", tmp_path)
    blessed = path.read_bytes()
    compare(read_outcomes_at("weekly", POLICY, tmp_path), outcomes_of(passes_and_fails("pp"), POLICY))

    assert read_outcomes_at("weekly", POLICY, tmp_path) == outcomes.model_copy(update={"name": "weekly"})
    assert path.read_bytes() == blessed


def test_a_run_is_read_from_its_folder(tmp_path: Path) -> None:
    made = passes_and_fails("pf")
    folder = saved(made, tmp_path)

    assert read_outcomes_at(str(folder), POLICY, tmp_path) == outcomes_of(made, POLICY)


def test_what_is_neither_a_run_nor_a_baseline_is_told_with_the_baselines_there_are(tmp_path: Path) -> None:
    bless(outcomes_of(passes_and_fails("p"), POLICY), "weekly", tmp_path)

    with pytest.raises(RunError, match=r"daily is neither .*\(there: weekly\)"):
        read_outcomes_at("daily", POLICY, tmp_path)


def test_a_run_that_was_not_finished_is_not_blessed(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="was not finished"):
        bless(outcomes_of(run(result(case("a")), ended=None), POLICY), "weekly", tmp_path)

    assert list(tmp_path.iterdir()) == []
