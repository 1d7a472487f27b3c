"""Several processes that serve as one: the real command, its supervisor and its workers."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from assistant.channels.web.workers import kept_apart
from assistant.identity.settings import SignInSettings
from assistant.models import Answer
from assistant.settings import AssistantSettings
from ingest.workspace import Workspace

ROOT = Path(__file__).resolve().parents[3]
LONGEST_START_S, LONGEST_ANSWER_S, LONGEST_STOP_S = 300, 60, 30
ASKED = {"question": "Do I need consent to share information about a child at risk?"}
SCRIPTED = ("-m", "tests.assistant.web.scripted")
INDEXED = ("-m", "tests.assistant.web.indexed")
SERVE = ("serve", "--port", "0", "--workers", "2")


@dataclass(frozen=True, slots=True)
class Server:
    """A server of a process of its own; `said` and `complained` are what it has written so far."""

    process: subprocess.Popen[bytes]
    out: Path
    err: Path

    @property
    def said(self) -> str:
        return self.out.read_text()

    @property
    def complained(self) -> str:
        return self.err.read_text()

    @property
    def address(self) -> str:
        return self.said.split()[-1]

    def workers(self) -> list[psutil.Process]:
        children = psutil.Process(self.process.pid).children()
        running = [one for one in children if one.status() != psutil.STATUS_ZOMBIE]
        return [one for one in running if "spawn_main" in " ".join(one.cmdline())]

    def get(self, path: str) -> httpx.Response:
        """Over a connection of its own, which any worker may take."""
        return httpx.get(self.address + path, trust_env=False, timeout=LONGEST_ANSWER_S)

    def post(self, path: str, body: Mapping[str, str], key: str) -> httpx.Response:
        """The same, to be done once."""
        headers = {"Idempotency-Key": key}
        return httpx.post(
            self.address + path, json=body, headers=headers, trust_env=False, timeout=LONGEST_ANSWER_S
        )


@contextmanager
def served(folder: Path, *command: str, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    out, err = folder / "out.txt", folder / "err.txt"
    with out.open("wb") as said, err.open("wb") as complained:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", **(environment or {})},
            stdout=said,
            stderr=complained,
        )
    try:
        yield Server(process, out, err)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    family = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.terminate()
    try:
        process.wait(LONGEST_STOP_S)
    finally:
        for one in family:
            if one.is_running():
                one.kill()


def until(holds: Callable[[], object], seconds: float = LONGEST_START_S) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture
def scripted(tmp_path: Path) -> Iterator[Server]:
    """Two workers over an assistant that loads nothing."""
    with served(tmp_path, *SCRIPTED, *SERVE) as server:
        until(lambda: server.said or server.process.poll() is not None)
        yield server


def environment_of(workspace: Workspace) -> dict[str, str]:
    settings = workspace.settings
    return {"INGEST_DOCS_DIR": str(settings.docs_dir), "INGEST_INDEX_DIR": str(settings.index_dir)}


def test_two_workers_are_announced_once_and_share_what_is_kept(workspace: Workspace, tmp_path: Path) -> None:
    with served(tmp_path, *INDEXED, *SERVE, environment=environment_of(workspace)) as server:
        until(lambda: server.said or server.process.poll() is not None)
        assert re.fullmatch(r"Guidance assistant: http://127\.0\.0\.1:\d+\n", server.said), server.complained
        assert len(server.workers()) == 2

        answers = [server.post("/api/v1/answers", ASKED, "a-word-of-this-test") for _ in range(6)]
        first = Answer.model_validate_json(answers[0].content)
        assert first.points
        assert {one.json()["id"] for one in answers} == {first.id}
        assert [server.get(f"/api/v1/answers/{first.id}").status_code for _ in range(6)] == [200] * 6

        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(LONGEST_STOP_S) == 0
        assert "Traceback" not in server.complained


def test_a_worker_that_ends_is_replaced_which_the_log_says_and_all_end_with_the_server(
    scripted: Server,
) -> None:
    before = scripted.workers()
    assert len(before) == 2

    before[0].kill()
    until(lambda: "takes its place" in scripted.complained)
    until(lambda: len(scripted.workers()) == 2)

    assert f"worker {before[0].pid} ended (exit code -9)" in scripted.complained
    assert scripted.get("/healthz").json() == {"status": "ok"}
    assert scripted.said.count("Guidance assistant") == 1

    workers = scripted.workers()
    scripted.process.terminate()

    assert scripted.process.wait(LONGEST_STOP_S) == 0
    assert [one.is_running() for one in workers] == [False, False]
    assert "Traceback" not in scripted.complained


def test_workers_do_not_outlive_a_server_that_was_killed(scripted: Server) -> None:
    workers = scripted.workers()

    scripted.process.kill()

    assert psutil.wait_procs(workers, LONGEST_STOP_S)[1] == []


def test_a_server_whose_workers_cannot_start_says_why_and_ends(tmp_path: Path) -> None:
    nowhere = {"ASSISTANT_DATABASE_URL": "nowhere://"}
    with served(tmp_path, *SCRIPTED, *SERVE, environment=nowhere) as server:
        assert server.process.wait(LONGEST_START_S) == 1

        assert "ASSISTANT_DATABASE_URL names no database that can be opened" in server.complained
        assert "A worker could not start; what it said is above" in server.complained
        assert "Traceback" not in server.complained
        assert server.said == ""


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"database_url": "sqlite://"}, "ASSISTANT_DATABASE_URL names none but memory"),
        ({"limits_url": "memory://"}, "anybody could ask 2 times as often as is set. Set SIGN_IN_LIMITS_URL"),
        ({"workers": 1, "database_url": "sqlite://"}, None),
        ({}, None),
    ],
    ids=str,
)
def test_what_each_worker_would_hold_for_itself_is_refused(
    changed: Mapping[str, object], told: str | None
) -> None:
    fields = {"workers": 2, "database_url": "sqlite:///answers.db", "limits_url": "redis://counts", **changed}
    settings = AssistantSettings.model_validate({name: fields[name] for name in ("workers", "database_url")})
    sign_in = SignInSettings.model_validate(
        {
            "issuer": "https://login.example",
            "client_id": "guidance",
            "client_secret": "hush",
            "page_url": "https://guidance.example",
            "secret": "s" * 40,
            "limits_url": fields["limits_url"],
        }
    )

    to_do = kept_apart(settings, sign_in)

    assert (to_do is None) if told is None else (to_do is not None and told in to_do)
