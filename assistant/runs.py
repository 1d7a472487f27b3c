"""Runs of the evals as the browser shows them: started, followed, reported on and compared.

The evals are a program of their own, run by their commands; what they write is read as files.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.errors import NotAllowed, NotFound, Occupied
from assistant.models import Reach
from assistant.store.jobs import Job, Kind
from assistant.working import Command, Workshop

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
SHAPED, ASKED_OF = "shaped.json", "partnerships.json"
REPORT_PAGE, REPORT_DATA = "report/report.html", "report/report.json"
COMPARING_SECONDS = 120


class Part(StrEnum):
    """Which cases are asked."""

    DEVELOPMENT = "development"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class RunSummary:
    """`met` says whether the policy is met, none where there is no report yet."""

    name: str
    started_at: datetime
    ended: bool
    commit: str | None
    partnerships: tuple[str, ...] | None
    met: bool | None = None
    cases: int = 0
    critical_failed: tuple[str, ...] = ()
    reported: bool = False


@dataclass(frozen=True, slots=True)
class Runs:
    """What may be seen depends on whose protocols a run's cases look in.

    A run that was started here says so; one from a terminal asks of everybody's, so that only whoever may
    read all local text sees it.
    """

    folder: Path
    cases: Path
    workshop: Workshop
    now: Callable[[], datetime]

    def list(self, reach: Reach) -> tuple[RunSummary, ...]:
        """The last started first."""
        found = (self._summary(path) for path in self._folders())
        seen = [one for one in found if one and _may_see(one, reach)]
        return tuple(sorted(seen, key=lambda one: one.started_at, reverse=True))

    def get(self, name: str, reach: Reach) -> RunSummary:
        """Raises NotFound also for a run that may not be seen."""
        path = self.folder / name
        summary = self._summary(path) if NAME.fullmatch(name) and path.is_dir() else None
        if summary is None or not _may_see(summary, reach):
            raise NotFound(f"There is no run {name!r} among those you may see")
        return summary

    def running(self) -> Job | None:
        return self.workshop.store.running(Kind.EVALS, self.now())

    def last(self) -> Job | None:
        """The run that was started here last, going on or not."""
        return self.workshop.store.last(Kind.EVALS)

    def start(self, reach: Reach, part: Part | None, owner: str) -> Job:
        """Asks the cases of what may be read. Raises Occupied while another run goes on."""
        name = f"{self.now():%Y-%m-%d-%H%M%S}"
        path = self.folder / name
        asking = ("evals", "run", str(self.cases), "--out", str(path), "--progress-json")
        split = ("--split", part.value) if part else ()
        reporting = Command(("evals", "report", str(path)), fine=(0, 1))
        commands = (Command((*asking, *split, *_places(reach))), reporting)
        job = self.workshop.start(Kind.EVALS, name, commands, owner)
        if not reach.everywhere:
            path.mkdir(parents=True, exist_ok=True)
            (path / ASKED_OF).write_text(json.dumps(sorted(reach.partnerships)), encoding="utf-8")
        return job

    def is_started_by(self, job: Job, owner: str) -> bool:
        return self.workshop.store.starter(job.id) == owner

    def cancel(self, owner: str, is_admin: bool) -> None:
        """Raises NotAllowed where somebody else started it, but for an administrator."""
        job = self.running()
        if job is None:
            return
        if not (is_admin or self.is_started_by(job, owner)):
            raise NotAllowed(
                "Somebody else started this run. They can stop it, or somebody with the role 'admin'."
            )
        self.workshop.store.cancel(job.id)

    def report(self, name: str, reach: Reach) -> str:
        """The page as the evals wrote it, with a style and a script of its own. Raises NotFound."""
        return _page(self.folder / self.get(name, reach).name / REPORT_PAGE)

    def compare(self, first: str, second: str, reach: Reach) -> None:
        """Writes the comparison that `comparison` reads. Raises NotFound, and Occupied where it fails."""
        before, after = (self.folder / self.get(name, reach).name for name in (first, second))
        try:
            made = subprocess.run(
                [sys.executable, "-m", "evals", "compare", str(before), str(after)],
                capture_output=True,
                text=True,
                check=False,
                timeout=COMPARING_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise Occupied(f"{first} and {second} take too long to compare now: try again later") from error
        if made.returncode not in (0, 1):
            said = [line for line in made.stderr.splitlines() if line.startswith("error")]
            raise Occupied(said[-1] if said else f"{first} and {second} could not be compared")

    def comparison(self, first: str, second: str, reach: Reach) -> str:
        """Raises NotFound."""
        before, after = self.get(first, reach), self.get(second, reach)
        return _page(self.folder / after.name / "report" / f"compared-with-{before.name}.html")

    def _folders(self) -> Iterator[Path]:
        return (path for path in self.folder.glob("*") if NAME.fullmatch(path.name) and path.is_dir())

    def _summary(self, path: Path) -> RunSummary | None:
        """None of a folder that holds no run, or none yet."""
        shaped = _json(path / SHAPED)
        if not isinstance(shaped, dict) or "started" not in shaped:
            return None
        asked_of, report = _json(path / ASKED_OF), _json(path / REPORT_DATA) or {}
        return RunSummary(
            name=path.name,
            started_at=datetime.fromisoformat(shaped["started"]),
            ended=shaped.get("ended") is not None,
            commit=shaped.get("commit"),
            partnerships=tuple(asked_of) if isinstance(asked_of, list) else None,
            met=report.get("met"),
            cases=len(report.get("cases", ())),
            critical_failed=tuple(report.get("critical_failed") or ()),
            reported=(path / REPORT_PAGE).is_file(),
        )


def _places(reach: Reach) -> tuple[str, ...]:
    """Which cases: all of them, or those of the partnerships and those that name none."""
    if reach.everywhere:
        return ()
    named = sorted(reach.partnerships) or [""]
    return tuple(word for one in named for word in ("--partnership", one))


def _may_see(run: RunSummary, reach: Reach) -> bool:
    if reach.everywhere:
        return True
    return run.partnerships is not None and all(map(reach.covers, run.partnerships))


def _json(path: Path) -> Any:
    """None of a file that is not there, or is being written."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _page(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise NotFound("There is no such report; it may not have been written yet") from error
