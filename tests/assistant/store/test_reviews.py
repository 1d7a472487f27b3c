"""What has to be looked at is found, and a reviewer's last word on it is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from assistant.errors import NotFound
from assistant.models import Status
from assistant.store.answers import AnswerStore
from assistant.store.counting import FactStore
from assistant.store.feedback import Feedback, FeedbackStore
from assistant.store.reviews import Reason, Review, ReviewStore, Verdict
from tests.assistant.store.conftest import answer_of
from tests.fakes import NOW

MINE = ("exampleshire", "national")


@pytest.fixture
def reviews(engine: Engine) -> ReviewStore:
    return ReviewStore(engine, FactStore(engine))


def queued(reviews: ReviewStore, **chosen: bool) -> list[tuple[str, tuple[Reason, ...]]]:
    return [(one.answer.id, one.reasons) for one in reviews.queue(MINE, 20, **chosen)]


def test_the_gravest_come_first_then_the_newest(
    answers: AnswerStore, feedback: FeedbackStore, reviews: ReviewStore
) -> None:
    answers.save(answer_of("good", urgent=None))
    answers.save(answer_of("partial", 1, urgent=None, status=Status.PARTIAL))
    answers.save(answer_of("uncovered", 2, urgent=None, status=Status.NOT_COVERED))
    answers.save(answer_of("later", 3, urgent=None, status=Status.PARTIAL))
    answers.save(answer_of("corrected", 4, urgent=None, corrected=1))
    answers.save(answer_of("danger", 5, status=Status.PARTIAL))
    answers.save(answer_of("disliked", 6, urgent=None, partnership=None))
    feedback.save(Feedback("disliked", "x", useful=False, created_at=NOW))

    assert queued(reviews) == [
        ("danger", (Reason.DANGER, Reason.PARTIAL)),
        ("corrected", (Reason.CORRECTED,)),
        ("disliked", (Reason.NOT_USEFUL,)),
        ("uncovered", (Reason.NOT_COVERED,)),
        ("later", (Reason.PARTIAL,)),
        ("partial", (Reason.PARTIAL,)),
    ]
    assert [one.answer.id for one in reviews.queue(MINE, 2, 1)] == ["corrected", "disliked"]


def test_what_is_reviewed_leaves_the_queue_and_can_be_seen_apart(
    answers: AnswerStore, reviews: ReviewStore
) -> None:
    answers.save(answer_of("a"))
    reviews.save(Review("a", "me", Verdict.POOR, NOW))

    assert queued(reviews) == []
    assert queued(reviews, reviewed=True) == [("a", (Reason.DANGER,))]


def test_another_partnerships_answers_are_neither_queued_nor_opened(
    answers: AnswerStore, reviews: ReviewStore
) -> None:
    answers.save(answer_of("a", partnership="otherton"))
    reviews.want("a", NOW)

    assert queued(reviews) == []
    assert reviews.gaps(MINE, 9) == ()
    assert reviews.wanted(MINE) == ()
    with pytest.raises(NotFound, match="'a'"):
        reviews.one("a", MINE)
    assert reviews.one("a", ("otherton",)).answer.id == "a"


def test_a_reviewers_last_word_counts_and_each_has_their_own(
    answers: AnswerStore, reviews: ReviewStore
) -> None:
    answers.save(answer_of("a"))
    mine = Review("a", "me", Verdict.RISKY, NOW, "It says nothing of consent.")
    theirs = Review("a", "them", Verdict.GOOD, NOW)
    reviews.save(Review("a", "me", Verdict.GOOD, NOW))
    reviews.save(mine)
    reviews.save(theirs)

    assert set(reviews.of(["a"])) == {mine, theirs}
    with pytest.raises(NotFound, match="'gone'"):
        reviews.save(Review("gone", "me", Verdict.GOOD, NOW))


def test_gaps_are_what_was_not_covered_or_not_useful_the_newest_first(
    answers: AnswerStore, feedback: FeedbackStore, reviews: ReviewStore
) -> None:
    answers.save(answer_of("a", status=Status.PARTIAL))
    answers.save(answer_of("b", 1))
    answers.save(answer_of("c", 2))
    feedback.save(Feedback("c", "x", useful=False, created_at=NOW))

    assert [one.answer.id for one in reviews.gaps(MINE, 9)] == ["c", "a"]
    assert [one.answer.id for one in reviews.gaps(MINE, 1)] == ["c"]


def test_an_answer_is_chosen_to_become_a_case_once_and_may_be_let_go(
    answers: AnswerStore, reviews: ReviewStore
) -> None:
    answers.save(answer_of("a"))
    reviews.want("a", NOW)
    reviews.want("a", NOW)
    assert [one.id for one in reviews.wanted(MINE)] == ["a"]

    reviews.want("a", NOW, wanted=False)
    assert reviews.wanted(MINE) == ()


def test_reviews_and_choices_go_with_the_answer(answers: AnswerStore, reviews: ReviewStore) -> None:
    answers.save(answer_of("a"))
    reviews.save(Review("a", "me", Verdict.POOR, NOW))
    reviews.want("a", NOW)
    answers.sweep(answer_of("z", 1).created_at)

    assert reviews.of(["a"]) == ()
    assert reviews.wanted(MINE) == ()
