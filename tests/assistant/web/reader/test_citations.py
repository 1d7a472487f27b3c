"""Citations opened beside the answer, and terms explained in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.assistant.web.reader.asking import focused_words
from tests.fakes import CONSENT_QUOTE, RECORD_QUOTE, SHARING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
IS_IN_VIEW = """mark => {
  const {top, bottom} = mark.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}"""


@pytest.fixture
def opened(page: Page) -> Page:
    """The first citation of an answer."""
    page.goto("/answers/shaped")
    page.locator(".from-one a").first.click()
    page.locator("dialog mark").wait_for()
    return page


@pytest.fixture
def on_phone(page: Page) -> Page:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/answers/shaped")
    page.locator(".from-one a").first.click()
    page.locator("dialog mark").wait_for()
    return page


def x_of(one: Locator) -> float:
    box = one.bounding_box()
    assert box
    return box["x"]


def test_the_quoted_words_are_highlighted_in_their_section_beside_the_answer(opened: Page) -> None:
    mark = opened.locator("dialog mark")

    assert mark.inner_text() == CONSENT_QUOTE
    assert mark.evaluate(IS_IN_VIEW)
    assert opened.locator("dialog h2").first.evaluate(IS_IN_VIEW)
    assert mark.evaluate("mark => getComputedStyle(mark).backgroundColor") == "rgb(255, 229, 138)"
    assert "Tell the family where it is safe to." in opened.locator("dialog article").inner_text()
    assert opened.locator("main blockquote").first.is_visible()
    assert x_of(opened.locator("dialog")) > x_of(opened.locator("main blockquote").first)


def test_a_citation_says_its_version_dates_and_neighbours_and_leads_to_the_official_words(
    opened: Page,
) -> None:
    pane = opened.locator("dialog")

    assert "Version: September 2026. In effect from 1 September 2026." in pane.inner_text()
    assert pane.locator("summary").all_inner_texts() == ["Before this: Purpose", "After this: Recording"]
    official = pane.get_by_role("link", name="Official page, at these words").get_attribute("href")
    assert official == (
        f"{SHARING.url}#para-1-2:~:text=You%20do%20not%20need%20consent,who%20may%20be%20at%20risk."
    )


def test_what_may_also_bear_on_it_is_folded_and_opens_to_be_read_and_looked_up(page: Page) -> None:
    page.goto("/answers/shaped")
    further = page.locator("details.further")
    link = further.locator(".from-one a")
    assert not link.is_visible()
    further.get_by_text("May also bear on it (1)").click()
    link.click()
    assert page.locator("dialog mark").first.inner_text() == "Record what was shared and why."


def test_what_is_being_read_stays_where_it_was(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 700})
    page.goto("/answers/shaped")
    link = page.locator(".from-one a:visible").last
    link.scroll_into_view_if_needed()
    before = link.bounding_box()
    link.click()
    page.locator("dialog mark").wait_for()
    beside = link.bounding_box()
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="hidden")

    assert before
    assert beside
    assert beside["y"] == pytest.approx(before["y"], abs=1)
    assert link.bounding_box() == pytest.approx(before, abs=1)


def test_the_focus_goes_to_the_citation_and_back_to_where_it_was_opened(opened: Page) -> None:
    assert focused_words(opened) == "Information sharing guidance"
    opened.keyboard.press("Escape")

    opened.locator("dialog").wait_for(state="hidden")
    assert focused_words(opened).startswith("[1] Information sharing guidance")
    assert opened.url.endswith("/answers/shaped")


def test_one_citation_leads_to_the_next(opened: Page) -> None:
    opened.get_by_role("link", name="Citation 2").click()

    opened.get_by_text("Citation 2 of 4").wait_for()
    assert opened.locator("dialog mark").inner_text() == RECORD_QUOTE
    assert opened.locator("dialog .flag").inner_text() == "Past its review date"
    opened.get_by_role("button", name="Close").click()
    opened.locator("dialog").wait_for(state="hidden")


def test_on_a_phone_a_citation_takes_the_whole_screen_until_the_reader_goes_back(on_phone: Page) -> None:
    pane = on_phone.locator("dialog")

    assert pane.bounding_box() == {"x": 0, "y": 0, **PHONE}
    assert on_phone.locator("dialog mark").evaluate(IS_IN_VIEW)
    on_phone.go_back()
    pane.wait_for(state="hidden")
    assert on_phone.url.endswith("/answers/shaped")


def test_on_a_phone_the_focus_stays_in_the_citation(on_phone: Page) -> None:
    for _ in range(12):
        on_phone.keyboard.press("Tab")
        assert on_phone.evaluate("document.activeElement.closest('main') === null")


def test_a_citation_that_cannot_be_fetched_opens_as_a_page(page: Page, complaints: list[str]) -> None:
    page.goto("/answers/shaped")
    page.route("**/citations/1", lambda route: route.abort(), times=1)
    page.locator(".from-one a").first.click()

    page.wait_for_url("**/citations/1#quoted")
    assert page.locator("mark").inner_text() == CONSENT_QUOTE
    complaints.clear()


def test_a_term_is_explained_under_the_pointer_which_may_move_there(page: Page) -> None:
    page.goto("/answers/shaped")
    meaning = page.locator("#meaning-1")
    page.locator("button.term").first.hover()
    meaning.wait_for()
    meaning.hover()
    page.wait_for_timeout(600)

    assert meaning.inner_text() == "Permission that is freely given."
    page.keyboard.press("Escape")
    meaning.wait_for(state="hidden")


def test_a_term_is_explained_by_the_keyboard_and_put_away(page: Page) -> None:
    page.goto("/answers/shaped")
    term, meaning = page.locator("button.term").first, page.locator("#meaning-1")
    term.focus()
    page.keyboard.press("Enter")
    meaning.wait_for()
    page.keyboard.press("Escape")

    meaning.wait_for(state="hidden")
    assert focused_words(page) == "consent"


def test_a_quote_with_a_term_in_it_is_selected_word_for_word(page: Page) -> None:
    page.goto("/answers/shaped")
    select = "quote => { getSelection().selectAllChildren(quote); return getSelection().toString(); }"

    assert page.locator("blockquote p").first.evaluate(select) == CONSENT_QUOTE
