"""Keeps answers as they were shown; the question in them is the redacted one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property

from sqlalchemy import DateTime, Engine, Text, delete
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.schema import CreateIndex, CreateTable

from assistant.errors import AnswersUnavailable, NotFound
from assistant.models import Answer

SWEPT_EVERY = timedelta(days=1)


class Base(DeclarativeBase):
    """The tables of the answers' database."""


class AnswerRow(Base):
    """`document` is the answer's JSON; `created_at` is in UTC and only there to be swept by."""

    __tablename__ = "answers"

    id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    document: Mapped[str] = mapped_column(Text)


class AnswerStore:
    """Answers by id. The table is made on first use. Every method raises AnswersUnavailable if it cannot."""

    def __init__(self, engine: Engine, kept_for: timedelta) -> None:
        self._engine = engine
        self._kept_for = kept_for
        self._swept_at: datetime | None = None

    def save(self, answer: Answer) -> None:
        """Keep the answer, in place of one with its id; once a day, let go of those past their time."""
        row = AnswerRow(
            id=answer.id,
            created_at=answer.created_at.astimezone(UTC),
            document=answer.model_dump_json(),
        )
        with self._session() as session:
            session.merge(row)
        if self._swept_at is None or answer.created_at - self._swept_at >= SWEPT_EVERY:
            self._swept_at = answer.created_at
            self.sweep(answer.created_at - self._kept_for)

    def get(self, answer_id: str) -> Answer:
        with self._session() as session:
            row = session.get(AnswerRow, answer_id)
        if row is None:
            raise NotFound(f"There is no answer {answer_id!r}; it may have been deleted after its time")
        return Answer.model_validate_json(row.document)

    def sweep(self, before: datetime) -> int:
        """Delete the answers created before that moment; returns how many."""
        old = delete(AnswerRow).where(AnswerRow.created_at < before.astimezone(UTC)).returning(AnswerRow.id)
        with self._session() as session:
            return len(session.scalars(old).all())

    @contextmanager
    def _session(self) -> Iterator[Session]:
        # The database's own message may quote the row, so only the kind of error is told.
        try:
            with Session(self._ready, expire_on_commit=False) as session, session.begin():
                yield session
        except SQLAlchemyError as error:
            raise AnswersUnavailable(
                f"the database of answers cannot be used ({type(error).__name__}); "
                "check ASSISTANT_DATABASE_URL and that it can be reached and written"
            ) from error

    @cached_property
    def _ready(self) -> Engine:
        # IF NOT EXISTS, as two processes may get here at once and create_all checks before it creates
        table = AnswerRow.metadata.tables[AnswerRow.__tablename__]
        with self._engine.begin() as connection:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))
        return self._engine
