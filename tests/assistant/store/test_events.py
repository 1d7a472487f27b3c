"""An event is taken by one caller, however often it comes and whoever asks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.errors import AnswersUnavailable
from assistant.store.engine import open_engine
from assistant.store.events import EventStore, Pending
from assistant.store.preferences import PreferenceStore
from tests.fakes import NOW

KEPT_FOR = timedelta(days=90)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def events(engine: Engine, clock: Clock) -> EventStore:
    return EventStore(engine, KEPT_FOR, clock)


def test_the_first_claim_of_an_event_is_the_only_one(events: EventStore) -> None:
    assert [events.claim(["event:1", "client:a"]) for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize("keys", [["event:2", "client:a"], ["client:a"], ["event:1", "client:b"]])
def test_one_known_key_makes_an_event_known(events: EventStore, keys: list[str]) -> None:
    events.claim(["event:1", "client:a"])

    assert not events.claim(keys)


def test_of_many_at_once_one_takes_it(engine: Engine) -> None:
    stores = [EventStore(engine, KEPT_FOR) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda store: store.claim(["event:1", "client:a"], "there"), stores))

    assert taken.count(True) == 1


def test_what_is_remembered_is_known(events: EventStore) -> None:
    events.remember("in:thread")
    events.remember("in:thread")

    assert (events.knows("in:thread"), events.knows("in:other")) == (True, False)


def test_what_is_pending_is_given_to_one_caller_once_it_is_late(events: EventStore, clock: Clock) -> None:
    events.claim(["late", "client:a"], "here")
    events.claim(["answered"], "there")
    events.done("answered")
    clock.now += timedelta(minutes=5)
    events.claim(["just now"], "elsewhere")
    before = clock.now - timedelta(minutes=1)

    assert events.interrupted(before) == (Pending("late", "here"),)
    assert events.interrupted(before) == ()


def test_keys_are_forgotten_after_their_time(events: EventStore, clock: Clock) -> None:
    events.claim(["old"])
    clock.now += KEPT_FOR + timedelta(hours=1)
    events.claim(["new"])

    assert (events.knows("old"), events.knows("new")) == (False, True)


def test_a_preference_replaces_the_one_before(engine: Engine) -> None:
    preferences = PreferenceStore(engine)
    preferences.put("me", {"role": "gp"})
    preferences.put("me", {"role": None})

    assert (preferences.get("me"), preferences.get("you")) == ({"role": None}, {})


def test_a_database_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    gone = open_engine(f"sqlite:///{tmp_path / 'sub' / 'answers.db'}")
    (tmp_path / "sub").rmdir()

    with pytest.raises(AnswersUnavailable, match="ASSISTANT_DATABASE_URL"):
        EventStore(gone, KEPT_FOR).claim(["event:1"])
