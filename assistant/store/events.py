"""Which events of a channel were taken already, and which of those were not answered yet.

A channel delivers an event again when it believes it was lost, and a process may be stopped while it works.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, Text, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.store.answers import SWEPT_EVERY
from assistant.store.database import Base, Database, Moment
from assistant.store.writing import giving_way


@dataclass(frozen=True, slots=True)
class Pending:
    """Something taken and not yet answered; `address` says where the answer goes and holds no question."""

    key: str
    address: str


class EventKeyRow(Base):
    __tablename__ = "event_keys"

    key: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Moment, index=True)


class PendingRow(Base):
    __tablename__ = "events_pending"

    key: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment, index=True)


class EventStore:
    """Keys seen, shared by all processes. Every method raises AnswersUnavailable without a database."""

    def __init__(
        self, engine: Engine, kept_for: timedelta, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = Database(engine)
        self._kept_for = kept_for
        self._now = now
        self._swept_at: datetime | None = None

    def claim(self, keys: Sequence[str], address: str | None = None) -> bool:
        """True for the one caller who is first with all of the keys; the event is then theirs.

        With an address it is pending under its first key until `done`.
        """
        self._sweep_daily()
        now = self._now()
        with self._database.session() as session:
            mine = self._remember(session, keys, now) == len(set(keys))
            if mine and address is not None:
                session.add(PendingRow(key=keys[0], address=address, created_at=now))
        return mine

    def remember(self, key: str) -> None:
        with self._database.session() as session:
            self._remember(session, [key], self._now())

    def knows(self, key: str) -> bool:
        with self._database.session() as session:
            return session.get(EventKeyRow, key) is not None

    def done(self, key: str) -> None:
        """What was pending under that key is answered; its address is forgotten."""
        with self._database.session() as session:
            session.execute(delete(PendingRow).where(PendingRow.key == key))

    def interrupted(self, before: datetime) -> tuple[Pending, ...]:
        """Takes what was claimed before that moment and is pending still: each goes to one caller."""
        late = delete(PendingRow).where(PendingRow.created_at < before).returning(PendingRow)
        with self._database.session() as session:
            return tuple(Pending(row.key, row.address) for row in session.scalars(late))

    def _remember(self, session: Session, keys: Sequence[str], now: datetime) -> int:
        """How many of the keys were new; taken in order, so that two callers cannot lock each other up."""
        insert = giving_way(session, EventKeyRow).returning(EventKeyRow.key)
        # one cached statement a key, by the connection: an acknowledgement waits for this
        execute = session.connection().execute
        return sum(len(execute(insert, {"key": key, "created_at": now}).all()) for key in sorted(set(keys)))

    def _sweep_daily(self) -> None:
        now = self._now()
        if self._swept_at is None or now - self._swept_at >= SWEPT_EVERY:
            self._swept_at = now
            with self._database.session() as session:
                session.execute(delete(EventKeyRow).where(EventKeyRow.created_at < now - self._kept_for))
