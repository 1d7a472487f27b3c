"""Long work that pages start: at most one of a kind at a time, over all processes, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import ColumnElement, Engine, ForeignKey, Text, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from assistant.errors import NotFound
from assistant.store.database import Base, Database, Moment
from assistant.store.writing import giving_way

# whoever does the work tells of it far more often
GONE_AFTER = timedelta(seconds=90)


class Kind(StrEnum):
    """What kind of work; work of one kind would be in its own way."""

    BUILD = "build"
    EVALS = "evals"


class State(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """`step` says what it is at, `done` of `total` how far; `said` is what came of it, in words for people.

    `subject` is what it is about: a run's name, or the id of an upload.
    """

    id: str
    kind: Kind
    subject: str
    state: State
    step: str
    done: int
    total: int
    said: str
    cancelling: bool
    started_at: datetime
    told_at: datetime

    @property
    def runs(self) -> bool:
        return self.state is State.RUNNING


class JobRow(Base):
    """`slot` is the kind while it runs, and none after, so that the database holds one of a kind."""

    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[str | None] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)
    state: Mapped[str]
    step: Mapped[str]
    done: Mapped[int]
    total: Mapped[int]
    said: Mapped[str] = mapped_column(Text)
    cancelling: Mapped[bool]
    started_at: Mapped[datetime] = mapped_column(Moment)
    told_at: Mapped[datetime] = mapped_column(Moment)


class StarterRow(Base):
    """Who started a job, as an opaque key; it goes with the job."""

    __tablename__ = "job_starters"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    owner: Mapped[str]


class JobStore:
    """Every method raises AnswersUnavailable if the database cannot be used.

    What has ended is let go of after `kept_for`, when other work begins.
    """

    def __init__(self, engine: Engine, kept_for: timedelta) -> None:
        self._database = Database(engine)
        self._kept_for = kept_for

    def begin(self, kind: Kind, subject: str, now: datetime, owner: str | None = None) -> Job | None:
        """None while another of its kind runs; one that has told nothing for long is given up as failed."""
        self._give_up(now)
        self._sweep(now)
        row = {
            "id": uuid4().hex,
            "slot": kind.value,
            "kind": kind.value,
            "subject": subject,
            "state": State.RUNNING.value,
            "step": "",
            "done": 0,
            "total": 0,
            "said": "",
            "cancelling": False,
            "started_at": now,
            "told_at": now,
        }
        with self._database.session() as session:
            session.execute(giving_way(session, JobRow, "slot"), [row])
            begun = session.get(JobRow, row["id"])
            if begun and owner:
                session.add(StarterRow(job_id=begun.id, owner=owner))
            return _job(begun) if begun else None

    def tell(self, job_id: str, now: datetime, step: str, done: int, total: int) -> bool:
        """How far it is. False where it is to stop, or was given up."""
        told = (
            update(JobRow)
            .where(JobRow.id == job_id, JobRow.slot.is_not(None))
            .values(step=step, done=done, total=total, told_at=now)
            .returning(JobRow.cancelling)
        )
        with self._database.session() as session:
            return session.scalars(told).first() is False

    def end(self, job_id: str, now: datetime, state: State, said: str) -> None:
        ended = {"slot": None, "state": state.value, "said": said, "told_at": now}
        with self._database.session() as session:
            session.execute(
                update(JobRow).where(JobRow.id == job_id, JobRow.slot.is_not(None)).values(**ended)
            )

    def cancel(self, job_id: str) -> None:
        """Whoever does the work stops at the next step."""
        with self._database.session() as session:
            session.execute(update(JobRow).where(JobRow.id == job_id).values(cancelling=True))

    def starter(self, job_id: str) -> str | None:
        """Who started it; none where nobody was named."""
        with self._database.session() as session:
            return session.scalar(select(StarterRow.owner).where(StarterRow.job_id == job_id))

    def get(self, job_id: str) -> Job:
        with self._database.session() as session:
            row = session.get(JobRow, job_id)
        if row is None:
            raise NotFound(f"There is no job {job_id!r}")
        return _job(row)

    def running(self, kind: Kind, now: datetime) -> Job | None:
        self._give_up(now)
        return self._last(JobRow.slot == kind.value)

    def last(self, kind: Kind) -> Job | None:
        return self._last(JobRow.kind == kind.value)

    def last_of(self, subject: str) -> Job | None:
        """The last work on a subject."""
        return self._last(JobRow.subject == subject)

    def _last(self, which: ColumnElement[bool]) -> Job | None:
        query = select(JobRow).where(which).order_by(JobRow.started_at.desc()).limit(1)
        with self._database.session() as session:
            row = session.scalar(query)
            return _job(row) if row else None

    def _sweep(self, now: datetime) -> None:
        old = delete(JobRow).where(JobRow.slot.is_(None), JobRow.started_at < now - self._kept_for)
        with self._database.session() as session:
            session.execute(old)

    def _give_up(self, now: datetime) -> None:
        lost = {
            "slot": None,
            "state": State.FAILED.value,
            "said": "It stopped without a word, as when the server was stopped. Start it again.",
        }
        with self._database.session() as session:
            silent = update(JobRow).where(JobRow.slot.is_not(None), JobRow.told_at < now - GONE_AFTER)
            session.execute(silent.values(**lost))


def _job(row: JobRow) -> Job:
    return Job(
        id=row.id,
        kind=Kind(row.kind),
        subject=row.subject,
        state=State(row.state),
        step=row.step,
        done=row.done,
        total=row.total,
        said=row.said,
        cancelling=row.cancelling,
        started_at=row.started_at,
        told_at=row.told_at,
    )
