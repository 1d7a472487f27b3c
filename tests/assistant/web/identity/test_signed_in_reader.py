"""A person at a real browser, from signing in to signing out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI

from assistant.channels.web.app import create_app
from assistant.channels.web.identity.gate import Gate
from assistant.channels.web.identity.oidc import Provider
from assistant.settings import AssistantSettings
from tests.assistant.web.identity.arriving import sign_in_settings
from tests.assistant.web.identity.provider import provider_listening
from tests.assistant.web.reader.asking import DANGER, ask
from tests.assistant.web.served import serving_at
from tests.axe import NOTHING, Found, open_axe
from tests.chromium import launched
from tests.fakes import FIRST_TURN, SHAPED, TODAY, FakeAssistant

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


def made(issuer: str, address: str) -> FastAPI:
    settings = sign_in_settings(issuer=issuer, page_url=address)
    gate = Gate(settings, Provider(settings), now=lambda: datetime.now(UTC))
    assistant = FakeAssistant(scripted=[FIRST_TURN, SHAPED])
    return create_app(assistant, AssistantSettings(_env_file=None), lambda: TODAY, gate=gate)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A person who opened a page of ours and was sent to sign in."""
    with (
        provider_listening() as provider,
        serving_at(lambda address: made(provider.url, address)) as address,
    ):
        context = chromium.new_context(base_url=address, java_script_enabled=request.param)
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.goto("/conversations")
        yield page
        context.close()


def test_a_person_signs_in_asks_gives_feedback_and_signs_out(page: Page) -> None:
    assert urlsplit(page.url).path == "/conversations"
    assert "What you asked, wherever you signed in." in page.inner_text("main")
    assert page.get_by_text("Signed in as Ana").is_visible()

    page.goto("/")
    ask(page, DANGER)
    page.locator(".status").wait_for()
    page.get_by_role("button", name="Useful", exact=True).click()
    page.get_by_text("Thank you.").wait_for()
    page.goto("/conversations")
    page.locator("summary", has_text="Delete").click()
    page.get_by_role("button", name="Delete it for good").click()
    page.get_by_text("There is none yet.").wait_for()

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="You are signed out").wait_for()


def test_danger_is_shown_to_an_asker_whose_session_is_over(page: Page) -> None:
    page.goto("/")
    page.context.clear_cookies()

    ask(page, DANGER)

    page.get_by_text("You are not signed in").wait_for()
    assert page.get_by_role("link", name="Sign in").is_visible()
    assert "999" in page.locator("main").inner_text()


@pytest.fixture(scope="module")
def violations() -> Found:
    return open_axe()


@pytest.mark.parametrize("page", [True], indirect=True, ids=["with scripts"])
def test_axe_finds_nothing_where_somebody_is_signed_in_or_has_signed_out(
    page: Page, violations: Found
) -> None:
    page.goto("/")
    assert page.get_by_text("Signed in as Ana").is_visible()
    assert violations(page) == NOTHING

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="You are signed out").wait_for()
    assert violations(page) == NOTHING
