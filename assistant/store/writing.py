"""Inserts that take the place of what is there, or give way to it, put together once and not for each row."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assistant.store.database import Base


def dialect_of(session: Session) -> str:
    return session.get_bind().dialect.name


@cache
def in_place(dialect: str, kind: type[Base]) -> Any:
    """A row takes the place of the one with its primary key."""
    insert = _insert(dialect, kind)
    keys = [column.name for column in table_of(kind).primary_key]
    names = [column.name for column in table_of(kind).columns if not column.primary_key]
    said = {name: insert.excluded[name] for name in names}
    return insert.on_conflict_do_update(index_elements=keys, set_=said)


@cache
def giving_way(dialect: str, kind: type[Base], *columns: str) -> Any:
    """A row is left out where one has its values in these unique columns; none: whatever they clash in."""
    return _insert(dialect, kind).on_conflict_do_nothing(index_elements=columns or None)


def table_of(kind: type[Base]) -> Table:
    table = kind.__table__
    assert isinstance(table, Table)  # noqa: S101 - narrows what SQLAlchemy types too widely
    return table


def _insert(dialect: str, kind: type[Base]) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert(table_of(kind))
