"""Inserts that take the place of what is there, or give way to it, put together once and not for each row."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assistant.store.database import Base


def in_place(session: Session, kind: type[Base]) -> Any:
    """A row takes the place of the one with its primary key."""
    return _in_place(_dialect(session), kind)


def giving_way(session: Session, kind: type[Base], *columns: str) -> Any:
    """A row is left out where one has its values in these unique columns; none: whatever they clash in."""
    return _giving_way(_dialect(session), kind, *columns)


@cache
def _in_place(dialect: str, kind: type[Base]) -> Any:
    insert = _insert(dialect, kind)
    keys = [column.name for column in table_of(kind).primary_key]
    names = [column.name for column in table_of(kind).columns if not column.primary_key]
    said = {name: insert.excluded[name] for name in names}
    return insert.on_conflict_do_update(index_elements=keys, set_=said)


@cache
def _giving_way(dialect: str, kind: type[Base], *columns: str) -> Any:
    return _insert(dialect, kind).on_conflict_do_nothing(index_elements=columns or None)


def table_of(kind: type[Base]) -> Table:
    table = kind.__table__
    assert isinstance(table, Table)  # noqa: S101 - narrows what SQLAlchemy types too widely
    return table


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _insert(dialect: str, kind: type[Base]) -> Any:
    """The two dialects spell what follows alike but share no type."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table_of(kind))
