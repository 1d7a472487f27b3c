"""Opens the answers' database by URL."""

from __future__ import annotations

from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from assistant.errors import ConfigurationError


def open_engine(database_url: str) -> Engine:
    """An engine that has not connected yet; an SQLite file gets its folder and write-ahead logging.

    Raises ConfigurationError for a URL that names no known database, or a file whose folder cannot be
    made. The URL itself is never in the message, because it may hold a password.
    """
    try:
        url = make_url(database_url)
        engine = create_engine(url, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigurationError(
            "ASSISTANT_DATABASE_URL names no database that can be opened;"
            " use sqlite:///data/answers.db, or postgresql+psycopg://user:password@host/name"
            " with psycopg installed"
        ) from error
    if url.get_backend_name() == "sqlite":
        _prepare_sqlite(engine, url)
    return engine


def _prepare_sqlite(engine: Engine, url: URL) -> None:
    if url.database and url.database != ":memory:":
        _make_folder(Path(url.database).parent)
    event.listen(engine, "connect", _set_pragmas)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"the folder {folder} for the answers cannot be made ({error.strerror});"
            " set ASSISTANT_DATABASE_URL to a file in a folder that can be written"
        ) from error


def _set_pragmas(connection: SqliteConnection, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")  # what belongs to an answer goes with it
