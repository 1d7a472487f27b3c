"""What requests that may be sent again have led to, by their idempotency keys.

Nothing of a request is kept: of its key a digest, of its body a digest keyed by that key, which is not kept.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.errors import KeyReused, StillWorking
from assistant.store.database import Base, Database, Moment
from assistant.store.writing import giving_way

KEPT_FOR = timedelta(days=1)
LONGEST_WORK = timedelta(minutes=10)


class RetryRow(Base):
    """`made` is none while the request is worked on."""

    __tablename__ = "retries"

    name: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    made: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Moment, index=True)


class RetryStore:
    """Shared by all processes. Every method raises AnswersUnavailable if the database cannot be used."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = Database(engine)
        self._now = now

    def begin(self, name: str, body: str) -> str | None:
        """What the request has led to already; none where it is now the caller's to work on, until `end`.

        Raises KeyReused where another body came under that name, and StillWorking while the first is worked
        on. One that was begun and never ended, as its process was stopped, may be begun again after a time.
        """
        now = self._now()
        with self._database.session() as session:
            session.execute(delete(RetryRow).where(RetryRow.created_at < now - KEPT_FOR))
            if _is_first(session, name, body, now):
                return None
            known = session.get_one(RetryRow, name)
            if known.body != body:
                raise KeyReused("This Idempotency-Key came with another request: use a new key for each.")
            if known.made is None and not _taken_over(session, known, now):
                raise StillWorking("The same request is being worked on: send it again in some seconds.")
            return known.made

    def end(self, name: str, made: str | None) -> None:
        """Keeps what the request led to; none, where it failed, frees its name."""
        mine = RetryRow.name == name
        done = (
            delete(RetryRow).where(mine) if made is None else update(RetryRow).where(mine).values(made=made)
        )
        with self._database.session() as session:
            session.execute(done)


def _is_first(session: Session, name: str, body: str, now: datetime) -> bool:
    row = {"name": name, "body": body, "made": None, "created_at": now}
    return bool(session.execute(giving_way(session, RetryRow).returning(RetryRow.name), row).all())


def _taken_over(session: Session, known: RetryRow, now: datetime) -> bool:
    """Whether it was left behind, and is now this caller's and nobody else's."""
    if known.created_at > now - LONGEST_WORK:
        return False
    left = (RetryRow.name == known.name) & (RetryRow.created_at == known.created_at)
    taken = update(RetryRow).where(left).values(created_at=now).returning(RetryRow.name)
    return bool(session.execute(taken, execution_options={"synchronize_session": False}).all())
