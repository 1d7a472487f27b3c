"""A request under its idempotency key is begun by one caller, and known again for a day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.errors import AnswersUnavailable, KeyReused, StillWorking
from assistant.store.engine import open_engine
from assistant.store.retries import KEPT_FOR, LONGEST_WORK, RetryStore
from tests.assistant.store.test_events import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def retries(engine: Engine, clock: Clock) -> RetryStore:
    return RetryStore(engine, clock)


def test_what_a_request_led_to_is_given_again(retries: RetryStore) -> None:
    assert retries.begin("one", "body") is None
    retries.end("one", "answer")

    assert retries.begin("one", "body") == "answer"


def test_while_it_is_worked_on_nobody_else_begins_it(retries: RetryStore) -> None:
    retries.begin("one", "body")

    with pytest.raises(StillWorking):
        retries.begin("one", "body")


@pytest.mark.parametrize("made", ["answer", None])
def test_another_body_under_its_name_is_refused(retries: RetryStore, made: str | None) -> None:
    retries.begin("one", "body")
    if made:
        retries.end("one", made)

    with pytest.raises(KeyReused):
        retries.begin("one", "another body")


def test_one_that_failed_is_begun_again(retries: RetryStore) -> None:
    retries.begin("one", "body")
    retries.end("one", None)

    assert retries.begin("one", "another body") is None


def test_of_several_callers_at_once_one_begins(retries: RetryStore) -> None:
    def begins(_: int) -> bool:
        try:
            return retries.begin("one", "body") is None
        except StillWorking:
            return False

    with ThreadPoolExecutor(8) as callers:
        assert sum(callers.map(begins, range(16))) == 1


def test_one_whose_process_was_stopped_is_taken_over_by_one_caller(retries: RetryStore, clock: Clock) -> None:
    retries.begin("one", "body")
    clock.now += LONGEST_WORK + timedelta(seconds=1)

    assert retries.begin("one", "body") is None
    with pytest.raises(StillWorking):
        retries.begin("one", "body")


def test_after_a_day_it_is_forgotten(retries: RetryStore, clock: Clock) -> None:
    retries.begin("one", "body")
    retries.end("one", "answer")
    clock.now += KEPT_FOR + timedelta(seconds=1)

    assert retries.begin("one", "another body") is None


def test_a_database_that_cannot_be_used_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "answers.db").mkdir()

    with pytest.raises(AnswersUnavailable):
        RetryStore(open_engine(f"sqlite:///{tmp_path / 'answers.db'}")).begin("one", "body")
