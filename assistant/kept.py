"""What is kept and held, opened without loading a model: for commands that answer no question."""

from __future__ import annotations

from datetime import timedelta

from assistant.settings import AssistantSettings
from assistant.store.answers import AnswerStore
from assistant.store.engine import open_engine
from ingest.embed import load_embedder
from ingest.reader import Reader, Snapshot
from ingest.settings import IngestSettings
from ingest.workspace import open_workspace


def kept_answers(settings: AssistantSettings) -> AnswerStore:
    engine = open_engine(settings.database_url.get_secret_value())
    return AnswerStore(engine, timedelta(days=settings.retention_days))


def serving_snapshot(ingest: IngestSettings) -> Snapshot:
    """The index as it is now. Raises IndexMissing, IndexMismatch and StoreError."""
    embedder = load_embedder(ingest.model, ingest.batch_size)
    return Reader(open_workspace(ingest, embedder)).snapshot()
