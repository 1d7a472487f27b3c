"""Commands do the work in processes of their own, and are told of, stopped and given up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.errors import Occupied
from assistant.store.engine import open_engine
from assistant.store.jobs import Job, JobStore, Kind, State
from assistant.working import Command, Workshop

WORK = """
import json, sys, time
def say(**told):
    print(json.dumps(told), flush=True)
match sys.argv[1]:
    case "well":
        say(step="asking", done=2, total=3)
        print("no JSON")
        say(step="finished", said="All three are done.")
    case "badly":
        print("Traceback: a secret", file=sys.stderr)
        print("error: case 7 cannot be read; correct it", file=sys.stderr)
        sys.exit(2)
    case "crash":
        raise ValueError("a secret")
    case "unmet":
        sys.exit(1)
    case "long":
        say(step="asking", done=1, total=9)
        time.sleep(60)
"""


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    (tmp_path / "work_for_tests.py").write_text(WORK, encoding="utf-8")
    store = JobStore(open_engine(f"sqlite:///{tmp_path / 'answers.db'}"), timedelta(days=90))
    made = Workshop(store, lambda: datetime.now(UTC), {"PYTHONPATH": str(tmp_path)})
    yield made
    made.close()


def work(*how: str, fine: tuple[int, ...] = (0,)) -> list[Command]:
    return [Command(("work_for_tests", one), fine) for one in how]


def until(workshop: Workshop, job: Job, *, step: str | None = None) -> Job:
    """The job when it has ended, or has come to a step."""
    for _ in range(400):
        now = workshop.store.get(job.id)
        if not now.runs or (step and now.step == step):
            return now
        time.sleep(0.05)
    raise AssertionError(now)


def test_work_ends_with_what_the_command_said(workshop: Workshop) -> None:
    ended = until(workshop, workshop.start(Kind.EVALS, "run", work("well")))

    assert (ended.state, ended.said) == (State.DONE, "All three are done.")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("badly", "error: case 7 cannot be read; correct it"),
        ("crash", "It ended with the exit code 1; the command says more at a terminal"),
    ],
)
def test_work_that_fails_says_what_to_do_and_nothing_of_a_fault(
    workshop: Workshop, how: str, said: str
) -> None:
    ended = until(workshop, workshop.start(Kind.EVALS, "run", work(how, "well")))

    assert (ended.state, ended.said) == (State.FAILED, said)


def test_an_exit_code_may_be_fine_and_the_next_command_follows(workshop: Workshop) -> None:
    commands = [*work("unmet", fine=(0, 1)), *work("well")]

    assert until(workshop, workshop.start(Kind.EVALS, "run", commands)).state is State.DONE


def test_work_is_told_of_and_stopped(workshop: Workshop) -> None:
    job = workshop.start(Kind.EVALS, "run", work("long"))
    told = until(workshop, job, step="asking")
    assert (told.done, told.total) == (1, 9)
    with pytest.raises(Occupied, match="Another run of the evals runs already"):
        workshop.start(Kind.EVALS, "another", work("well"))

    workshop.store.cancel(job.id)
    assert until(workshop, job).state is State.CANCELLED
    assert until(workshop, workshop.start(Kind.EVALS, "another", work("well"))).state is State.DONE


def test_work_ends_with_the_server(workshop: Workshop) -> None:
    job = workshop.start(Kind.EVALS, "run", work("long"))
    until(workshop, job, step="asking")
    workshop.close()

    assert until(workshop, job).state is State.FAILED
