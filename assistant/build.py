"""The composition root: settings to a working assistant."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from assistant.classifier import load_classifier
from assistant.compose.choose import build_composer
from assistant.coverage import load_coverage
from assistant.finding import RECORDING, Finder
from assistant.joining import JoiningEmbedder
from assistant.keeping import Keeper
from assistant.pipeline import Assistant, Parts
from assistant.purpose import GENERAL
from assistant.redact import build_redactor
from assistant.remembering import Remembered
from assistant.rerank import Reranker
from assistant.retrieve import Retriever
from assistant.searching import Searcher
from assistant.settings import AssistantSettings
from assistant.store.answers import AnswerStore
from assistant.store.conversations import ConversationStore
from assistant.store.engine import open_engine
from assistant.store.feedback import FeedbackStore
from assistant.understanding.words import load_words
from assistant.verification.check import check
from assistant.verification.entailment import EntailmentModel
from assistant.verify import Checked
from ingest.embed import Embedder, load_embedder
from ingest.reader import Reader, Snapshot
from ingest.settings import IngestSettings
from ingest.sources.register import Register, load_register
from ingest.workspace import Workspace, open_index, open_workspace

if TYPE_CHECKING:
    from assistant.drafting import Drafter

REHEARSED = "My name is Sam Carter. Can I tell the school about a child at risk, and what do I record?"


def build_assistant(settings: AssistantSettings, ingest: IngestSettings | None = None) -> Assistant:
    """An assistant over the index that the ingest settings name, with its models loaded.

    The index may not be built yet: the assistant then says so when it is asked.
    """
    ingest = ingest or IngestSettings()
    with _collector_at_rest():
        workspace = open_workspace(ingest, _embedder(settings, ingest))
        parts = parts_of(settings, workspace, load_register(ingest.docs_dir))
        rehearse(parts)
    return Assistant(parts)


def assemble(settings: AssistantSettings, workspace: Workspace, register: Register) -> Assistant:
    """The same over a workspace that is open already."""
    return Assistant(parts_of(settings, workspace, register))


def parts_of(settings: AssistantSettings, workspace: Workspace, register: Register) -> Parts:
    reader = Reader(workspace)
    engine = open_engine(settings.database_url.get_secret_value())
    retriever = Retriever(reader, workspace.embedder)
    words = load_words(workspace.settings.docs_dir, register)
    redactor, conversations = build_redactor(_kept_words(register)), ConversationStore(engine)
    finder = Finder(
        retriever=retriever,
        coverage=load_coverage(workspace.embedder.model_id, words.matters),
        glossary=words.glossary,
        recording=retriever.query(RECORDING),
        general={question: retriever.query(question) for question in GENERAL},
        today=date.today,
        composer=build_composer(settings),
        reranker=_reranker(settings),
        known=Remembered(settings.remembered_questions),
    )
    return Parts(
        register=register,
        reader=reader,
        retriever=retriever,
        words=words,
        finder=finder,
        redactor=redactor,
        classifier=load_classifier(workspace.embedder),
        store=AnswerStore(engine, timedelta(days=settings.retention_days)),
        conversations=conversations,
        keeper=Keeper(conversations, FeedbackStore(engine), redactor, lambda: datetime.now(UTC)),
        searcher=Searcher(retriever, redactor, words),
        checked=_checked(settings),
        max_question_chars=settings.max_question_chars,
    )


def open_drafter(settings: AssistantSettings, ingest: IngestSettings) -> tuple[Drafter, Snapshot]:
    """What drafts questions for a partnership's documents, and the index it tries them on."""
    from assistant.chat import open_chat  # takes seconds, and only drafting needs it here
    from assistant.drafting import Drafter

    chat = open_chat(settings)
    workspace = open_index(ingest)
    reader = Reader(workspace)
    drafter = Drafter(
        chat=chat,
        retriever=Retriever(reader, workspace.embedder),
        coverage=load_coverage(workspace.embedder.model_id),
        redact=build_redactor(_kept_words(load_register(ingest.docs_dir))).redact,
    )
    return drafter, reader.snapshot()


def _embedder(settings: AssistantSettings, ingest: IngestSettings) -> Embedder:
    """As many passes of one thread as there are cores: together they do more than one pass of all threads.

    Several processes share the cores out. So it is with numpy's products, whose idle threads would take turns
    at waiting with those that answer: with one each, 64 askers get four answers where they got three.
    """
    shared = settings.workers == 1 and (settings.reranker_model or settings.entailment_model)
    if not shared:
        threadpool_limits(1, user_api="blas")
    inner = load_embedder(ingest.model, ingest.batch_size, threads=None if shared else 1)
    return JoiningEmbedder(inner, max(1, (os.cpu_count() or 1) // settings.workers))


def rehearse(parts: Parts) -> None:
    """Goes once through what the first question would wait for: models, the index, compiled patterns.

    Only what a language model writes is checked against its citations, so only then is what checks it loaded.
    """
    without_model = replace(parts, finder=replace(parts.finder, composer=None))
    Assistant(without_model).rehearse(REHEARSED)
    if parts.finder.composer:
        parts.checked(REHEARSED, [REHEARSED])


def _reranker(settings: AssistantSettings) -> Reranker | None:
    return Reranker(settings.reranker_model) if settings.reranker_model else None


def _checked(settings: AssistantSettings) -> Checked:
    if settings.entailment_model is None:
        return check
    return partial(check, entails=EntailmentModel(settings.entailment_model))


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """What is loaded at the start stays: looking through it for garbage would take a fifth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _kept_words(register: Register) -> list[str]:
    """What redaction leaves alone because the library itself is full of it."""
    sources = [word for source in register.sources for word in (source.title, source.publisher)]
    return [*sources, *(word for one in register.partnerships for word in (one.name, one.area))]
