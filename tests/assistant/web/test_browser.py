"""One question through a real browser."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from assistant.channels.web import serving
from assistant.channels.web.app import create_app
from assistant.settings import AssistantSettings
from tests.fakes import CONSENT_QUOTE, TODAY, FakeAssistant

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def address(root_log: logging.Logger) -> Iterator[str]:
    """The application on a free port."""
    app = create_app(FakeAssistant(), AssistantSettings(_env_file=None), lambda: TODAY)
    started = Event()
    with serving.listen("127.0.0.1", 0) as listening:
        server = serving.server_of(app, started.set)
        thread = Thread(target=lambda: server.run(sockets=[listening]))
        thread.start()
        assert started.wait(10)
        yield serving.address_of(listening)
        server.should_exit = True
        thread.join(10)


def test_a_reader_asks_and_sees_the_quoted_words_in_their_place(address: str) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        page = browser.new_page()
        requested: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: requested.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))

        page.goto(address)
        page.get_by_label("What do you need to know?").fill("Do I need consent?")
        page.get_by_label("Your partnership").select_option("exampleshire")
        page.get_by_role("button", name="Find guidance").click()
        page.get_by_role("link", name="[1] Information sharing guidance").click()

        marked = page.locator("mark")
        assert marked.inner_text() == CONSENT_QUOTE
        assert marked.evaluate("mark => getComputedStyle(mark).backgroundColor") != "rgba(0, 0, 0, 0)"
        assert [url for url in requested if not url.startswith(address)] == []
        assert complaints == []
        browser.close()
