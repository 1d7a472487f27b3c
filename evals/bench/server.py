"""The product's server in a process of its own: how long until it can answer, how much memory it holds."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

import httpx
import psutil

from evals.errors import WorkspaceError

LONGEST_START_S = 120.0
LONGEST_ANSWER_S = 60.0
POLL_S = 0.05
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Served:
    """`cold_start_s` runs from starting the process to the first good /readyz, imports included."""

    cold_start_s: float
    resident_mib: float


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that can answer."""

    address: str
    pid: int
    cold_start_s: float


def serve_once(environment: Mapping[str, str], questions: Sequence[str]) -> Served:
    """Starts a server, asks it the questions, and stops it."""
    with serving(environment) as served, _client(served.address) as client:
        for question in questions:
            client.post("/api/v1/answers", json={"question": question}).raise_for_status()
        return Served(served.cold_start_s, _resident_mib(served.pid))


@contextmanager
def serving(environment: Mapping[str, str], workers: int = 1) -> Iterator[Serving]:
    """A server with those settings, from when all its workers can answer; stopped at the end."""
    started, port = time.perf_counter(), _free_port()
    command = [sys.executable, "-m", "assistant", "serve", "--port", str(port), "--workers", str(workers)]
    address, env = f"http://127.0.0.1:{port}", {**os.environ, **environment}
    with (
        TemporaryFile() as said,
        subprocess.Popen(command, env=env, stdout=said, stderr=subprocess.DEVNULL) as process,
    ):
        try:
            with _client(address) as client:
                _wait_until_ready(process, said, client, started + LONGEST_START_S)
            yield Serving(address, process.pid, time.perf_counter() - started)
        finally:
            process.terminate()


def _client(address: str) -> httpx.Client:
    return httpx.Client(base_url=address, timeout=LONGEST_ANSWER_S, trust_env=False)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _wait_until_ready(
    process: subprocess.Popen[bytes], said: IO[bytes], client: httpx.Client, deadline: float
) -> None:
    """Once it has announced itself, which it does when each of its workers answers, and can answer."""
    reason = "it did not start to listen"
    while time.perf_counter() < deadline and process.poll() is None:
        time.sleep(POLL_S)
        if not os.fstat(said.fileno()).st_size:
            continue
        response = client.get("/readyz")
        if response.is_success:
            return
        reason = response.text
    raise WorkspaceError(f"the server was not ready: {reason}; run python -m assistant serve to see why")


def _resident_mib(pid: int) -> float:
    server = psutil.Process(pid)
    family = (server, *server.children(recursive=True))
    return float(sum(process.memory_info().rss for process in family)) / MIB
