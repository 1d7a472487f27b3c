"""Counts are made of what is kept, in the database, and go with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, delete, text
from sqlalchemy.orm import Session

from assistant.models import Status
from assistant.store.answers import AnswerStore
from assistant.store.conversations import ConversationStore
from assistant.store.counting import Cited, FactStore, Period, Selection
from assistant.store.facts import CitedRow, FactRow
from assistant.store.feedback import Feedback, FeedbackStore
from tests.assistant.store.conftest import answer_of
from tests.fakes import ANSWERS, NOW, RECORD, RECORDING, SHARING

MONDAY = date(2026, 11, 2)
CHOSEN = Selection("exampleshire", Period.around(MONDAY, MONDAY))
DAY = 24 * 60


@pytest.fixture
def facts(engine: Engine) -> FactStore:
    return FactStore(engine)


def test_a_period_is_whole_weeks_whichever_end_is_given_first() -> None:
    period = Period.around(date(2026, 11, 18), date(2026, 11, 4))

    assert period == Period(date(2026, 11, 2), date(2026, 11, 22))
    assert period.weeks == (date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16))


def test_answers_are_counted_by_what_is_known_of_them(answers: AnswerStore, facts: FactStore) -> None:
    answers.save(answer_of("a", timings={"find": 800.0, "verify": 400.0}))
    answers.save(answer_of("b", 7 * DAY - 600, urgent=None, role=None, corrected=2))
    answers.save(answer_of("c", status=Status.PARTIAL))

    assert facts.by_status(CHOSEN) == {"answered": 2, "partial": 1}
    assert facts.by_week(CHOSEN) == {MONDAY: 3}
    assert facts.by_role(CHOSEN) == {"teacher": 2, None: 1}
    assert facts.by_danger(CHOSEN) == {True: 2, False: 1}
    assert facts.by_correction(CHOSEN) == {True: 1, False: 2}
    assert facts.by_speed(CHOSEN) == {0: 2, 1: 1}


@pytest.mark.parametrize(
    "other",
    [
        {"partnership": None},
        {"partnership": "otherton"},
        {"created_at": NOW + timedelta(days=7)},
        {"created_at": NOW - timedelta(days=1)},
    ],
)
def test_other_partnerships_and_other_weeks_are_not_counted(
    answers: AnswerStore, facts: FactStore, other: dict[str, object]
) -> None:
    answers.save(answer_of("a").model_copy(update=other))

    assert facts.by_status(CHOSEN) == {}


def test_a_question_that_named_no_partnership_is_a_national_one(
    answers: AnswerStore, facts: FactStore
) -> None:
    answers.save(answer_of("a", partnership=None))

    assert facts.by_status(Selection("national", CHOSEN.period)) == {"answered": 1}


def test_an_answer_kept_again_is_counted_once_as_it_is_now(answers: AnswerStore, facts: FactStore) -> None:
    answers.save(answer_of("a"))
    answers.save(answer_of("a", status=Status.PARTIAL, citations=(RECORD,)))

    assert facts.by_status(CHOSEN) == {"partial": 1}
    assert facts.cited_sources(CHOSEN) == {RECORD.source_id: 1}


def test_topics_are_the_nearest_documents_cited_or_only_near(answers: AnswerStore, facts: FactStore) -> None:
    answers.save(answer_of("a"))
    answers.save(ANSWERS[Status.NOT_COVERED].model_copy(update={"id": "b", "partnership": "exampleshire"}))
    answers.save(answer_of("c", status=Status.NOT_COVERED, citations=(), related=()))
    answers.save(answer_of("d", status=Status.DECLINED))

    ended = (Status.ANSWERED, Status.NOT_COVERED)
    assert facts.by_topic(CHOSEN, ended) == {
        ("info-sharing-2026", "answered"): 1,
        ("info-sharing-2026", "not_covered"): 1,
        (None, "not_covered"): 1,
    }


def test_cited_sections_are_counted_by_answers_and_shown_to_those_who_may_read_them(
    answers: AnswerStore, facts: FactStore
) -> None:
    for answer_id in "ab":
        answers.save(answer_of(answer_id))
    answers.save(answer_of("c", citations=(RECORD,)))

    national = Cited(SHARING.id, f"{SHARING.id}#section-1", SHARING.title, "Consent", 2)
    local = Cited(RECORDING.id, f"{RECORDING.id}#section-0", RECORDING.title, "What to record", 3)
    assert facts.cited_sections(CHOSEN, (), 9) == (national,)
    assert facts.cited_sections(CHOSEN, ("otherton",), 9) == (national,)
    assert facts.cited_sections(CHOSEN, ("exampleshire",), 9) == (local, national)
    assert facts.cited_sections(CHOSEN, ("exampleshire",), 1) == (local,)
    assert facts.cited_sources(CHOSEN) == {SHARING.id: 2, RECORDING.id: 3}


def test_feedback_counts_each_askers_last_word(
    answers: AnswerStore, feedback: FeedbackStore, facts: FactStore
) -> None:
    answers.save(answer_of("a"))
    for asker, useful in (("x", True), ("x", False), ("y", True)):
        feedback.save(Feedback("a", asker, useful, NOW))

    assert facts.by_usefulness(CHOSEN) == {True: 1, False: 1}


def swept(answers: AnswerStore, conversations: ConversationStore) -> None:
    answers.sweep(NOW + timedelta(days=1))


def deleted_by_its_asker(answers: AnswerStore, conversations: ConversationStore) -> None:
    conversations.delete("talk")


@pytest.mark.parametrize("go", [swept, deleted_by_its_asker])
def test_what_was_counted_goes_with_the_answer(
    engine: Engine,
    answers: AnswerStore,
    conversations: ConversationStore,
    facts: FactStore,
    go: Callable[[AnswerStore, ConversationStore], None],
) -> None:
    answers.save(answer_of("a", conversation="talk"))
    go(answers, conversations)

    assert facts.by_status(CHOSEN) == {}
    with Session(engine) as session:
        assert session.query(FactRow).count() == session.query(CitedRow).count() == 0


def test_answers_of_an_existing_database_are_counted_when_counting_begins(
    engine: Engine, answers: AnswerStore
) -> None:
    for number in range(450):
        answers.save(answer_of(f"a{number}"))
    with Session(engine) as session, session.begin():
        session.execute(delete(FactRow))
        session.execute(delete(CitedRow))

    facts = FactStore(engine)
    assert facts.by_status(CHOSEN) == {"answered": 450}
    assert facts.cited_sources(CHOSEN)["info-sharing-2026"] == 450


def test_a_database_made_before_there_was_counting_gets_its_tables(
    engine: Engine, answers: AnswerStore
) -> None:
    answers.save(answer_of("a"))
    with engine.begin() as connection:
        for table in ("answer_facts", "answer_cites"):
            connection.execute(text(f"DROP TABLE {table}"))

    assert FactStore(engine).by_status(CHOSEN) == {"answered": 1}
