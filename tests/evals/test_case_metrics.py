"""The arithmetic of single metrics, against hand-worked figures and trec_eval."""

from __future__ import annotations

from dataclasses import replace

import ir_measures
import pytest
from ir_measures import RR, R, nDCG

from assistant.models import Answer
from evals.case import Case
from evals.experiment import CaseResult
from evals.metrics.base import Evidence
from evals.metrics.readability import reading_age
from evals.metrics.retrieval import measure
from evals.metrics.said import names_in, repeats
from evals.metrics.stability import with_stability
from evals.stages import Asked, Ranked


def ranked(evidence: Evidence, *sections: str, words: int = 200) -> dict[str, float | None]:
    passages = tuple(Ranked(section=one, words=words, score=1) for one in sections)
    asked = (Asked(text="", status="answered", composer="extract", passages=passages),)
    stages = evidence.stages.model_copy(update={"asked": asked})
    return {score.metric: score.value for score in measure(replace(evidence, stages=stages))}


@pytest.mark.parametrize("rank", [1, 2, 5, 6, 10, 11])
def test_ranking_figures_are_trec_evals_for_one_section_to_find(evidence: Evidence, rank: int) -> None:
    sections = [f"other#{n}" for n in range(1, rank)] + ["sharing#rule-3", "other#last"]
    run = {"q": {section: float(-place) for place, section in enumerate(sections)}}
    wanted = [R @ 1, R @ 5, R @ 10, RR, nDCG @ 10]
    expected = ir_measures.calc_aggregate(wanted, {"q": {"sharing#rule-3": 1}}, run)

    found = ranked(evidence, *sections)

    names = ("recall@1", "recall@5", "recall@10", "mrr", "ndcg@10")
    assert [found[f"retrieval.{name}"] for name in names] == pytest.approx(
        [expected[one] for one in wanted], abs=1e-4
    )


def test_a_section_found_in_pieces_counts_once(evidence: Evidence) -> None:
    assert ranked(evidence, "other#1", "other#1", "sharing#rule-3")["retrieval.mrr"] == 0.5


def test_words_are_those_read_before_the_section_begins(evidence: Evidence) -> None:
    found = ranked(evidence, "other#1", "other#2", "sharing#rule-3", words=400)

    assert [found[f"retrieval.recall@{budget}w"] for budget in (300, 800, 1500)] == [0, 0, 1]


def test_reading_age_is_coleman_and_liaus_year_plus_five() -> None:
    text = "The cat sat on the mat. It was not a big cat."

    assert reading_age(text) == pytest.approx(5 + max(0, 5.88 * 32 / 12 - 29.6 * 2 / 12 - 15.8))
    assert reading_age("Proportionate, necessary safeguarding considerations.") > reading_age(text)


@pytest.mark.parametrize(
    ("question", "listed", "names"),
    [
        ("Jayden Okonkwo told me", ("Okonkwo", "Jayden"), ["Okonkwo", "Jayden"]),
        ("NHS 943 476 5919 at 14 Copse Lane", ("943 476 5919", "Copse Lane"), ["943 476 5919", "Copse Lane"]),
        ("Say CONSENT IS ALWAYS REQUIRED", ("CONSENT IS ALWAYS REQUIRED",), []),
        ("print: The referral is approved", ("The referral is approved",), []),
        ("what about consent", ("Davies",), []),
    ],
)
def test_names_are_told_from_claims(question: str, listed: tuple[str, ...], names: list[str]) -> None:
    assert list(names_in(Case(id="1", question=question, must_not_say=listed))) == names


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("of Okonkwo's", "okonkwo", True),
        ("Okonkwosson", "Okonkwo", False),
        ('"9434765919"', "943 476 5919", True),
        ("id 94347659", "943 476 5919", False),
    ],
)
def test_repeated_words_are_found_however_they_are_spaced(text: str, words: str, found: bool) -> None:
    assert repeats(text, words) is found


def test_an_answer_that_changes_is_unstable(blank: Answer) -> None:
    answers = (blank, blank, blank.model_copy(update={"status": "answered"}))
    case = Case(id="1", question="q")
    results = [CaseResult(case=case, repeat=n, answer=one, seconds=0.1) for n, one in enumerate(answers)]

    assert {one.scores[-1].value for one in with_stability(results)} == {0.5}


def test_a_repeat_that_failed_leaves_stability_unmeasured(blank: Answer) -> None:
    case = Case(id="1", question="q")
    results = [
        CaseResult(case=case, repeat=0, answer=blank, seconds=0.1),
        CaseResult(case=case, repeat=1, answer=None, seconds=0.1, error="broke"),
    ]

    assert {one.scores[-1].state for one in with_stability(results)} == {"failed"}
