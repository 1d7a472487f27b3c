"""The database that the stores share: its tables, made on first use, and its sessions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property

from sqlalchemy import Connection, DateTime, Dialect, Engine, TypeDecorator, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.schema import CreateIndex, CreateTable

from assistant.errors import AnswersUnavailable

MAKING_TABLES = 7_023_471_905


class Base(DeclarativeBase):
    """The tables of the answers' database."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no time zone, so it is put back when the value is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


class Database:
    """Sessions on an engine. Whatever goes wrong with the database is raised as AnswersUnavailable."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: committed at the end of the block, undone if the block raises."""
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
        with self._engine.begin() as connection:
            _wait_for_other_makers(connection)
            # IF NOT EXISTS, as two processes may get here at once and create_all checks before it creates
            for table in Base.metadata.sorted_tables:
                connection.execute(CreateTable(table, if_not_exists=True))
                for index in table.indexes:
                    connection.execute(CreateIndex(index, if_not_exists=True))
        return self._engine


def _wait_for_other_makers(connection: Connection) -> None:
    # PostgreSQL's IF NOT EXISTS fails where another transaction is making the same table
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(MAKING_TABLES)))
