"""Asking at the page, with and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.models import Status
from tests.assistant.web.reader.asking import DANGER, ask, ask_and_read, focused_words
from tests.assistant.web.reader.conftest import Waiting
from tests.fakes import ANSWERS, CHOICES, CONSENT_QUOTE, NAME_TYPED, SHAPED

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_a_follow_up_goes_on_with_the_conversation_and_shows_what_came_before(
    page: Page, assistant: Waiting
) -> None:
    ask(page, "Do I need consent?")
    page.get_by_role("heading", name="Ask a follow-up question").wait_for()
    ask(page, "And what do I record?")

    page.get_by_role("heading", name="Earlier in this conversation").wait_for()
    assert [question.conversation for question in assistant.asked] == [None, "talk"]
    assert len({question.owner for question in assistant.asked}) == 1


def test_role_and_partnership_are_chosen_once(page: Page, assistant: Waiting) -> None:
    page.get_by_label("Your role").select_option("teacher")
    page.get_by_label("Your partnership").select_option("exampleshire")
    ask_and_read(page, "Do I need consent?")
    page.goto("/")

    assert page.locator(".asker summary").inner_text() == (
        "Asking as Teacher or school staff in Exampleshire. Change"
    )
    assert not page.get_by_label("Your role").is_visible()
    ask_and_read(page, "And what do I record?")
    assert [(one.role, one.partnership) for one in assistant.asked] == [("teacher", "exampleshire")] * 2


@pytest.mark.parametrize("scripts", ["page", "plain_page"])
def test_a_question_that_is_offered_is_asked_when_it_is_pressed(
    request: pytest.FixtureRequest, assistant: Waiting, scripts: str
) -> None:
    shown: Page = request.getfixturevalue(scripts)
    shown.get_by_label("Your role").select_option("teacher")
    shown.locator("#question").fill("Something else")
    shown.locator(".about summary").click()
    shown.get_by_role("button", name="What should I record when I decide not to share?").click()

    shown.locator(".status").wait_for()
    (asked,) = assistant.asked
    assert (asked.text, asked.role) == ("What should I record when I decide not to share?", "teacher")


def test_a_choice_is_asked_when_it_is_pressed(page: Page, assistant: Waiting) -> None:
    assistant.scripted = [CHOICES, SHAPED]
    ask(page, "consent")
    page.get_by_role("button", name="Whose consent?").click()

    page.locator("h2.question").first.wait_for()
    assert [question.text for question in assistant.asked] == ["consent", "Whose consent?"]


def test_what_is_removed_is_shown_struck_out_before_anything_is_kept(page: Page, assistant: Waiting) -> None:
    assistant.let_go.clear()
    ask(page, f"May I tell {NAME_TYPED}'s GP?")

    removed = page.locator("[data-progress] del")
    removed.wait_for()
    assert removed.inner_text().endswith(NAME_TYPED)
    assert page.locator("[data-live]").inner_text().startswith("We removed 1 name")
    assert assistant.asked == []


def test_what_was_removed_is_shown_struck_out_once(page: Page, assistant: Waiting) -> None:
    assistant.scripted = [ANSWERS[Status.ANSWERED]]
    ask_and_read(page, f"May I tell {NAME_TYPED}'s GP?")

    assert page.locator("del").inner_text().endswith(NAME_TYPED)
    assert page.url.endswith("/answers/answered")
    assert focused_words(page) == ANSWERS[Status.ANSWERED].urgent.headline  # type: ignore[union-attr]
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


def test_danger_in_a_follow_up_is_brought_into_view(page: Page, assistant: Waiting) -> None:
    ask_and_read(page, "Do I need consent?")
    page.set_viewport_size({"width": 390, "height": 500})
    assistant.let_go.clear()
    ask(page, DANGER)
    danger = page.locator("[data-danger] h1")
    danger.wait_for()

    box = danger.bounding_box()
    assert box
    assert 0 <= box["y"] < 500


def test_a_reader_may_stop_and_ask_again(page: Page, assistant: Waiting) -> None:
    assistant.let_go.clear()
    ask(page, "Do I need consent?")
    page.get_by_role("button", name="Stop").click()

    page.get_by_text("Stopped. The answer may still be").wait_for()
    assert page.locator("[data-live]").inner_text() == "Stopped."
    assert focused_words(page) == "Find guidance"
    assistant.let_go.set()
    ask_and_read(page, "Do I need consent?")


def test_a_question_that_is_not_taken_is_explained_where_the_focus_is(page: Page) -> None:
    ask(page, " ")

    page.locator(".error-summary").wait_for()
    assert "has no words in it" in focused_words(page)
    page.get_by_role("link", name="has no words in it").click()
    assert page.evaluate("document.activeElement.id") == "question"


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    page.keyboard.press("Tab")
    assert focused_words(page) == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Do I need consent?")
    page.keyboard.press("Control+Enter")
    page.locator(".status").wait_for()
    page.wait_for_load_state()
    page.locator(".from-one a").first.focus()
    page.keyboard.press("Enter")
    page.locator("dialog mark").wait_for()
    page.keyboard.press("Escape")

    assert focused_words(page).startswith("[1] Information sharing guidance")


def test_without_javascript_a_reader_asks_follows_up_and_opens_a_citation(
    plain_page: Page, assistant: Waiting
) -> None:
    page = plain_page
    ask(page, "Do I need consent?")
    page.get_by_role("heading", name="Ask a follow-up question").wait_for()
    ask(page, "And what do I record?")
    page.get_by_role("link", name="[1] Information sharing guidance").first.click()

    assert page.locator("mark").inner_text() == CONSENT_QUOTE
    assert page.url.endswith("/answers/shaped/citations/1#quoted")
    assert [question.conversation for question in assistant.asked] == [None, "talk"]


def test_without_javascript_what_was_removed_is_shown_and_a_term_explained(
    plain_page: Page, assistant: Waiting
) -> None:
    assistant.scripted = [ANSWERS[Status.ANSWERED]]
    ask(plain_page, f"May I tell {NAME_TYPED}'s GP?")

    assert plain_page.locator("del").inner_text().endswith(NAME_TYPED)
    plain_page.locator("button.term").first.click()
    assert plain_page.get_by_text("Permission that is freely given.").last.is_visible()
