"""Takes the README's pictures of the page anew: `python -m tests.assistant.web.pictures docs`.

It serves the index that is built, as `make serve` does, and keeps what it asks in a database of its own.
"""

from __future__ import annotations

import shutil
import sys
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import httpx
from pydantic import SecretStr

from assistant.channels.opening import open_assistant
from assistant.channels.web.build import build_web
from assistant.identity.settings import SignInSettings
from assistant.settings import AssistantSettings
from tests.assistant.web.served import serving_at

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUESTION = "Do I need a parent's consent to share information when a child is at risk of harm?"
SIZES = {"answer-desktop": (1360, 1100), "answer-phone": (390, 844), "citation-phone": (390, 844)}
BESIDE = {"answer-desktop", "citation-phone"}
OF_POLICY = {
    "policy-insights": ("/policy?scope=exampleshire", "How questions ended"),
    "policy-library": ("/policy/library", "Needs attention"),
}
POLICY_SIZE = (1100, 760)
# asked before the figures are pictured, as small counts are withheld
ASKED = (
    QUESTION,
    "Who do I ring when I am worried about a child?",
    "What do I record when I share without consent?",
    "Is there a legal duty to share information about a child?",
    "How do I challenge a decision of children's social care?",
    "Which firewall protects the school's network?",
)
TIMES = 6


def main(folder: Path) -> None:
    with TemporaryDirectory() as kept:
        database = SecretStr(f"sqlite:///{kept}/answers.db")
        settings = AssistantSettings(_env_file=None, database_url=database)
        with serving_at(build_web(open_assistant, settings, SignInSettings(_env_file=None))) as address:
            _take(address, folder)


def _take(address: str, folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (width, height) in SIZES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, base_url=address)
            _ask(page)
            if name in BESIDE:
                _open_citation(page)
            page.screenshot(path=folder / f"{name}.png")
        _ask_often(address)
        width, height = POLICY_SIZE
        page = browser.new_page(viewport={"width": width, "height": height}, base_url=address)
        for name, (path, heading) in OF_POLICY.items():
            page.goto(path)
            page.get_by_role("heading", name=heading).evaluate("found => found.scrollIntoView()")
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


def _ask_often(address: str) -> None:
    with httpx.Client(base_url=f"{address}/api/v1", timeout=60, trust_env=False) as api:
        for role in islice(cycle(("teacher", "gp", "dsl")), TIMES):
            for question in ASKED:
                asked = {"question": question, "partnership": "exampleshire", "role": role}
                api.post("/answers", json=asked).raise_for_status()


def _ask(page: Page) -> None:
    page.goto("/")
    page.locator("#question").fill(QUESTION)
    page.get_by_label("Your partnership").select_option("exampleshire")
    page.get_by_label("Your role").select_option("teacher")
    page.get_by_role("button", name="Find guidance").click()
    page.locator(".points").first.wait_for()


def _open_citation(page: Page) -> None:
    page.locator(".points-local a[data-cited]").first.click()
    page.locator("dialog mark").first.wait_for()
    page.mouse.move(0, 0)
    page.locator(".status").evaluate("status => status.scrollIntoView()")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
