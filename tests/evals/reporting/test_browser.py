"""The reports in a real browser: by axe-core, searching, and verdicts that a reviewer saves."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.models import Status
from evals.reporting.report import report_of
from evals.reporting.write import write_report
from evals.verdicts import read_review
from tests.axe import NARROW, NOTHING, open_axe
from tests.chromium import launched
from tests.evals.reporting.fakes import POLICY, case, result, run
from tests.evals.reporting.test_page import PAGES

pytestmark = pytest.mark.browser


def test_a_reviewer_finds_a_case_marks_it_and_saves_the_verdict(tmp_path: Path) -> None:
    results = (result(case("thresholds")), result(case("consent"), status=Status.PARTIAL))
    path = write_report(report_of(run(*results), POLICY), tmp_path)
    with launched() as browser:
        page = browser.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))

        page.goto(path.as_uri())
        assert page.get_by_role("status").inner_text() == "2 of 2 cases shown"
        page.get_by_label("Outcome").select_option("passed")
        assert page.locator(".case:visible").count() == 1
        page.get_by_label("Outcome").select_option("")
        page.get_by_label("Find words").fill("ABOUT CONSENT")
        assert page.get_by_role("status").inner_text() == "1 of 2 cases shown"
        page.locator(".case:visible summary").first.click()
        page.locator(".case:visible").get_by_label("Bad").check()
        page.locator(".case:visible").get_by_label("Note").fill("Says too little.")
        page.get_by_role("button", name="Save my verdicts").click()
        assert "Write your name first" in page.get_by_role("status").inner_text()
        page.get_by_label("Your name").fill("Ada Example")
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save my verdicts").click()
        saved.value.save_as(tmp_path / saved.value.suggested_filename)
        page.get_by_label("Your name").fill("Ada Example, RN")  # still typing: the field was not left
        page.reload()
        assert page.locator("#reviewer").input_value() == "Ada Example, RN"

    (review,) = read_review(tmp_path / "verdicts-ada-example.json")
    assert (review.run, review.reviewer) == ("tuesday", "Ada Example")
    assert [(one.case, one.verdict, one.note) for one in review.verdicts] == [
        ("consent", "bad", "Says too little.")
    ]
    assert complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_with_every_case_open(tmp_path: Path, name: str) -> None:
    (tmp_path / "page.html").write_text(PAGES[name](), encoding="utf-8")
    axe = open_axe()
    with launched() as browser:
        page = browser.new_page()
        page.goto((tmp_path / "page.html").as_uri())
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

        assert axe(page) == NOTHING
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_the_printed_page_has_every_case_and_nothing_to_click(tmp_path: Path) -> None:
    path = write_report(report_of(run(result(case("thresholds"))), POLICY), tmp_path)
    with launched() as browser:
        page = browser.new_page()
        page.goto(path.as_uri())
        page.emulate_media(media="print")

        assert page.locator(".case summary:visible").count() == 1
        assert page.locator("button:visible, input:visible, select:visible, nav:visible").count() == 0
