"""Answers and the library as they look, and what a reader does with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.assistant.web.reader.asking import ask, ask_and_read
from tests.assistant.web.reader.conftest import Waiting
from tests.fakes import CONSENT_QUOTE

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/answers/shaped",
    "/answers/answered",
    "/answers/answered/citations/1",
    "/search",
    "/conversations",
    "/sources?partnership=exampleshire",
    "/sources/info-sharing-2026",
    "/docs",
]
PLACES = "all => all.map(one => [one.getBoundingClientRect().x, one.getBoundingClientRect().y])"


def test_several_questions_stand_under_headings_of_their_own(page: Page) -> None:
    page.goto("/answers/shaped")

    assert page.locator("h2.question").all_inner_texts() == [
        "Question 1\nDo I need consent?",
        "Question 2\nWhat do I record?",
    ]
    page.get_by_role("navigation", name="Your questions").get_by_role(
        "link", name="What do I record?"
    ).click()
    assert page.locator("#question-2").is_visible()
    assert page.url.endswith("#question-2")


def test_national_and_local_stand_side_by_side_and_the_second_place_beside_the_first(page: Page) -> None:
    page.goto("/answers/shaped")
    (x, y), (first_x, first_y), (second_x, second_y) = page.locator(".sides > section").evaluate_all(PLACES)

    assert (first_y, second_y) == (second_y, first_y)
    assert first_x < second_x
    assert x <= first_x
    assert y <= first_y


def test_national_and_local_are_stacked_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/answers/shaped")
    places = page.locator(".sides > section").evaluate_all(PLACES)

    assert len({x for x, _ in places}) == 1
    assert [y for _, y in places] == sorted({y for _, y in places})


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_on_a_narrow_phone_nor_at_twice_the_size(page: Page, path: str) -> None:
    page.goto(path)
    for width in (320, 640):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_dark_is_dark_where_the_reader_wants_it(page: Page) -> None:
    page.emulate_media(color_scheme="dark")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 24, 29)"


def test_a_print_holds_the_answer_its_sources_and_contacts_and_no_form(page: Page) -> None:
    page.goto("/answers/shaped")
    page.emulate_media(media="print")

    assert page.locator("blockquote").first.is_visible()
    assert page.locator(".citations > li").count() == 4
    assert page.locator(".citations > li").last.is_visible()
    assert page.locator(".contact").first.is_visible()
    assert not page.get_by_role("link", name="Whole text").first.is_visible()
    printed = page.locator(".citations a[data-address]").evaluate_all(
        "all => all.map(one => getComputedStyle(one, '::after').content)"
    )
    assert printed
    assert all("http" in one and ":~:text" not in one for one in printed)
    assert not any(one.is_visible() for one in page.locator("form, button:not(.term), nav, dialog").all())


def test_an_answer_is_copied_with_its_citations(page: Page, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.goto("/answers/shaped")
    page.get_by_role("button", name="Copy with citations").click()

    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"> “{CONSENT_QUOTE}” [1]" in copied
    assert "1. Information sharing guidance, para 2" in copied
    page.get_by_role("button", name="Copy with citations").wait_for()


@pytest.mark.parametrize(("kind", "begins"), [("Word", b"PK"), ("PDF", b"%PDF"), ("Markdown", b"#")])
def test_a_note_for_the_case_file_is_taken_away(page: Page, kind: str, begins: bytes, tmp_path: Path) -> None:
    page.goto("/answers/shaped")
    with page.expect_download() as taken:
        page.get_by_role("link", name=f"{kind} note for the case file").click()
    taken.value.save_as(tmp_path / "note")

    assert (tmp_path / "note").read_bytes().startswith(begins)


def test_feedback_is_given_with_its_reason_and_thanked_for(page: Page, assistant: Waiting) -> None:
    ask(page, "Do I need consent?")
    page.get_by_text("Say why").click()
    page.get_by_label("Your reason").fill("It does not say who decides.")
    page.get_by_role("button", name="Not useful").click()

    page.get_by_text("Thank you.").wait_for()
    owner = assistant.asked[0].owner
    assert assistant.rated == [("first", owner, False, "It does not say who decides.")]


def test_own_conversations_are_listed_taken_away_and_deleted(page: Page) -> None:
    ask_and_read(page, "Do I need consent?")
    page.get_by_role("link", name="Conversations").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Markdown").click()
    assert taken.value.suggested_filename == "conversation-2026-11-02.md"
    page.locator("summary", has_text="Delete").click()
    page.get_by_role("button", name="Delete it for good").click()

    page.get_by_text("There is none yet.").wait_for()


def test_whoever_looks_finds_sections(page: Page) -> None:
    page.get_by_role("link", name="Search").click()
    page.get_by_label("Words to look for").fill("consent")
    page.get_by_role("button", name="Search").click()

    page.get_by_role("heading", name="Sections nearest to “consent”").wait_for()
    page.get_by_role("link", name="Consent", exact=True).click()
    assert page.url.endswith("/sources/info-sharing-2026#section-1")


def test_what_is_held_is_listed_with_versions_and_review_dates(page: Page) -> None:
    page.goto("/sources?partnership=exampleshire")

    national, local = page.get_by_role("table").all()
    (old,) = national.get_by_role("row", name="Information sharing advice (2024)").all()
    assert old.get_by_role("cell").all_inner_texts()[:3] == ["May 2024", "", "1 May 2025"]
    assert local.get_by_role("rowheader").count() == 1
