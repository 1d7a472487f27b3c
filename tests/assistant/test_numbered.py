"""Steps and grades that a question names come first; those with another number do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.models import Passage
from assistant.numbered import named_first, named_in
from tests.assistant.test_extract import passage


def headed(heading: str, text: str, scores: tuple[float, ...], score: float) -> Passage:
    found = passage(text, scores, score=score)
    return replace(found, section=replace(found.section, heading_path=("Guide", heading)))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("how long does stage 3 last", {"stage 3"}),
        ("from Level two to level 4", {"level 2", "level 4"}),
        ("an amber request came in", {"amber"}),
        ("the form is marked as Red", {"red"}),
        ("a red flag for us", set()),
        ("the next stage takes 3 days", set()),
    ],
)
def test_a_question_names_steps_by_number_and_grades_by_colour(text: str, names: set[str]) -> None:
    assert named_in(text) == names


def test_the_step_named_goes_before_a_better_match_with_another_number() -> None:
    second = headed("Stage 2: managers", "Managers meet.", (0.9,), score=1.0)
    third = headed("Stage three: partners", "Partners meet.", (0.5,), score=0.7)

    assert [one.section for one in named_first([second, third], {"stage 3"})] == [
        third.section,
        second.section,
    ]


def test_a_row_that_names_the_grade_goes_before_the_sentences_beside_it() -> None:
    table = passage("Replies have times:\n\n| Red | 4 hours |\n|---|---|\n| Amber | 1 day |", (0.8, 0.1, 0.1))
    other = passage("Requests are logged.", (0.9,), source_id="other", score=1.2)

    first, second = named_first([other, table], {"amber"})

    assert first.section == table.section
    assert max(first.sentence_scores) == first.sentence_scores[0]
    assert first.sentence_scores[2] > table.sentence_scores[2]
    assert second == other


def test_without_names_nothing_moves() -> None:
    found = (passage("Managers meet.", (0.9,)), passage("Partners meet.", (0.5,), score=1.2))

    assert named_first(found, frozenset()) == found
