"""The store gives answers back as they were shown, and forgets them on time."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from assistant.errors import ConfigurationError, NotFound
from assistant.models import Status
from assistant.store.answers import AnswerStore
from assistant.store.engine import open_engine
from tests.fakes import ANSWERS, NOW

ANSWER = ANSWERS[Status.ANSWERED]


KEPT_FOR = timedelta(days=90)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "new" / "answers.db"


@pytest.fixture
def store(database: Path) -> AnswerStore:
    return AnswerStore(open_engine(f"sqlite:///{database}"), KEPT_FOR)


@pytest.mark.parametrize("status", Status)
def test_an_answer_comes_back_as_it_was_saved(store: AnswerStore, status: Status) -> None:
    store.save(ANSWERS[status])

    assert store.get(ANSWERS[status].id) == ANSWERS[status]


def test_an_answer_survives_the_process(store: AnswerStore, database: Path) -> None:
    store.save(ANSWER)

    assert AnswerStore(open_engine(f"sqlite:///{database}"), KEPT_FOR).get(ANSWER.id) == ANSWER


def test_saving_again_replaces_the_answer(store: AnswerStore) -> None:
    store.save(ANSWER)
    store.save(ANSWER.model_copy(update={"message": "Better words."}))

    assert store.get(ANSWER.id).message == "Better words."


def test_an_unknown_answer_is_not_found_and_the_error_names_it(store: AnswerStore) -> None:
    with pytest.raises(NotFound, match="'gone'"):
        store.get("gone")


def test_a_sweep_deletes_what_is_older_and_counts_it(store: AnswerStore) -> None:
    old = ANSWER.model_copy(update={"id": "old", "created_at": NOW - timedelta(days=91)})
    store.save(ANSWER)
    store.save(old)

    assert store.sweep(NOW - timedelta(days=90)) == 1
    assert store.get(ANSWER.id) == ANSWER
    with pytest.raises(NotFound):
        store.get("old")


def test_a_sweep_compares_moments_and_not_wall_clocks(store: AnswerStore) -> None:
    noon_in_the_east = datetime(2026, 11, 2, 12, 0, tzinfo=timezone(timedelta(hours=5)))
    store.save(ANSWER.model_copy(update={"created_at": noon_in_the_east}))

    assert store.sweep(datetime(2026, 11, 2, 6, 59, tzinfo=UTC)) == 0
    assert store.sweep(datetime(2026, 11, 2, 7, 1, tzinfo=UTC)) == 1


def test_first_use_by_several_threads_and_stores_at_once_makes_one_table(database: Path) -> None:
    stores = [AnswerStore(open_engine(f"sqlite:///{database}"), KEPT_FOR) for _ in range(2)]
    answers = [ANSWER.model_copy(update={"id": f"answer-{number}"}) for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda pair: pair[0].save(pair[1]), zip(stores * 4, answers, strict=True)))

    assert [stores[0].get(answer.id) for answer in answers] == answers


def test_sqlite_readers_do_not_wait_for_writers(store: AnswerStore, database: Path) -> None:
    store.save(ANSWER)
    with sqlite3.connect(database) as connection:
        mode = connection.execute("PRAGMA journal_mode").fetchone()
    connection.close()

    assert mode == ("wal",)


@pytest.mark.parametrize("url", ["nonsense", "cobol://user:hunter2@host/name"])
def test_a_url_that_names_no_database_is_refused_without_repeating_its_password(url: str) -> None:
    with pytest.raises(ConfigurationError, match="ASSISTANT_DATABASE_URL") as refused:
        open_engine(url)

    assert "hunter2" not in str(refused.value)


def test_answers_past_their_time_go_when_a_later_one_is_kept(store: AnswerStore) -> None:
    old = ANSWER.model_copy(update={"id": "old", "created_at": ANSWER.created_at - timedelta(days=91)})
    store.save(old)
    store.save(ANSWER)

    with pytest.raises(NotFound):
        store.get("old")
    assert store.get(ANSWER.id) == ANSWER
