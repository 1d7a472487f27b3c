"""Every page and state by axe-core, at a desk in light and on a narrow phone in the dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from assistant.models import Status
from tests.assistant.web.reader.asking import DANGER, ask, ask_and_read
from tests.assistant.web.reader.conftest import Waiting
from tests.axe import NOTHING, Found, open_axe
from tests.fakes import ANSWERS, NAME_TYPED

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PATHS = {
    "home": "/",
    **{status.value: f"/answers/{status.value}" for status in Status},
    "several questions": "/answers/shaped",
    "choices": "/answers/choices",
    "thanks": "/answers/shaped?thanks=1",
    "citation": "/answers/shaped/citations/2",
    "search": "/search",
    "sources": "/sources?partnership=exampleshire",
    "source": "/sources/info-sharing-2026",
    "source not held": "/sources/info-sharing-2024",
    "conversations": "/conversations",
    "problem": "/gone",
    "docs": "/docs",
}
# what stands on a page many times over is looked at a few times
ONCE = {"exclude": [[".operation:nth-of-type(n+4)"], [".schema:nth-of-type(n+8)"]]}


def _refused(page: Page) -> None:
    ask(page, " ")
    page.locator(".error-summary").wait_for()


def _citation(page: Page) -> None:
    page.goto("/answers/shaped")
    page.locator(".from-one a").first.click()
    page.locator("dialog mark").wait_for()
    page.locator("dialog summary").first.click()


def _term(page: Page) -> None:
    page.goto("/answers/shaped")
    page.locator("button.term").first.click()
    page.locator("#meaning-1").wait_for()


def _everything_unfolded(page: Page) -> None:
    ask_and_read(page, "Do I need consent?")
    ask(page, "And what do I record?")
    page.get_by_role("heading", name="Earlier in this conversation").wait_for()
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


def _found(page: Page) -> None:
    page.goto("/search")
    page.get_by_label("Words to look for").fill("consent")
    page.get_by_role("button", name="Search").click()
    page.locator(".hits").wait_for()


def _conversations(page: Page) -> None:
    ask_and_read(page, "Do I need consent?")
    page.goto("/conversations")
    page.locator("summary", has_text="Delete").click()


STATES = [_refused, _citation, _term, _everything_unfolded, _found, _conversations]


@pytest.fixture(scope="module")
def violations() -> Found:
    return open_axe(ONCE)


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_axe_finds_nothing_on_a_page(page: Page, violations: Found, complaints: list[str], path: str) -> None:
    page.goto(path)

    assert violations(page) == NOTHING
    complaints.clear()  # of the page that is not there


@pytest.mark.parametrize("reach", STATES, ids=[state.__name__.strip("_") for state in STATES])
def test_axe_finds_nothing_in_a_state(page: Page, violations: Found, reach: Callable[[Page], None]) -> None:
    reach(page)

    assert violations(page) == NOTHING


def test_axe_finds_nothing_where_what_was_removed_is_struck_out(
    page: Page, violations: Found, assistant: Waiting
) -> None:
    assistant.scripted = [ANSWERS[Status.ANSWERED]]
    ask_and_read(page, f"May I tell {NAME_TYPED}'s GP?")

    assert violations(page) == NOTHING


def test_axe_finds_nothing_while_danger_is_shown_and_the_answer_awaited(
    page: Page, violations: Found, assistant: Waiting
) -> None:
    assistant.scripted = [ANSWERS[Status.ANSWERED]]
    assistant.let_go.clear()
    ask(page, f"{NAME_TYPED} is here. {DANGER}")
    page.locator("[data-progress] del").wait_for()

    assert violations(page) == NOTHING
