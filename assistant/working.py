"""Long work done by commands of our own, in processes of their own, so that serving goes on beside it.

    commands -> one process after the other -> its lines of JSON -> how far it is, in the store

A command tells its steps as lines of JSON on standard output: {"step": "asking", "done": 1, "total": 9}.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock, Thread
from typing import IO, Any

from assistant.errors import AnswersUnavailable, Occupied
from assistant.store.jobs import Job, JobStore, Kind, State

TICK_SECONDS = 0.5
GRACE_SECONDS = 10
LONGEST_SAID = 2000
# serving goes before it
POLITELY = ("nice", "-n", "5") if shutil.which("nice") else ()


@dataclass(frozen=True, slots=True)
class Command:
    """`python -m` and these words; `fine` are the exit codes that mean that it did what it should."""

    words: tuple[str, ...]
    fine: tuple[int, ...] = (0,)


@dataclass(slots=True)
class _Progress:
    """The last that a process told, and what it said at its end."""

    step: str = ""
    done: int = 0
    total: int = 0
    said: str = ""

    def read(self, lines: IO[str]) -> None:
        for line in lines:
            told = _told(line)
            self.step = str(told.get("step", self.step))
            self.done, self.total = int(told.get("done", self.done)), int(told.get("total", self.total))
            self.said = str(told.get("said", self.said))


@dataclass(slots=True)
class Workshop:
    """Starts work and keeps its store told of it. `environment` is added to this process's own."""

    store: JobStore
    now: Callable[[], datetime]
    environment: Mapping[str, str] = field(default_factory=dict)
    _processes: set[subprocess.Popen[str]] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def start(self, kind: Kind, subject: str, commands: Sequence[Command], owner: str | None = None) -> Job:
        """For `owner`, an opaque key. Raises Occupied while other work of that kind runs."""
        job = self.store.begin(kind, subject, self.now(), owner)
        if job is None:
            raise Occupied(f"Another {WORDS[kind]} runs already; wait until it ends, or cancel it")
        Thread(target=self._work, args=(job, commands), name=f"job-{job.id[:8]}", daemon=True).start()
        return job

    def close(self) -> None:
        """Ends what this process has started, as when the server stops."""
        with self._lock:
            for process in self._processes:
                process.terminate()

    def _work(self, job: Job, commands: Sequence[Command]) -> None:
        """Ends at the first command that fails or is cancelled; what the last one said is what is said."""
        state, said = State.DONE, ""
        try:
            for command in commands:
                state, words = self._run(job, command)
                said = words or said
                if state is not State.DONE:
                    break
        except OSError as error:
            state, said = State.FAILED, f"It could not be started ({error.strerror})"
        except AnswersUnavailable:
            return  # nothing can be told; it is given up after a while
        with suppress(AnswersUnavailable):
            self.store.end(job.id, self.now(), state, said[:LONGEST_SAID])

    def _run(self, job: Job, command: Command) -> tuple[State, str]:
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints:
            with self._process(command, complaints) as process:
                try:
                    cancelled, progress = self._watched(job, process)
                finally:
                    _stop(process)
            with self._lock:
                self._processes.discard(process)
            if cancelled:
                return State.CANCELLED, "It was cancelled."
            if process.returncode in command.fine:
                return State.DONE, progress.said
            complaints.seek(0)
            return State.FAILED, progress.said or _last_complaint(complaints, process.returncode)

    def _process(self, command: Command, complaints: IO[str]) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*POLITELY, sys.executable, "-m", *command.words],
            env=os.environ | self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            encoding="utf-8",
        )
        with self._lock:
            self._processes.add(process)
        return process

    def _watched(self, job: Job, process: subprocess.Popen[str]) -> tuple[bool, _Progress]:
        """Whether it was cancelled, and the last it told."""
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        progress = _Progress()
        reader = Thread(target=progress.read, args=(process.stdout,), daemon=True)
        reader.start()
        while not _ended_within(process, TICK_SECONDS):
            if not self.store.tell(job.id, self.now(), progress.step, progress.done, progress.total):
                return True, progress
        reader.join(GRACE_SECONDS)
        return False, progress


WORDS: Mapping[Kind, str] = {Kind.BUILD: "build of the library", Kind.EVALS: "run of the evals"}


def _ended_within(process: subprocess.Popen[str], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def _stop(process: subprocess.Popen[str]) -> None:
    """Interrupts it, as it then leaves what it has done in order; what does not heed that is killed."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        if not _ended_within(process, GRACE_SECONDS):
            process.kill()
            process.wait()


def _told(line: str) -> dict[str, Any]:
    """Nothing of a line that is no JSON object."""
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _last_complaint(complaints: IO[str], code: int) -> str:
    """The command's own words on what went wrong; a fault's text is for the log and not for a page."""
    said = [line.strip() for line in complaints if line.lower().startswith("error")]
    return said[-1] if said else f"It ended with the exit code {code}; the command says more at a terminal"
