"""One piece of work of a kind at a time, over all processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from assistant.errors import NotFound
from assistant.store.jobs import GONE_AFTER, JobStore, Kind, State
from tests.fakes import NOW

LATER = NOW + timedelta(seconds=5)


@pytest.fixture
def jobs(engine: Engine) -> JobStore:
    return JobStore(engine, timedelta(days=90))


def test_only_one_of_a_kind_runs(jobs: JobStore) -> None:
    first = jobs.begin(Kind.EVALS, "one", NOW)
    assert first
    assert jobs.begin(Kind.EVALS, "two", NOW) is None
    assert jobs.begin(Kind.BUILD, "three", NOW)
    assert jobs.running(Kind.EVALS, NOW) == first

    jobs.end(first.id, LATER, State.DONE, "All well.")
    assert jobs.begin(Kind.EVALS, "two", NOW)
    ended = jobs.get(first.id)
    assert (ended.state, ended.said, ended.runs) == (State.DONE, "All well.", False)


def test_of_eight_who_begin_at_once_one_does(jobs: JobStore) -> None:
    jobs.running(Kind.EVALS, NOW)
    with ThreadPoolExecutor(8) as pool:
        begun = list(pool.map(lambda number: jobs.begin(Kind.EVALS, str(number), NOW), range(8)))

    assert sum(one is not None for one in begun) == 1


def test_what_is_told_of_it_is_seen(jobs: JobStore) -> None:
    job = jobs.begin(Kind.EVALS, "one", NOW)
    assert job
    assert jobs.tell(job.id, LATER, "asking", 3, 9)
    told = jobs.last(Kind.EVALS)

    assert told
    assert (told.step, told.done, told.total, told.told_at) == ("asking", 3, 9, LATER)


def test_whoever_works_hears_at_the_next_step_that_it_is_cancelled(jobs: JobStore) -> None:
    job = jobs.begin(Kind.EVALS, "one", NOW)
    assert job
    jobs.cancel(job.id)

    assert jobs.get(job.id).cancelling
    assert not jobs.tell(job.id, LATER, "asking", 3, 9)


def test_work_that_has_told_nothing_for_long_is_given_up(jobs: JobStore) -> None:
    job = jobs.begin(Kind.EVALS, "one", NOW)
    assert job
    later = NOW + GONE_AFTER + timedelta(seconds=1)

    assert jobs.running(Kind.EVALS, later) is None
    assert jobs.get(job.id).state is State.FAILED
    assert jobs.begin(Kind.EVALS, "two", later)
    assert not jobs.tell(job.id, later, "asking", 4, 9)
    jobs.end(job.id, later, State.DONE, "")
    assert jobs.get(job.id).state is State.FAILED


def test_what_has_ended_is_let_go_of_after_its_time(jobs: JobStore) -> None:
    old = jobs.begin(Kind.EVALS, "one", NOW, "somebody")
    assert old
    jobs.end(old.id, LATER, State.DONE, "")
    still = jobs.begin(Kind.BUILD, "two", NOW)
    assert still
    later = NOW + timedelta(days=91)
    jobs.tell(still.id, later, "embedding", 1, 2)

    jobs.begin(Kind.EVALS, "three", later)

    with pytest.raises(NotFound):
        jobs.get(old.id)
    assert jobs.starter(old.id) is None
    assert jobs.get(still.id).runs


def test_it_is_known_who_started_it(jobs: JobStore) -> None:
    mine, nobodys = jobs.begin(Kind.EVALS, "one", NOW, "somebody"), jobs.begin(Kind.BUILD, "two", NOW)
    assert mine
    assert nobodys

    assert (jobs.starter(mine.id), jobs.starter(nobodys.id)) == ("somebody", None)


def test_the_last_work_on_a_subject_is_found(jobs: JobStore) -> None:
    assert jobs.last_of("upload") is None
    first = jobs.begin(Kind.BUILD, "upload", NOW)
    assert first
    jobs.end(first.id, NOW, State.FAILED, "")
    second = jobs.begin(Kind.BUILD, "upload", LATER)

    assert jobs.last_of("upload") == second
    with pytest.raises(NotFound, match="'none'"):
        jobs.get("none")
