"""How long each stage of an answer took."""

from __future__ import annotations

from time import perf_counter


class Stopwatch:
    """`laps` holds each stage's milliseconds, of all its laps; a lap runs from the last one's end."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, stage: str) -> None:
        now = perf_counter()
        self.laps[stage] = round(self.laps.get(stage, 0.0) + (now - self._last) * 1000, 2)
        self._last = now
