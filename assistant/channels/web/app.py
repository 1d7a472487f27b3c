"""The web application: an API for programs and pages for people."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI
from starlette.middleware.sessions import SessionMiddleware

from assistant.channels.answers import Answers
from assistant.channels.web import problems
from assistant.channels.web.files import Files
from assistant.channels.web.gatekeeping import Gatekeeper
from assistant.channels.web.headers import SecurityHeaders
from assistant.channels.web.identity.admission import Admission
from assistant.channels.web.identity.gate import Gate
from assistant.channels.web.identity.genuine import check_genuine
from assistant.channels.web.openapi import describe
from assistant.channels.web.policy import insights, insights_pages, library_pages, review_pages, run_pages
from assistant.channels.web.queueing import Queue
from assistant.channels.web.recognising import Recognising
from assistant.channels.web.rendering import open_templates
from assistant.channels.web.routes import (
    answers,
    conversation_pages,
    conversations,
    docs,
    health,
    pages,
    partnerships,
    records,
    search,
    search_pages,
    sections,
    sign_in,
    source_pages,
    sources,
    streamed_pages,
)
from assistant.channels.web.state import Web
from assistant.desk import Desk
from assistant.settings import AssistantSettings
from assistant.store.engine import open_engine
from assistant.store.retries import RetryStore

PROGRAMS = (answers, records, conversations, sources, sections, search, partnerships, health)
PEOPLE = (docs, pages, streamed_pages, conversation_pages, source_pages, search_pages, sign_in)
POLICY = (insights, insights_pages, review_pages, run_pages, library_pages)
FORM_BYTES = 64 * 1024
SECONDS_A_DAY = 24 * 3600
THREADS = 160


def create_app(
    assistant: Answers,
    settings: AssistantSettings,
    today: Callable[[], date] = date.today,
    desk: Desk | None = None,
    gate: Gate | None = None,
) -> FastAPI:
    """Without a `desk` there is nothing for policy teams; without a gate nobody signs in."""
    gate, files = gate or Gate(), Files()
    genuine = [Depends(check_genuine)]
    app = FastAPI(
        title="Guidance assistant", docs_url=None, redoc_url=None, dependencies=genuine, lifespan=_open
    )
    app.state.gate = gate
    app.state.web = Web(
        assistant=assistant,
        settings=settings,
        queue=Queue(settings.concurrent_questions, settings.queue_seconds),
        templates=open_templates(files.link),
        today=today,
        desk=desk,
        retries=RetryStore(open_engine(settings.database_url.get_secret_value())),
        home=settings.partnership,
        limits=gate.limits,
    )
    for part in (*PROGRAMS, *PEOPLE, *(POLICY if desk else ())):
        app.include_router(part.router)
    app.mount("/static", files, name="static")
    problems.install(app)
    describe(app)
    _add_middleware(app, settings, gate)
    return app


@asynccontextmanager
async def _open(app: FastAPI) -> AsyncIterator[None]:
    """Questions that wait for their turn hold a thread each: others are left for everything else.

    The work that was started at the desk ends with the server.
    """
    current_default_thread_limiter().total_tokens = THREADS
    yield
    desk: Desk | None = app.state.web.desk
    if desk:
        desk.close()


def _add_middleware(app: FastAPI, settings: AssistantSettings, gate: Gate) -> None:
    """The last one added comes first."""
    most_bytes, sign_in = _max_body_bytes(settings.max_question_chars), gate.settings
    app.add_middleware(Admission, gate=gate, max_body_bytes=most_bytes)
    if gate.provider and sign_in.secret:
        app.add_middleware(
            SessionMiddleware,
            secret_key=sign_in.secret.get_secret_value(),
            session_cookie=sign_in.cookie,
            max_age=round(sign_in.hours * 3600),
            https_only=sign_in.secure,
        )
    else:
        app.add_middleware(Recognising, kept_for_seconds=settings.retention_days * SECONDS_A_DAY)
    hosts = {*settings.allowed_hosts, *filter(None, [sign_in.page_host])}
    uploads = {library_pages.UPLOADS: settings.upload_max_mb * 1024**2 + FORM_BYTES}
    app.add_middleware(Gatekeeper, allowed_hosts=hosts, max_body_bytes=most_bytes, larger=uploads)
    app.add_middleware(SecurityHeaders, over_https=sign_in.secure)


def _max_body_bytes(max_question_chars: int) -> int:
    # a character is at most 4 bytes of UTF-8, each 3 bytes long in a form; the rest is the other fields
    return max_question_chars * 12 + 4096
