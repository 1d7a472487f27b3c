"""What an asker said of an answer last is what counts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from assistant.errors import NotFound
from assistant.store.answers import AnswerStore
from assistant.store.feedback import Feedback, FeedbackStore
from tests.assistant.store.conftest import answer_of
from tests.fakes import NOW


def said(answer_id: str, asker: str, *, useful: bool, minute: int = 0, reason: str | None = None) -> Feedback:
    return Feedback(answer_id, asker, useful, NOW + timedelta(minutes=minute), reason)


@pytest.fixture(autouse=True)
def kept(answers: AnswerStore) -> None:
    answers.save(answer_of("one"))
    answers.save(answer_of("two"))


def test_feedback_comes_back_as_it_was_given(feedback: FeedbackStore) -> None:
    given = said("one", "asker", useful=False, reason="It left out [name]'s age.")
    feedback.save(given)

    assert feedback.of(["one"]) == (given,)


def test_what_an_asker_says_again_replaces_what_they_said_before(feedback: FeedbackStore) -> None:
    feedback.save(said("one", "asker", useful=False, reason="Too long."))
    feedback.save(said("one", "asker", useful=True, minute=1))

    assert feedback.of(["one"]) == (said("one", "asker", useful=True, minute=1),)


def test_each_asker_has_a_say_of_their_own(feedback: FeedbackStore) -> None:
    mine, theirs = said("one", "me", useful=True), said("one", "them", useful=False, minute=1)
    feedback.save(theirs)
    feedback.save(mine)

    assert feedback.of(["one", "two"]) == (mine, theirs)
    assert feedback.of(["two"]) == ()


def test_reports_read_all_that_was_said_oldest_first(feedback: FeedbackStore) -> None:
    later, first = said("two", "asker", useful=True, minute=10), said("one", "asker", useful=True)
    feedback.save(later)
    feedback.save(first)

    assert feedback.every() == (first, later)


def test_feedback_on_an_answer_that_is_gone_is_not_taken(feedback: FeedbackStore) -> None:
    with pytest.raises(NotFound, match="'gone'"):
        feedback.save(said("gone", "asker", useful=True))


def test_the_same_said_from_eight_threads_at_once_is_kept_once(feedback: FeedbackStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(feedback.save, [said("one", "asker", useful=True)] * 8))

    assert feedback.of(["one"]) == (said("one", "asker", useful=True),)
