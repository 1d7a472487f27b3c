"""What readers do at the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

DANGER = "He is in the room now with a knife and says he will kill her."


def ask(page: Page, question: str) -> None:
    page.locator("#question").fill(question)
    page.get_by_role("button", name="Find guidance").click()


def ask_and_read(page: Page, question: str) -> None:
    ask(page, question)
    page.locator(".status").wait_for()
    page.wait_for_load_state()


def focused_words(page: Page) -> str:
    words: str = page.evaluate("document.activeElement.textContent")
    return " ".join(words.split())
