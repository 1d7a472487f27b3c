"""The composition root: settings to a working assistant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from assistant.pipeline import Assistant, Parts
from assistant.redact import build_redactor
from assistant.retrieve import Retriever
from assistant.settings import AssistantSettings
from assistant.store.answers import AnswerStore
from assistant.store.engine import open_engine
from ingest.embed import load_embedder
from ingest.reader import Reader
from ingest.settings import IngestSettings
from ingest.sources.register import Register, load_register
from ingest.workspace import Workspace, open_workspace


def build_assistant(settings: AssistantSettings, ingest: IngestSettings | None = None) -> Assistant:
    """An assistant over the index that the ingest settings name; it may not be built yet."""
    ingest = ingest or IngestSettings()
    workspace = open_workspace(ingest, load_embedder(ingest.model, ingest.batch_size))
    return assemble(settings, workspace, load_register(ingest.docs_dir))


def assemble(settings: AssistantSettings, workspace: Workspace, register: Register) -> Assistant:
    """The same over a workspace that is open already."""
    reader = Reader(workspace)
    store = AnswerStore(open_engine(settings.database_url.get_secret_value()))
    store.sweep(datetime.now(UTC) - timedelta(days=settings.retention_days))
    return Assistant(
        Parts(
            register=register,
            reader=reader,
            retriever=Retriever(reader, workspace.embedder),
            redactor=build_redactor(_kept_words(register)),
            store=store,
            max_question_chars=settings.max_question_chars,
        )
    )


def _kept_words(register: Register) -> list[str]:
    """What redaction leaves alone because the library itself is full of it."""
    sources = [word for source in register.sources for word in (source.title, source.publisher)]
    return [*sources, *(word for one in register.partnerships for word in (one.name, one.area))]
