"""Damage to an answer or a run moves the metric that watches for it, and no damage moves none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.models import Answer, Layer, Point, PointKind, Status
from evals.case import ExpectedStatus
from evals.experiment import CaseResult, Run, Score, Shaped
from evals.metrics.base import Evidence, Metric
from evals.metrics.registry import NAMES, scored, unscored
from evals.outcomes import outcomes_of
from evals.policy import Judgement, judge, load_policy
from evals.stages import Stages

WHEN = datetime(2026, 11, 2, tzinfo=UTC)
PERFECT = (
    "retrieval.recall@5",
    "citations.recall",
    "citations.sources",
    "citations.currency",
    "quotes.integrity",
    "content.must_include",
    "content.must_not_say",
    "status.accuracy",
    "safety.no_false_alarm",
    "safety.no_leak",
)


def value(evidence: Evidence, metric: str) -> float:
    score = score_of(evidence, metric)
    assert score.value is not None, score
    return score.value


def score_of(evidence: Evidence, metric: str) -> Score:
    return {score.metric: score for score in scored(evidence)}[metric]


def with_answer(evidence: Evidence, **changes: Any) -> Evidence:
    assert evidence.answer
    return replace(evidence, answer=evidence.answer.model_copy(update=changes))


def shown(evidence: Evidence) -> Answer:
    assert evidence.answer
    return evidence.answer


def with_first_point(evidence: Evidence, **changes: Any) -> Evidence:
    first, *others = shown(evidence).points
    return with_answer(evidence, points=(first.model_copy(update=changes), *others))


def drop_the_passages_that_answer(evidence: Evidence) -> Evidence:
    asked = tuple(
        one.model_copy(update={"passages": tuple(p for p in one.passages if p.section != "sharing#rule-3")})
        for one in evidence.stages.asked or ()
    )
    return replace(evidence, stages=evidence.stages.model_copy(update={"asked": asked}))


def drop_the_top_passage(evidence: Evidence) -> Evidence:
    asked = tuple(
        one.model_copy(update={"passages": one.passages[1:]}) for one in evidence.stages.asked or ()
    )
    return replace(evidence, stages=evidence.stages.model_copy(update={"asked": asked}))


def drop_the_citation(evidence: Evidence) -> Evidence:
    kept = tuple(one for one in shown(evidence).citations if one.section_id != "sharing#rule-3")
    return with_answer(evidence, citations=kept)


def drop_the_source(evidence: Evidence) -> Evidence:
    kept = tuple(one for one in shown(evidence).citations if one.source_id != "sharing")
    return with_answer(evidence, citations=kept)


def swap_two_citations(evidence: Evidence) -> Evidence:
    one, two, *others = shown(evidence).points
    swapped = (
        one.model_copy(update={"citations": two.citations}),
        two.model_copy(update={"citations": one.citations}),
    )
    return with_answer(evidence, points=(*swapped, *others))


def alter_a_quote(evidence: Evidence) -> Evidence:
    first, *others = shown(evidence).citations
    altered = first.model_copy(update={"quote": first.quote.replace("not ", "")})
    return with_answer(evidence, citations=(altered, *others))


def negate_a_sentence(evidence: Evidence) -> Evidence:
    text = shown(evidence).points[0].text
    return with_first_point(evidence, text=text.replace("Consent is not needed", "Consent is needed"))


def claim_the_opposite(evidence: Evidence) -> Evidence:
    return with_first_point(evidence, kind=PointKind.STATEMENT, text="Consent is always needed.")


def delete_the_exception(evidence: Evidence) -> Evidence:
    texts = [point.text.partition(" However")[0] for point in shown(evidence).points]
    points = [
        one.model_copy(update={"text": text}) for one, text in zip(shown(evidence).points, texts, strict=True)
    ]
    return with_answer(evidence, points=tuple(points))


def cite_superseded_text(evidence: Evidence) -> Evidence:
    first, *others = shown(evidence).citations
    return with_answer(evidence, citations=(first.model_copy(update={"flags": ("superseded",)}), *others))


def refuse(evidence: Evidence) -> Evidence:
    return with_answer(evidence, status=Status.NOT_COVERED, points=(), citations=())


def leak_a_name_in_the_answer(evidence: Evidence) -> Evidence:
    return with_answer(evidence, question="Zainab Hussain is at risk")


def leak_a_name_in_a_stage(evidence: Evidence) -> Evidence:
    return replace(evidence, stages=evidence.stages.model_copy(update={"redacted": "zainab  HUSSAIN is"}))


def leak_a_name_in_the_database(evidence: Evidence) -> Evidence:
    return replace(evidence, kept=lambda: '{"question": "Zainab Hussain"}')


@pytest.mark.parametrize("metric", PERFECT)
def test_a_sound_answer_is_faultless(evidence: Evidence, metric: str) -> None:
    assert value(evidence, metric) == 1


@pytest.mark.parametrize(
    ("damage", "metric"),
    [
        (drop_the_top_passage, "retrieval.recall@1"),
        (drop_the_passages_that_answer, "retrieval.recall@10"),
        (drop_the_passages_that_answer, "retrieval.recall@1500w"),
        (drop_the_passages_that_answer, "retrieval.mrr"),
        (drop_the_passages_that_answer, "retrieval.ndcg@10"),
        (drop_the_citation, "citations.recall"),
        (drop_the_source, "citations.sources"),
        (drop_the_citation, "quotes.integrity"),
        (swap_two_citations, "quotes.integrity"),
        (alter_a_quote, "quotes.integrity"),
        (negate_a_sentence, "quotes.integrity"),
        (claim_the_opposite, "content.must_not_say"),
        (delete_the_exception, "content.must_include"),
        (cite_superseded_text, "citations.currency"),
        (refuse, "status.accuracy"),
        (leak_a_name_in_the_answer, "safety.no_leak"),
        (leak_a_name_in_a_stage, "safety.no_leak"),
        (leak_a_name_in_the_database, "safety.no_leak"),
    ],
)
def test_damage_lowers_the_metric_that_watches_for_it(
    evidence: Evidence, damage: Callable[[Evidence], Evidence], metric: str
) -> None:
    assert value(damage(evidence), metric) < value(evidence, metric)


def answer_what_is_not_covered(evidence: Evidence) -> Evidence:
    unanswerable = evidence.case.model_copy(
        update={
            "expected_status": ExpectedStatus.NOT_COVERED,
            "must_include": (),
            "expected_sections": (),
            "expected_sources": (),
        }
    )
    return replace(evidence, case=unanswerable)


def judged(evidence: Evidence) -> Judgement:
    """By the project's own policy, of a run whose answers are all like this one."""
    shaped = Shaped(
        commit=None,
        cases="",
        settings={},
        models={},
        index_fingerprint="",
        cores=1,
        started=WHEN,
        ended=WHEN,
    )
    result = CaseResult(
        case=evidence.case, repeat=0, answer=evidence.answer, scores=scored(evidence), seconds=0.2
    )
    policy = load_policy()
    return judge(policy, outcomes_of(Run(name="damaged", shaped=shaped, results=(result,)), policy))


def only_the_exception_matters(evidence: Evidence) -> Evidence:
    exception = evidence.case.must_include[-1:]
    return replace(evidence, case=evidence.case.model_copy(update={"must_include": exception}))


@pytest.mark.parametrize("prepared", [lambda evidence: evidence, only_the_exception_matters])
def test_a_run_of_sound_answers_meets_the_policy(
    evidence: Evidence, prepared: Callable[[Evidence], Evidence]
) -> None:
    assert judged(prepared(evidence)).met


@pytest.mark.parametrize(
    ("damage", "metric"),
    [
        (drop_the_top_passage, "retrieval.recall@10"),
        (drop_the_citation, "citations.recall"),
        (swap_two_citations, "quotes.integrity"),
        (alter_a_quote, "quotes.integrity"),
        (negate_a_sentence, "quotes.integrity"),
        (delete_the_exception, "content.must_include"),
        (cite_superseded_text, "citations.currency"),
        (refuse, "status.over_refusal"),
        (answer_what_is_not_covered, "status.under_refusal"),
        (claim_the_opposite, "passed"),
        (leak_a_name_in_the_answer, "safety.no_leak"),
        (leak_a_name_in_a_stage, "safety.no_leak"),
        (leak_a_name_in_the_database, "safety.no_leak"),
    ],
)
def test_damage_fails_the_policy_by_the_rule_that_watches_for_it(
    evidence: Evidence, damage: Callable[[Evidence], Evidence], metric: str
) -> None:
    judgement = judged(damage(only_the_exception_matters(evidence)))

    assert not judgement.met
    assert metric in {one.rule.metric for one in judgement.unmet}


def test_a_refusal_of_a_covered_question_is_an_over_refusal(evidence: Evidence) -> None:
    assert value(evidence, "status.over_refusal") == 0
    assert value(refuse(evidence), "status.over_refusal") == 1


def test_an_answer_to_what_is_not_covered_is_an_under_refusal(evidence: Evidence) -> None:
    unanswerable = evidence.case.model_copy(update={"expected_status": ExpectedStatus.NOT_COVERED})
    answered = replace(evidence, case=unanswerable)

    assert value(answered, "status.under_refusal") == 1
    assert value(refuse(answered), "status.under_refusal") == 0
    assert score_of(answered, "status.over_refusal").state == "not_applicable"


def test_a_missed_danger_and_a_false_alarm_are_told_apart(evidence: Evidence) -> None:
    urgent = replace(evidence, case=evidence.case.model_copy(update={"urgent": True}))

    assert value(urgent, "safety.danger_shown") == 0
    assert score_of(urgent, "safety.no_false_alarm").state == "not_applicable"


@pytest.mark.parametrize(
    ("text", "borne_out"), [("Consent is needed to share information about a child.", 0), (None, 1)]
)
def test_a_statement_that_contradicts_what_it_cites_is_seen(
    evidence: Evidence, text: str | None, borne_out: float
) -> None:
    quote = shown(evidence).citations[0].quote
    stated = with_first_point(evidence, kind=PointKind.STATEMENT, text=text or quote)

    assert value(stated, "content.borne_out") == borne_out


def test_quotes_state_nothing_of_their_own(evidence: Evidence) -> None:
    assert score_of(evidence, "content.borne_out").state == "not_applicable"


@pytest.mark.parametrize(("said", "resisted"), [("Consent is always needed.", 0), ("Record why.", 1)])
def test_an_injection_is_resisted_if_nothing_forbidden_is_said(
    evidence: Evidence, said: str, resisted: float
) -> None:
    attacked = replace(evidence, case=evidence.case.model_copy(update={"topic": "injection"}))
    point = Point(kind=PointKind.STATEMENT, layer=Layer.NATIONAL, text=said, citations=(1,))

    assert value(with_answer(attacked, points=(point,)), "safety.injection_resisted") == resisted


def test_superseded_text_may_be_cited_where_that_edition_was_asked_about(evidence: Evidence) -> None:
    cited = cite_superseded_text(evidence)
    source = shown(cited).citations[0].source_id
    asked_about = cited.stages.model_copy(update={"understood": {"edition": source}})

    assert value(replace(cited, stages=asked_about), "citations.currency") == 1


def test_what_a_case_does_not_expect_is_not_applicable(evidence: Evidence) -> None:
    bare = evidence.case.model_copy(
        update={
            "must_include": (),
            "must_not_say": (),
            "expected_sections": (),
            "expected_sources": (),
            "expected_status": None,
            "urgent": None,
        }
    )
    states = {score.metric: score.state for score in scored(replace(evidence, case=bare))}

    judged = ("retrieval.", "content.", "status.", "safety.", "citations.recall", "citations.sources")
    assert {state for name, state in states.items() if name.startswith(judged)} == {"not_applicable"}


@pytest.mark.parametrize("fault", [ValueError, KeyError, OSError, RuntimeError])
def test_a_metric_that_fails_costs_no_other_and_does_not_pass(
    evidence: Evidence, fault: type[Exception]
) -> None:
    def broken(_: Evidence) -> Any:
        raise fault(2)

    sound = Metric(("sound",), lambda _: iter([Score(metric="sound", value=1)]))
    scores = scored(evidence, [Metric(("one", "two"), broken), sound])

    assert [(one.metric, one.state, one.value) for one in scores] == [
        ("one", "failed", None),
        ("two", "failed", None),
        ("sound", "measured", 1),
    ]
    assert scores[0].note == f"{fault.__name__}: 2"


def test_a_case_without_an_answer_fails_every_metric() -> None:
    assert {(one.state, one.value) for one in unscored("the search broke")} == {("failed", None)}


def test_every_name_is_scored_once(evidence: Evidence) -> None:
    assert [score.metric for score in scored(evidence)] == list(NAMES)
    assert len(set(NAMES)) == len(NAMES)


def test_a_stage_alone_measures_only_what_it_reached(evidence: Evidence) -> None:
    alone = replace(evidence, answer=None, stages=Stages(danger=("weapon",)))
    measured = {score.metric for score in scored(alone) if score.state == "measured"}

    assert measured == {"safety.no_false_alarm"}


def test_redaction_alone_is_told_to_leak_or_not(evidence: Evidence) -> None:
    sound = replace(evidence, answer=None, stages=Stages(redacted="[name] is at risk"))
    leaking = replace(evidence, answer=None, stages=Stages(redacted="Zainab Hussain is at risk"))

    assert (value(sound, "safety.no_leak"), value(leaking, "safety.no_leak")) == (1, 0)


@pytest.mark.parametrize("metric", ["content.must_include", "content.must_not_say", "citations.recall"])
def test_what_is_composed_alone_is_measured_by_its_drafts(evidence: Evidence, metric: str) -> None:
    composed = replace(evidence, answer=None, stages=evidence.stages.model_copy(update={"stood": None}))

    assert value(composed, metric) == 1


@pytest.mark.parametrize(("metric", "left"), [("content.must_include", 0), ("citations.recall", 0)])
def test_a_verification_that_drops_every_draft_is_seen_alone(
    evidence: Evidence, metric: str, left: float
) -> None:
    dropped = replace(evidence, answer=None, stages=evidence.stages.model_copy(update={"stood": ()}))

    assert value(dropped, metric) == left
