"""What is kept and held, opened without loading a model: for commands that answer no question."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from assistant.settings import AssistantSettings
from assistant.store.answers import AnswerStore
from assistant.store.engine import open_engine
from assistant.store.feedback import FeedbackStore
from ingest.reader import Reader, Snapshot
from ingest.settings import IngestSettings
from ingest.workspace import open_index


def kept_answers(settings: AssistantSettings) -> AnswerStore:
    return AnswerStore(_engine(settings), timedelta(days=settings.retention_days))


def kept_feedback(settings: AssistantSettings) -> FeedbackStore:
    return FeedbackStore(_engine(settings))


def serving_snapshot(ingest: IngestSettings) -> Snapshot:
    """The index as it is now. Raises IndexMissing, IndexMismatch and StoreError."""
    return Reader(open_index(ingest)).snapshot()


def _engine(settings: AssistantSettings) -> Engine:
    return open_engine(settings.database_url.get_secret_value())
