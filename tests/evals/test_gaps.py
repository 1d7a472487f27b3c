"""What the guidance does not cover, told to those who own it."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.insights.gaps import Gap, Why, gaps_of_answers, grouped, rows
from assistant.models import Status
from evals.experiment import CaseResult
from evals.gaps import gaps_of_run
from tests.evals.reporting.fakes import case, result, run, scores, shown


def gaps(*results: CaseResult) -> list[Gap]:
    return list(gaps_of_run(run(*results)))


@pytest.mark.parametrize(
    ("expected", "ending", "why"),
    [
        ({"expected_status": "not_covered"}, Status.NOT_COVERED, Why.NOT_COVERED),
        ({"expected_status": "not_covered"}, Status.ANSWERED, Why.NOT_COVERED),
        ({"expected_sections": ["guide#a"]}, Status.NOT_COVERED, Why.NOT_FOUND),
        ({"expected_status": None}, Status.NOT_COVERED, Why.NOT_COVERED),
        ({}, Status.PARTIAL, Why.PARTIAL),
        ({}, Status.ANSWERED, None),
        ({"expected_status": "out_of_scope"}, Status.NOT_COVERED, None),
        ({"expected_status": "declined"}, Status.DECLINED, None),
    ],
)
def test_a_gap_says_what_kind_it_is(expected: dict[str, Any], ending: Status, why: Why | None) -> None:
    found = gaps(result(case("a", **expected), status=ending))

    assert [gap.why for gap in found] == ([why] if why else [])


def test_an_answer_that_leaves_points_out_is_a_gap_with_the_points() -> None:
    (score,) = scores(content__must_include=0.5)
    found = gaps(result(case("a"), scores=(score.model_copy(update={"note": "within five days"}),)))

    assert [(gap.why, gap.missing) for gap in found] == [(Why.INCOMPLETE, ("within five days",))]


def test_a_case_asked_twice_is_one_gap() -> None:
    one = case("a")

    assert len(gaps(result(one, status=Status.PARTIAL), result(one, status=Status.PARTIAL, repeat=1))) == 1


def test_a_case_that_ended_in_an_error_says_nothing_of_the_guidance() -> None:
    assert gaps(result(case("a"), answer=None, error="timed out")) == []


def test_kept_answers_count_if_they_are_not_covered_or_readers_found_them_no_use() -> None:
    answers = [
        shown(Status.NOT_COVERED, id="1", question="Who pays?"),
        shown(Status.ANSWERED, id="2", question="Who decides?"),
        shown(Status.ANSWERED, id="3", question="Who asks?"),
    ]
    found = list(gaps_of_answers(answers, not_useful={"2"}))

    assert [(gap.question, gap.why) for gap in found] == [
        ("Who pays?", Why.NOT_COVERED),
        ("Who decides?", Why.NOT_USEFUL),
    ]
    assert [(gap.topic, gap.nearest[0].section_id) for gap in found] == [
        ("A guide", "guide#near"),
        ("A guide", "guide#para-1"),
    ]


def test_nothing_near_is_said_to_be_so() -> None:
    (gap,) = gaps_of_answers([shown(Status.NOT_COVERED, related=())])

    assert (gap.topic, gap.nearest) == ("Nothing near", ())


def test_questions_alike_are_counted_together_and_the_most_asked_group_comes_first() -> None:
    asked = ["Who pays for the DBS check?", "who pays for the dbs check", "What does a MASH cost?"]
    answers = [shown(Status.NOT_COVERED, question=one) for one in asked]
    local = shown(Status.NOT_COVERED, question="Where is the hub?", partnership="exampleshire")
    groups = grouped(gaps_of_answers([local, *answers]))

    assert [(group.partnership, group.asked) for group in groups] == [("National", 3), ("exampleshire", 1)]
    assert [(gap.question, gap.asked) for gap in groups[0].gaps] == [(asked[0], 2), (asked[2], 1)]


def test_the_rows_of_the_sheet_name_the_nearest_sections() -> None:
    header, row = rows(grouped(gaps(result(case("a"), status=Status.PARTIAL))))

    assert dict(zip(header, row, strict=True)) == {
        "topic": "consent",
        "partnership": "National",
        "question": "what about a?",
        "asked": 1,
        "why": Why.PARTIAL,
        "missing": "",
        "nearest sections": "guide#near",
    }
