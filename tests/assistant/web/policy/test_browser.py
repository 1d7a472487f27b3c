"""The policy team's pages in a real browser: by axe-core, on a narrow phone, with and without scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.channels.web.app import create_app
from assistant.desk import Desk, open_desk
from assistant.models import Status
from assistant.settings import AssistantSettings
from assistant.store.engine import open_engine
from assistant.store.feedback import Feedback, FeedbackStore
from assistant.store.jobs import Kind, State
from evals.reporting.html import page as written
from evals.reporting.report import report_of
from ingest.settings import IngestSettings
from ingest.workspace import Workspace
from tests.assistant.conftest import docs, register, workspace
from tests.assistant.insights.conftest import Kept
from tests.assistant.web.served import serving_at
from tests.axe import NOTHING, Found, open_axe
from tests.chromium import launched
from tests.evals.reporting.fakes import POLICY, passes_and_fails
from tests.fakes import NOW, TODAY, FakeAssistant

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["docs", "register", "workspace"]

pytestmark = pytest.mark.browser

PATHS = {
    "insights": "/policy",
    "few questions": "/policy?scope=otherton",
    "gaps": "/policy/gaps",
    "reviews": "/policy/reviews",
    "reviewed": "/policy/reviews?reviewed=1",
    "review": "/policy/reviews/a1",
    "runs": "/policy/runs",
    "library": "/policy/library",
}
PROTOCOL = (
    b"# Escalation policy\n\n## Stage one\n\n1. Ring the manager on the same day.\n\n2. Write it down.\n"
)


@dataclass(frozen=True, slots=True)
class Served:
    desk: Desk
    address: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, workspace: Workspace) -> Iterator[Served]:
    """A desk with something of everything on it."""
    folder = tmp_path_factory.mktemp("desk")
    url = f"sqlite:///{folder / 'answers.db'}"
    _fill(Kept(open_engine(url)))
    _write_run(folder / "runs" / "monday")
    settings = AssistantSettings(_env_file=None, database_url=url, runs_dir=str(folder / "runs"))
    held = workspace.settings
    ingest = IngestSettings(_env_file=None, docs_dir=held.docs_dir, index_dir=held.index_dir)
    desk = open_desk(settings, FakeAssistant().redacted, ingest)
    with serving_at(create_app(FakeAssistant(), settings, lambda: TODAY, desk)) as address:
        yield Served(desk, address)


def _fill(kept: Kept) -> None:
    kept.add(30, role="gp")
    kept.add(12, Status.NOT_COVERED, created_at=NOW - timedelta(weeks=2))
    kept.add(7, Status.PARTIAL)
    kept.add(2, Status.DECLINED)
    FeedbackStore(kept.engine).save(Feedback("a2", "x", useful=False, created_at=NOW, reason="Too long."))


def _write_run(folder: Path) -> None:
    """As the evals leave it, with a real report."""
    (folder / "report").mkdir(parents=True)
    shaped = {"started": "2026-11-01T10:00:00Z", "ended": "2026-11-01T10:05:00Z"}
    (folder / "shaped.json").write_text(json.dumps(shaped), encoding="utf-8")
    report = written("report.html", report=report_of(passes_and_fails("ppf"), POLICY))
    (folder / "report" / "report.html").write_text(report, encoding="utf-8")
    (folder / "report" / "report.json").write_text(json.dumps({"met": True, "cases": []}), encoding="utf-8")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def axe() -> Found:
    return open_axe()


@pytest.fixture
def page(chromium: Browser, served: Served) -> Iterator[Page]:
    """Whatever is asked of another site, or complained of, fails the test."""
    context = chromium.new_context(base_url=served.address)
    page, said = context.new_page(), []
    page.on("request", lambda one: said.append(one.url) if not one.url.startswith(served.address) else None)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


@pytest.fixture
def plain_page(chromium: Browser, served: Served) -> Iterator[Page]:
    """Where scripts do not run."""
    context = chromium.new_context(base_url=served.address, java_script_enabled=False)
    yield context.new_page()
    context.close()


def upload(page: Page, name: str, data: bytes) -> None:
    page.goto("/policy/library")
    page.locator("#partnership").select_option("exampleshire")
    page.locator("#protocol").set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})
    page.get_by_role("button", name="Look at it first").click()


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Page, axe: Found, path: str) -> None:
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")

    assert axe(page) == NOTHING
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_menu_takes_one_line_on_the_narrowest_phone(page: Page) -> None:
    page.goto("/policy")
    tops = page.locator("header.top nav li").evaluate_all("all => all.map(one => one.offsetTop)")

    assert len(tops) == 5
    assert len(set(tops)) == 1


def test_a_preview_shows_sections_with_their_anchors_to_everyone(page: Page, axe: Found) -> None:
    upload(page, "Escalation policy.md", PROTOCOL)

    page.get_by_role("heading", name="Its sections, as they are indexed").wait_for()
    places = page.locator(".prose .place")
    assert [place.split("\n")[-1] for place in places.all_inner_texts()] == ["para 1", "para 2"]
    assert axe(page) == NOTHING
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_what_is_wrong_with_an_upload_is_said_where_it_is_read_first(plain_page: Page) -> None:
    upload(plain_page, "policy.docx", b"\x89PNG\r\n")

    wrong = plain_page.locator(".error-summary").inner_text()
    assert "policy.docx is a PNG image: save it as Word (.docx), PDF, HTML or Markdown" in wrong


def test_a_verdict_and_a_case_are_given_without_scripts(plain_page: Page) -> None:
    plain_page.goto("/policy/reviews/a3")
    plain_page.get_by_label("Poor: it misses or muddles something").check()
    plain_page.get_by_label("Note (you may leave this out)").fill("It leaves out the exception.")
    plain_page.get_by_role("button", name="Keep the verdict").click()
    plain_page.get_by_text("Your verdict is kept.").wait_for()
    plain_page.get_by_role("button", name="Make a case").click()

    plain_page.get_by_text("This question is now a draft case.").wait_for()


def test_work_is_followed_until_it_has_ended(page: Page, axe: Found, served: Served) -> None:
    store = served.desk.workshop.store
    job = store.begin(Kind.EVALS, "now", datetime.now(UTC))
    assert job
    page.goto("/policy/runs")
    store.tell(job.id, datetime.now(UTC), "asking", 2, 9)
    page.get_by_text("asking: 2 of 9").wait_for()
    assert axe(page) == NOTHING

    store.end(job.id, datetime.now(UTC), State.FAILED, "error: the index is missing")
    page.get_by_role("heading", name="Start a run").wait_for()
    assert "error: the index is missing" in page.locator("main").inner_text()


def test_a_report_works_alone_and_reaches_nothing_of_ours(page: Page) -> None:
    page.goto("/policy/runs")
    page.get_by_role("link", name="Report of monday").click()
    page.locator("#find").fill("nothing has these words")

    assert page.locator("#shown").inner_text().startswith("0 of ")
    assert page.evaluate("window.origin") == "null"
