"""A reader at a real browser: one server and one browser for all tests, a fresh assistant for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any, cast

import pytest

from assistant.channels.answers import Answers
from assistant.channels.web.app import create_app
from assistant.models import Answer, Question
from assistant.settings import AssistantSettings
from tests.assistant.web.served import serving_at
from tests.chromium import launched
from tests.fakes import CHOICES, FIRST_TURN, SHAPED, TODAY, FakeAssistant

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PATIENCE_MS = 30_000


@dataclass
class Waiting(FakeAssistant):
    """Answers once it is let go."""

    let_go: Event = field(default_factory=Event)

    def ask(self, question: Question) -> Answer:
        self.let_go.wait(30)
        return super().ask(question)


class Stage:
    """Passes everything on to the assistant of the test that runs now."""

    def __init__(self) -> None:
        self.now = _fresh()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.now, name)


def _fresh() -> Waiting:
    waiting = Waiting(scripted=[FIRST_TURN, SHAPED])
    waiting.kept |= {one.id: one.model_copy(update={"conversation": None}) for one in (SHAPED, CHOICES)}
    waiting.let_go.set()
    return waiting


@pytest.fixture(scope="package")
def stage() -> Stage:
    return Stage()


@pytest.fixture(scope="package")
def address(stage: Stage) -> Iterator[str]:
    app = create_app(cast(Answers, stage), AssistantSettings(_env_file=None), lambda: TODAY)
    with serving_at(app) as address:
        yield address


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def assistant(stage: Stage) -> Iterator[Waiting]:
    stage.now = _fresh()
    yield stage.now
    stage.now.let_go.set()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console said."""
    return []


@pytest.fixture
def context(chromium: Browser, address: str, assistant: Waiting) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=address)
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, address: str, complaints: list[str]) -> Iterator[Page]:
    """The first page; whatever is asked of another site, or complained of, fails the test."""
    page = context.new_page()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/")
    yield page
    assert [url for url in requested if not url.startswith(address)] == []
    assert complaints == []


@pytest.fixture
def plain_page(chromium: Browser, address: str, assistant: Waiting) -> Iterator[Page]:
    """The first page where scripts do not run."""
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/")
    yield page
    context.close()
