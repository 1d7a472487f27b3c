"""The stores on both databases: SQLite always, PostgreSQL where its test server is installed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.models import Answer, Status
from assistant.store.answers import AnswerStore
from assistant.store.conversations import ConversationStore
from assistant.store.database import Base
from assistant.store.engine import open_engine
from assistant.store.feedback import FeedbackStore
from tests.fakes import ANSWERS, NOW

KEPT_FOR = timedelta(days=90)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_RUNTIME_DIR", folder)
        pytest.importorskip("psycopg", reason="no driver for PostgreSQL is installed")
        pgserver = pytest.importorskip("pgserver", reason="no PostgreSQL for tests is installed")
        server = pgserver.get_server(Path(folder) / "data")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database."""
    if request.param == "sqlite":
        opened = open_engine(f"sqlite:///{tmp_path / 'answers.db'}")
    else:
        opened = open_engine(request.getfixturevalue("postgresql_url"))
    yield opened
    Base.metadata.drop_all(opened)
    opened.dispose()


@pytest.fixture
def answers(engine: Engine) -> AnswerStore:
    return AnswerStore(engine, KEPT_FOR)


@pytest.fixture
def conversations(engine: Engine) -> ConversationStore:
    return ConversationStore(engine)


@pytest.fixture
def feedback(engine: Engine) -> FeedbackStore:
    return FeedbackStore(engine)


def answer_of(answer_id: str, minute: int = 0, **fields: object) -> Answer:
    """An answer of that many minutes later."""
    moment = NOW + timedelta(minutes=minute)
    return ANSWERS[Status.ANSWERED].model_copy(update={"id": answer_id, "created_at": moment, **fields})
