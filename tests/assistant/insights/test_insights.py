"""Gaps, reviews and drafts, from what is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import NotFound
from assistant.insights.drafts import as_jsonl
from assistant.insights.figures import Viewed
from assistant.insights.gaps import Why
from assistant.insights.insights import Insights
from assistant.models import Status
from assistant.store.counting import FactStore
from assistant.store.feedback import Feedback, FeedbackStore
from assistant.store.reviews import ReviewStore, Verdict
from evals.reading import read_cases
from tests.assistant.insights.conftest import Kept
from tests.fakes import NAME_TYPED, NOW, OTHER, PARTNERSHIPS, RECORDING, SECRET, SHARING, redacted

MINE = ("exampleshire", "national")
VIEWED = Viewed(MINE, PARTNERSHIPS, (SHARING, RECORDING))


@pytest.fixture
def insights(kept: Kept) -> Insights:
    facts = FactStore(kept.engine)
    return Insights(facts, ReviewStore(kept.engine, facts), FeedbackStore(kept.engine), redacted, lambda: NOW)


def test_gaps_are_grouped_by_topic_with_the_sections_nearest(kept: Kept, insights: Insights) -> None:
    first, *_ = kept.add(2, Status.NOT_COVERED)
    kept.add(1)
    kept.add(4, Status.NOT_COVERED, partnership="otherton")
    (group,) = insights.gaps(VIEWED)
    (gap,) = group.gaps

    assert (group.topic, group.partnership) == ("Information sharing guidance", "exampleshire")
    assert (gap.why, gap.asked) == (Why.NOT_COVERED, 2)
    assert gap.answer_id in {first.id, "a2"}
    assert [one.section_id for one in gap.nearest] == ["info-sharing-2026#section-2"]


def test_an_answer_that_was_found_not_useful_is_a_gap(kept: Kept, insights: Insights) -> None:
    (answer,) = kept.add(1)
    FeedbackStore(kept.engine).save(Feedback(answer.id, "x", useful=False, created_at=NOW))

    assert [gap.why for group in insights.gaps(VIEWED) for gap in group.gaps] == [Why.NOT_USEFUL]


def test_a_gap_near_another_partnerships_protocol_does_not_name_it(kept: Kept, insights: Insights) -> None:
    kept.add(1, Status.PARTIAL, citations=(OTHER,), related=(), other_partnership="otherton")
    insights.want("a1", MINE, wanted=True)

    (group,) = insights.gaps(VIEWED)
    assert (group.topic, group.gaps[0].nearest) == ("Nothing near", ())
    assert SECRET.id not in str(insights.drafts(VIEWED))


def test_a_reviewers_note_is_kept_without_personal_data(kept: Kept, insights: Insights) -> None:
    (answer,) = kept.add(1)
    insights.judge(answer.id, MINE, "me", Verdict.RISKY, f" It names {NAME_TYPED}. ")
    looked = insights.look(answer.id, MINE)

    assert [(one.verdict, one.note) for one in looked.reviews] == [(Verdict.RISKY, "It names [name].")]
    assert not looked.wanted


@pytest.mark.parametrize(
    "act",
    [
        lambda insights: insights.look("a1", MINE),
        lambda insights: insights.judge("a1", MINE, "me", Verdict.GOOD, ""),
        lambda insights: insights.want("a1", MINE, wanted=True),
    ],
    ids=["look", "judge", "want"],
)
def test_another_partnerships_answer_is_not_found(
    kept: Kept, insights: Insights, act: Callable[[Insights], None]
) -> None:
    kept.add(1, partnership="otherton")

    with pytest.raises(NotFound, match="'a1'"):
        act(insights)


def test_what_is_chosen_becomes_draft_cases_that_the_check_reads(
    kept: Kept, insights: Insights, tmp_path: Path
) -> None:
    answer, _ = kept.add(2, questions=("What does the guidance say about sharing?",))
    FeedbackStore(kept.engine).save(Feedback(answer.id, "x", False, NOW, "It leaves out the GP."))
    insights.want(answer.id, MINE, wanted=True)
    file = tmp_path / "drafts.jsonl"
    file.write_text(as_jsonl(insights.drafts(VIEWED)), encoding="utf-8")

    (draft,) = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    (case,) = read_cases(file).cases
    assert draft["id"] == case.id == "draft-a1"
    assert case.question == "What does the guidance say about sharing?"
    assert (case.partnership, case.role, case.urgent) == ("exampleshire", "teacher", None)
    assert "feedback: It leaves out the GP." in str(case.note)
