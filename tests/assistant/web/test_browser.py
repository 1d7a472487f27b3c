"""Asking and reading through a real browser."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from assistant.channels.web import serving
from assistant.channels.web.app import create_app
from assistant.models import Answer, Question, Status
from assistant.settings import AssistantSettings
from tests.fakes import (
    ANSWERS,
    CHOICES,
    CONSENT_QUOTE,
    FIRST_TURN,
    NAME_TYPED,
    SHAPED,
    TODAY,
    FakeAssistant,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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
PATIENCE_MS = 30_000
DANGER = "He is in the room now with a knife and says he will kill her."
PAGES = ["/", "/answers/shaped", "/answers/answered/citations/1", "/search", "/conversations", "/sources"]


@dataclass
class Waiting(FakeAssistant):
    """Answers once it is let go."""

    let_go: Event = field(default_factory=Event)

    def ask(self, question: Question) -> Answer:
        self.let_go.wait(30)
        return super().ask(question)


@pytest.fixture
def assistant() -> Waiting:
    waiting = Waiting(scripted=[FIRST_TURN, SHAPED])
    waiting.kept[SHAPED.id] = SHAPED.model_copy(update={"conversation": None})
    waiting.let_go.set()
    return waiting


@pytest.fixture
def address(root_log: logging.Logger, assistant: Waiting) -> Iterator[str]:
    """The application on a free port."""
    app = create_app(assistant, AssistantSettings(_env_file=None), lambda: TODAY)
    started = Event()
    with serving.listen("127.0.0.1", 0) as listening:
        server = serving.server_of(app, started.set)
        thread = Thread(target=lambda: server.run(sockets=[listening]))
        thread.start()
        assert started.wait(30)
        yield serving.address_of(listening)
        assistant.let_go.set()
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console said."""
    return []


@pytest.fixture
def page(chromium: Browser, address: str, complaints: list[str]) -> Iterator[Page]:
    """The first page; whatever is asked of another site, or complained of, fails the test."""
    context = chromium.new_context(base_url=address)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/")
    yield page
    context.close()
    assert [url for url in requested if not url.startswith(address)] == []
    assert complaints == []


def ask(page: Page, question: str) -> None:
    page.locator("#question").fill(question)
    page.get_by_role("button", name="Find guidance").click()


def test_a_reader_asks_and_sees_the_quoted_words_in_their_place(page: Page) -> None:
    page.get_by_label("Your partnership").select_option("exampleshire")
    ask(page, "Do I need consent?")
    page.get_by_role("link", name="[1] Information sharing guidance").first.click()

    marked = page.locator("mark")
    assert marked.inner_text() == CONSENT_QUOTE
    assert marked.evaluate("mark => getComputedStyle(mark).backgroundColor") != "rgba(0, 0, 0, 0)"


def test_a_follow_up_goes_on_with_the_conversation_and_shows_what_came_before(
    page: Page, assistant: Waiting
) -> None:
    ask(page, "Do I need consent?")
    page.get_by_role("heading", name="Ask a follow-up question").wait_for()
    ask(page, "And what do I record?")

    page.get_by_role("heading", name="Earlier in this conversation").wait_for()
    assert [question.conversation for question in assistant.asked] == [None, "talk"]
    assert len({question.owner for question in assistant.asked}) == 1


def test_several_questions_stand_under_headings_of_their_own(page: Page) -> None:
    page.goto("/answers/shaped")

    assert page.locator("h2.question").all_inner_texts() == [
        "Question 1\nDo I need consent?",
        "Question 2\nWhat do I record?",
    ]


def test_national_and_local_stand_side_by_side_and_the_second_place_beside_the_first(page: Page) -> None:
    page.goto("/answers/shaped")
    read = "all => all.map(one => [one.getBoundingClientRect().x, one.getBoundingClientRect().y])"
    (x, y), (first_x, first_y), (second_x, second_y) = page.locator(".sides > section").evaluate_all(read)

    assert (first_y, second_y) == (second_y, first_y)
    assert first_x < second_x
    assert x <= first_x
    assert y <= first_y


def test_a_choice_is_asked_when_it_is_pressed(page: Page, assistant: Waiting) -> None:
    assistant.scripted = [CHOICES, SHAPED]
    ask(page, "consent")
    page.get_by_role("button", name="Whose consent?").click()

    page.locator("h2.question").first.wait_for()
    assert [question.text for question in assistant.asked] == ["consent", "Whose consent?"]


def test_what_was_removed_is_shown_struck_out_once(page: Page, assistant: Waiting) -> None:
    assistant.scripted = [ANSWERS[Status.ANSWERED]]
    ask(page, f"May I tell {NAME_TYPED}'s GP?")

    assert page.locator("del").inner_text().endswith(NAME_TYPED)
    assert page.url.endswith("/answers/answered")
    page.reload()
    assert page.locator("del").count() == 0
    assert NAME_TYPED not in page.content()


def test_danger_is_shown_before_the_answer_is_there(page: Page, assistant: Waiting) -> None:
    assistant.let_go.clear()
    ask(page, DANGER)

    page.locator("[data-danger] .urgent").wait_for()
    assert page.locator("[data-live]").inner_text().startswith("Ring 999 now")
    assert page.get_by_role("button", name="Stop").is_visible()
    assistant.let_go.set()
    page.locator(".status").wait_for()


def test_a_reader_may_stop_and_ask_again(page: Page, assistant: Waiting) -> None:
    assistant.let_go.clear()
    ask(page, "Do I need consent?")
    page.get_by_role("button", name="Stop").click()

    page.get_by_text("Stopped. The answer may still be").wait_for()
    assert page.get_by_role("button", name="Find guidance").get_attribute("aria-disabled") == "false"
    assistant.let_go.set()


def test_feedback_is_given_with_its_reason_and_thanked_for(page: Page, assistant: Waiting) -> None:
    ask(page, "Do I need consent?")
    page.get_by_text("Say why").click()
    page.get_by_label("Your reason").fill("It does not say who decides.")
    page.get_by_role("button", name="Not useful").click()

    page.get_by_text("Thank you.").wait_for()
    owner = assistant.asked[0].owner
    assert assistant.rated == [("first", owner, False, "It does not say who decides.")]


def test_an_answer_is_copied_with_its_citations(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.goto("/answers/shaped")
    page.get_by_role("button", name="Copy with citations").click()

    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"> “{CONSENT_QUOTE}” [1]" in copied
    assert "1. Information sharing guidance, para 2" in copied


def test_own_conversations_are_listed_and_deleted(page: Page) -> None:
    ask(page, "Do I need consent?")
    page.get_by_role("heading", name="Ask a follow-up question").wait_for()
    page.get_by_role("link", name="Conversations").click()
    page.get_by_role("button", name="Delete").click()

    page.get_by_text("There is none yet.").wait_for()


def test_the_keyboard_is_enough_and_the_answer_takes_the_focus(page: Page) -> None:
    page.locator("#question").focus()
    page.keyboard.type("Do I need consent?")
    page.keyboard.press("Control+Enter")
    page.locator(".status").wait_for()

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "page-content"


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_on_a_narrow_phone(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_dark_is_dark_where_the_reader_wants_it(page: Page) -> None:
    page.emulate_media(color_scheme="dark")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 24, 29)"


def test_a_print_holds_the_answer_and_no_form(page: Page) -> None:
    page.goto("/answers/shaped")
    page.emulate_media(media="print")

    assert page.locator("blockquote").first.is_visible()
    assert [form.is_visible() for form in page.locator("form").all()] == [False, False]
    assert not page.get_by_role("button", name="Print").is_visible()


def test_without_javascript_a_reader_asks_follows_up_and_opens_a_citation(
    chromium: Browser, address: str, assistant: Waiting
) -> None:
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/")
    ask(page, "Do I need consent?")
    page.get_by_role("heading", name="Ask a follow-up question").wait_for()
    ask(page, "And what do I record?")
    page.get_by_role("link", name="[1] Information sharing guidance").first.click()

    assert page.locator("mark").inner_text() == CONSENT_QUOTE
    assert [question.conversation for question in assistant.asked] == [None, "talk"]
    context.close()


def test_whoever_looks_finds_sections(page: Page) -> None:
    page.get_by_role("link", name="Search").click()
    page.get_by_label("Words to look for").fill("consent")
    page.get_by_role("button", name="Search").click()

    page.get_by_role("heading", name="Sections nearest to “consent”").wait_for()
    page.get_by_role("link", name="Consent", exact=True).click()
    assert page.url.endswith("/sources/info-sharing-2026#section-1")
