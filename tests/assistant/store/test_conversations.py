"""A conversation gives its turns back in order, to its owner, for as long as its answers are kept."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from assistant.errors import AnswersUnavailable, NotFound
from assistant.models import Answer, Turn
from assistant.store.answers import AnswerStore
from assistant.store.conversations import Conversation, ConversationStore
from assistant.store.database import Base
from assistant.store.engine import open_engine
from assistant.store.feedback import Feedback, FeedbackStore
from tests.assistant.store.conftest import KEPT_FOR, answer_of
from tests.fakes import NOW


def tell(answers: AnswerStore, talk: str, *told: Answer, owner: str | None = None) -> None:
    for answer in told:
        answers.save(answer.model_copy(update={"conversation": talk}), owner)


@pytest.mark.parametrize(
    ("fields", "question"),
    [
        ({"question": "And the GP?"}, "And the GP?"),
        (
            {"question": "And the GP?", "questions": ("May I tell the GP?",)},
            "May I tell the GP?",
        ),
        ({"questions": ("Do I need consent?", "What do I record?")}, "What do I record?"),
    ],
)
def test_a_turn_is_the_last_question_standing_alone_and_its_answer(
    answers: AnswerStore, conversations: ConversationStore, fields: dict[str, object], question: str
) -> None:
    tell(answers, "talk", answer_of("one", 0, **fields))

    assert conversations.turns("talk") == (Turn(question, "one"),)


def test_turns_come_in_the_order_they_were_added_and_only_the_last_ones(
    answers: AnswerStore, conversations: ConversationStore
) -> None:
    tell(answers, "talk", *(answer_of(f"answer-{n}") for n in range(8)))
    tell(answers, "other", answer_of("elsewhere"))

    assert [turn.answer_id for turn in conversations.turns("talk")] == [f"answer-{n}" for n in range(2, 8)]
    assert [turn.answer_id for turn in conversations.turns("talk", most=1)] == ["answer-7"]
    assert [answer.id for answer in conversations.answers("talk")] == [f"answer-{n}" for n in range(8)]


def test_an_unknown_conversation_has_no_turns_and_is_not_found(conversations: ConversationStore) -> None:
    assert conversations.turns("gone") == ()
    assert conversations.delete("gone") == 0
    with pytest.raises(NotFound, match="'gone'"):
        conversations.get("gone")


def test_an_answer_added_twice_is_one_turn(answers: AnswerStore, conversations: ConversationStore) -> None:
    tell(answers, "talk", answer_of("one"), answer_of("one"))

    assert conversations.get("talk").turns == 1


def test_an_answer_whose_turn_cannot_be_written_is_not_kept(engine: Engine, answers: AnswerStore) -> None:
    answers.save(answer_of("one"))
    Base.metadata.tables["turns"].drop(engine)

    with pytest.raises(AnswersUnavailable):
        answers.save(answer_of("two"))
    with pytest.raises(NotFound, match="'two'"):
        answers.get("two")


def test_an_owner_sees_their_own_conversations_and_the_newest_first(
    answers: AnswerStore, conversations: ConversationStore
) -> None:
    tell(answers, "early", answer_of("one", 0, question="First?"), owner="mine")
    tell(answers, "late", answer_of("two", 1), owner="mine")
    tell(answers, "theirs", answer_of("three", 2), owner="theirs")
    tell(answers, "nobodys", answer_of("four", 3))
    tell(answers, "early", answer_of("five", 4), owner="mine")

    assert [each.id for each in conversations.list("mine")] == ["early", "late"]
    assert conversations.list("mine")[0] == Conversation(
        id="early",
        owner="mine",
        question="First?",
        started_at=NOW,
        last_at=NOW + timedelta(minutes=4),
        turns=2,
    )
    assert conversations.get("theirs").owner == "theirs"
    assert conversations.list("no one") == ()


def test_deleting_a_conversation_deletes_its_answers_and_what_was_said_of_them(
    answers: AnswerStore, conversations: ConversationStore, feedback: FeedbackStore
) -> None:
    tell(answers, "talk", answer_of("one"), answer_of("two"))
    tell(answers, "other", answer_of("three"))
    feedback.save(Feedback("one", "asker", useful=True, created_at=NOW))

    assert conversations.delete("talk") == 2
    assert conversations.turns("talk") == ()
    assert feedback.of(["one"]) == ()
    with pytest.raises(NotFound):
        answers.get("one")
    assert answers.get("three").id == "three"
    assert conversations.get("other").turns == 1


def test_turns_and_feedback_go_with_the_answers_that_are_swept(
    answers: AnswerStore, conversations: ConversationStore, feedback: FeedbackStore
) -> None:
    tell(answers, "talk", answer_of("old", 0), answer_of("new", 5))
    feedback.save(Feedback("old", "asker", useful=False, created_at=NOW))

    assert answers.sweep(NOW + timedelta(minutes=1)) == 1
    assert [turn.answer_id for turn in conversations.turns("talk")] == ["new"]
    assert feedback.every() == ()


def test_eight_threads_that_write_at_once_lose_nothing(engine: Engine) -> None:
    def write(thread: int) -> None:
        answers = AnswerStore(engine, KEPT_FOR)
        for number in range(5):
            answer = answer_of(f"{thread}-{number}")
            tell(answers, "talk", answer)
            FeedbackStore(engine).save(Feedback(answer.id, "asker", useful=True, created_at=NOW))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))

    told = ConversationStore(engine).turns("talk", most=100)
    written = {f"{thread}-{number}" for thread in range(8) for number in range(5)}
    assert {turn.answer_id for turn in told} == written
    assert len(FeedbackStore(engine).of(written)) == 40
    for thread in range(8):
        mine = [turn.answer_id for turn in told if turn.answer_id.startswith(f"{thread}-")]
        assert mine == [f"{thread}-{number}" for number in range(5)]


def test_answers_are_read_through_in_batches_oldest_first(answers: AnswerStore) -> None:
    for minute in (3, 1, 2, 1):
        answers.save(answer_of(f"{minute}-{minute}", minute))
    answers.save(answer_of("1-2", 1))

    assert [answer.id for answer in answers.every(batch=2)] == ["1-1", "1-2", "2-2", "3-3"]


def test_a_database_of_the_version_before_goes_on_working(tmp_path: Path) -> None:
    old = answer_of("old").model_dump_json(exclude={"questions", "conversation", "other_partnership"})
    with sqlite3.connect(tmp_path / "answers.db") as connection:
        connection.execute(
            "CREATE TABLE answers (id VARCHAR NOT NULL, created_at DATETIME NOT NULL,"
            " document TEXT NOT NULL, PRIMARY KEY (id))"
        )
        connection.execute("CREATE INDEX ix_answers_created_at ON answers (created_at)")
        connection.execute("INSERT INTO answers VALUES ('old', '2026-11-02 09:30:00.000000', ?)", (old,))
    connection.close()

    engine = open_engine(f"sqlite:///{tmp_path / 'answers.db'}")
    tell(AnswerStore(engine, KEPT_FOR), "talk", answer_of("new", 1))
    tell(AnswerStore(engine, KEPT_FOR), "talk", AnswerStore(engine, KEPT_FOR).get("old"))

    assert [turn.answer_id for turn in ConversationStore(engine).turns("talk")] == ["new", "old"]
    engine.dispose()


@pytest.mark.parametrize(
    "use",
    [
        lambda engine: AnswerStore(engine, KEPT_FOR).get("one"),
        lambda engine: list(AnswerStore(engine, KEPT_FOR).every()),
        lambda engine: ConversationStore(engine).turns("talk"),
        lambda engine: ConversationStore(engine).answers("talk"),
        lambda engine: ConversationStore(engine).get("talk"),
        lambda engine: ConversationStore(engine).list("mine"),
        lambda engine: AnswerStore(engine, KEPT_FOR).save(answer_of("one")),
        lambda engine: ConversationStore(engine).delete("talk"),
        lambda engine: FeedbackStore(engine).save(Feedback("one", "asker", useful=True, created_at=NOW)),
        lambda engine: FeedbackStore(engine).of(["one"]),
        lambda engine: FeedbackStore(engine).every(),
    ],
)
def test_a_database_that_cannot_be_used_is_said_to_be_so(tmp_path: Path, use: object) -> None:
    (tmp_path / "answers.db").write_text("this is a text file and no database")
    engine = create_engine(f"sqlite:///{tmp_path / 'answers.db'}")

    with pytest.raises(AnswersUnavailable, match="ASSISTANT_DATABASE_URL"):
        use(engine)  # type: ignore[operator]
    engine.dispose()
