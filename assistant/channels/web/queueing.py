"""Bounds how many questions are worked on at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from assistant.models import Urgent


class Busy(Exception):
    """All places were taken for as long as the caller may wait; `urgent` is what to show first."""

    def __init__(self, retry_after_seconds: int, *, urgent: Urgent | None = None) -> None:
        super().__init__(f"all places are taken; try again in {retry_after_seconds} s")
        self.retry_after_seconds = retry_after_seconds
        self.urgent = urgent


class Queue:
    """So many `places`; whoever finds none free for `wait_seconds` is turned away with Busy."""

    def __init__(self, places: int, wait_seconds: float) -> None:
        self._places = BoundedSemaphore(places)
        self._wait_seconds = wait_seconds

    @contextmanager
    def turn(self) -> Iterator[None]:
        if not self._places.acquire(timeout=self._wait_seconds):
            raise Busy(retry_after_seconds=5)
        try:
            yield
        finally:
            self._places.release()
