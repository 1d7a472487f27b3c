"""Several processes that accept on one socket, each with the whole application.

supervisor -> a socket -> processes -> said once when all can answer -> one that ends is replaced, and said
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
from collections.abc import Callable
from socket import socket

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError
from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from assistant.errors import ConfigurationError
from assistant.identity.settings import SignInSettings
from assistant.settings import AssistantSettings

LOG = logging.getLogger(__name__)

SECONDS_TO_SAY_SO = 0.5


def kept_apart(settings: AssistantSettings, sign_in: SignInSettings) -> str | None:
    """What each process would hold for itself though all should share it, and what to do; else nothing."""
    if settings.workers == 1:
        return None
    if _is_in_memory(settings.database_url.get_secret_value()):
        return (
            "Each worker would keep its own answers, as ASSISTANT_DATABASE_URL names none but memory."
            " Name a file or PostgreSQL, or use --workers 1"
        )
    if sign_in.configured and sign_in.limits_url.get_secret_value().startswith("memory:"):
        return (
            f"Each worker would count requests for itself, and anybody could ask {settings.workers} times as"
            " often as is set. Set SIGN_IN_LIMITS_URL=redis://host:6379, or use --workers 1"
        )
    return None


class Workers(Multiprocess):
    """Calls `started` once every process can answer; `failed` says that one never could."""

    def __init__(self, config: Config, listening: socket, started: Callable[[], None]) -> None:
        super().__init__(config, [listening])
        self._started = started
        self._answering = False
        self.failed = False

    def keep_subprocess_alive(self) -> None:
        """Called twice a second. Whoever is slow to answer, as while it loads a model, is left to it."""
        for place, process in enumerate(self.processes):
            if not process.process.is_alive() and not self.should_exit.is_set():
                self._see_to(place, process)
        if not (self._answering or self.should_exit.is_set()) and self._all_answer():
            self._answering = True
            self._started()

    def _see_to(self, place: int, ended: Process) -> None:
        if not self._answering or ended.exitcode == STARTUP_FAILURE:
            self.failed = True
            self.should_exit.set()
            return
        process = self.processes[place] = Process(self.config, self.sockets)
        process.start()
        LOG.warning(
            "worker %d ended (exit code %s); %d takes its place", ended.pid, ended.exitcode, process.pid
        )

    def _all_answer(self) -> bool:
        return all(process.is_ready(SECONDS_TO_SAY_SO) for process in self.processes)


def supervise(config: Config, listening: socket, started: Callable[[], None]) -> None:
    """Until it is interrupted. Raises ConfigurationError where a worker ends before it can answer."""
    workers = Workers(config, listening, started)
    workers.run()
    if workers.failed:
        raise ConfigurationError("A worker could not start; what it said is above")


async def leave_with_supervisor() -> None:
    """A worker whose supervisor was killed would hold the port with nobody to end it."""
    supervisor = multiprocessing.parent_process()
    if supervisor and not supervisor.is_alive():
        signal.raise_signal(signal.SIGTERM)


def _is_in_memory(database_url: str) -> bool:
    try:
        url = make_url(database_url)
    except ArgumentError:
        return False  # whoever opens it says what is wrong with it
    return url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:")
