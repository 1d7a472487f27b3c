"""The question the library is for is known by its words, whatever story comes before it."""

from __future__ import annotations

import pytest

from assistant.purpose import asks_to_share


@pytest.mark.parametrize(
    "question",
    [
        "grim house, no food, nits, loads of little things with these kids. can I share on a hunch",
        "gas engineer saw two children locked in a room, who do I tell",
        "Do I need mum's permission to tell school about the baby?",
        "he's 15. should we be reporting it, and am I allowed to tell the pupil's GP",
    ],
)
def test_whether_and_with_whom_a_concern_is_shared(question: str) -> None:
    assert asks_to_share(question)


@pytest.mark.parametrize(
    "question",
    [
        "how do I share my calendar on an android",
        "who won the school sports day for the kids",
        "how long is a child's file kept",
        "the child told her teacher and the teacher rang home",
        "a children's home closes, whom do we have to notify",
    ],
)
def test_other_questions_are_not_that_one(question: str) -> None:
    assert not asks_to_share(question)
