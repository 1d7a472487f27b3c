"""Work done after an event is acknowledged, and what happens when it fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import uuid4

LOG = logging.getLogger(__name__)

Job = Callable[[], None]
Told = Callable[[str], None]


class Work:
    """Questions and buttons each have threads of their own: a modal has to open within three seconds,
    however many questions are waiting."""

    def __init__(self, questions: int, buttons: int = 4) -> None:
        self._questions = ThreadPoolExecutor(questions, thread_name_prefix="slack-question")
        self._buttons = ThreadPoolExecutor(buttons, thread_name_prefix="slack-button")

    def question(self, job: Job, failed: Told) -> None:
        self._questions.submit(job).add_done_callback(lambda done: _end(done, failed))

    def button(self, job: Job, failed: Told) -> None:
        self._buttons.submit(job).add_done_callback(lambda done: _end(done, failed))

    def close(self) -> None:
        """Waits for what is being worked on."""
        self._questions.shutdown()
        self._buttons.shutdown()


def _end(done: Future[None], failed: Told) -> None:
    """Whatever was raised ends as a reference number for the asker, and what it was in the log."""
    error = done.exception()
    if error is None:
        return
    reference = uuid4().hex[:8]
    LOG.error("reference %s", reference, exc_info=error)
    failed(reference)
