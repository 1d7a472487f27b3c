"""What each kind of publisher is asked, and what is made of its answers."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from ingest.errors import SyncError
from ingest.models import Connector, Fetch
from ingest.parse.html import parse_html
from ingest.parse.legislation import parse_legislation
from ingest.settings import IngestSettings
from ingest.sources.base import Fetched, Found, Gone, NotModified
from ingest.sources.connectors import connectors, open_web
from ingest.sources.fetched import FetchedRecord
from ingest.sources.folder import FolderConnector
from ingest.sources.govuk import GovUkConnector
from ingest.sources.http import Web
from ingest.sources.legislation import LegislationConnector
from ingest.sources.pdf import PdfConnector
from ingest.sources.robots import Robots
from ingest.sources.web_page import WebPageConnector
from tests.ingest.sync.shapes import (
    HTML_PAGE,
    PAGE,
    PDF_PATH,
    WITHDRAWN,
    api,
    clml,
    effect,
    html_attachment,
    html_publication,
    item,
    pdf_attachment,
    provision,
    publication,
)
from tests.ingest.sync.upstream import Answer, Upstream
from tests.ingest.tiny_pdf import Words, pdf

WHEN = datetime(2026, 11, 1, 9, tzinfo=UTC)
MODIFIED = "Fri, 19 Jun 2026 08:00:00 GMT"
LATER = "Sat, 20 Jun 2026 08:00:00 GMT"
ACT = "/ukpga/2018/99"
PDF = pdf([Words("Share what is needed.")])
WEB_PAGE = (
    b"<!doctype html><html><head><title>Ten steps - ICO</title></head><body><nav>Menu</nav>"
    b"<main><h1>Ten steps</h1><h2 id='one'>Step 1</h2><p>Be clear about the purpose.</p>"
    b"<script>track()</script></main><footer>token 8f3</footer></body></html>"
)


def held(etag: str | None = None, last_modified: str | None = None) -> FetchedRecord:
    return FetchedRecord(
        source_id="guide", url="u", fetched_at=WHEN, checked_at=WHEN, etag=etag, last_modified=last_modified
    )


def fetched(found: Found) -> Fetched:
    assert isinstance(found, Fetched)
    return found


def gone(found: Found) -> Gone:
    assert isinstance(found, Gone)
    return found


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"connector": "gov_uk", "url": "www.gov.uk/guide"}, "no web address"),
        ({"connector": "pdf", "url": "file:///etc/passwd"}, "no web address"),
        ({"connector": "pdf", "url": "https://[guide"}, "Invalid IPv6"),
        ({"connector": "legislation", "url": "https://x.example", "provisions": ["../../secret"]}, "pattern"),
        ({"connector": "carrier_pigeon", "url": "https://x.example"}, "connector"),
    ],
)
def test_the_register_takes_no_direction_that_cannot_be_followed(
    fields: dict[str, object], problem: str
) -> None:
    with pytest.raises(ValidationError, match=problem):
        Fetch.model_validate(fields)


def test_every_connector_that_the_register_may_name_is_there_and_says_who_asks() -> None:
    settings = IngestSettings(_env_file=None, fetch_contact="lscp@example.org")
    with open_web(settings) as client:
        assert set(connectors(settings, client)) == set(Connector)
        assert client.user_agent == "safeguarding-guidance-sync/1.0 (lscp@example.org)"


class TestGovUk:
    def fetch(self, upstream: Upstream, web: Web, known: FetchedRecord | None = None, **more: str) -> Found:
        wanted = Fetch(connector=Connector.GOV_UK, url=upstream.url(PAGE), **more)
        return GovUkConnector(web)(wanted, known)

    def test_the_html_attachment_of_a_publication_is_its_text(self, upstream: Upstream, web: Web) -> None:
        upstream.gives(api(PAGE), Answer(200, publication(html_attachment(), pdf_attachment())))
        upstream.gives(api(HTML_PAGE), Answer(200, html_publication()))
        found = fetched(self.fetch(upstream, web))
        read = parse_html(found.text)
        assert read.title == "Sharing guide"
        assert [(block.text, block.fragment) for block in read.blocks[1:3]] == [
            ("1. Sharing information", "sharing-information"),
            ("Share what is needed.", None),
        ]
        assert (found.suffix, found.url) == (".html", upstream.url(HTML_PAGE))

    def test_the_date_of_the_edition_and_the_latest_change_note_are_the_publications(
        self, upstream: Upstream, web: Web
    ) -> None:
        upstream.gives(api(PAGE), Answer(200, publication(html_attachment()), {"ETag": 'W/"a1"'}))
        upstream.gives(api(HTML_PAGE), Answer(200, html_publication(), {"ETag": 'W/"b2"'}))
        found = fetched(self.fetch(upstream, web))
        assert (found.version, found.published) == ("updated 10 September 2026", date(2026, 9, 10))
        assert found.change_note == "Updated for the new duty."
        assert found.validators.etag == 'W/"a1"'

    def test_a_publication_with_a_pdf_alone_gives_the_pdf(self, upstream: Upstream, web: Web) -> None:
        upstream.gives(api(PAGE), Answer(200, publication(pdf_attachment())))
        upstream.gives(PDF_PATH, Answer(200, PDF))
        found = fetched(self.fetch(upstream, web))
        assert (found.text, found.suffix, found.url) == (PDF, ".pdf", upstream.url(PDF_PATH))

    def test_of_several_attachments_the_one_named_is_taken(self, upstream: Upstream, web: Web) -> None:
        others = (pdf_attachment(title="Summary"), pdf_attachment(title="Part one", url="/media/one.pdf"))
        upstream.gives(api(PAGE), Answer(200, publication(*others)))
        upstream.gives("/media/one.pdf", Answer(200, PDF))
        assert fetched(self.fetch(upstream, web, attachment="part ONE")).url == upstream.url("/media/one.pdf")

    def test_of_several_attachments_the_one_named_in_full_is_taken(
        self, upstream: Upstream, web: Web
    ) -> None:
        others = (
            pdf_attachment(title="Guide 2026: part one"),
            pdf_attachment(title="Guide 2026", url="/all.pdf"),
        )
        upstream.gives(api(PAGE), Answer(200, publication(*others)))
        upstream.gives("/all.pdf", Answer(200, PDF))
        assert fetched(self.fetch(upstream, web, attachment="Guide 2026")).url == upstream.url("/all.pdf")

    def test_of_several_attachments_the_one_titled_as_the_publication_is_taken(
        self, upstream: Upstream, web: Web
    ) -> None:
        upstream.gives(api(PAGE), Answer(200, publication(pdf_attachment(title="Summary"), pdf_attachment())))
        upstream.gives(PDF_PATH, Answer(200, PDF))
        assert fetched(self.fetch(upstream, web)).url == upstream.url(PDF_PATH)

    def test_where_several_could_be_meant_the_titles_are_listed(self, upstream: Upstream, web: Web) -> None:
        both = (pdf_attachment(title="Summary"), pdf_attachment(title="Part one"))
        upstream.gives(api(PAGE), Answer(200, publication(*both)))
        with pytest.raises(SyncError, match=r"2 documents .* `full_text.attachment` .*Summary; Part one"):
            self.fetch(upstream, web)

    def test_a_page_with_a_text_of_its_own_is_that_text(self, upstream: Upstream, web: Web) -> None:
        body = [{"content_type": "text/html", "content": "<p>Tell the service.</p>"}]
        upstream.gives(api(PAGE), Answer(200, item("answer", details={"body": body})))
        assert b"<p>Tell the service.</p>" in fetched(self.fetch(upstream, web)).text

    def test_a_guide_is_its_parts_each_under_its_own_heading(self, upstream: Upstream, web: Web) -> None:
        parts = [
            {"slug": "what-it-is", "title": "What it is", "body": "<p>A report.</p>"},
            {"slug": "who-to-tell", "title": "Who to tell", "body": "<p>A prescribed person.</p>"},
        ]
        upstream.gives(api(PAGE), Answer(200, item("guide", details={"parts": parts})))
        read = parse_html(fetched(self.fetch(upstream, web)).text)
        headings = [(block.text, block.fragment) for block in read.blocks if block.level == 2]
        assert headings == [("What it is", "what-it-is"), ("Who to tell", "who-to-tell")]

    def test_an_item_that_has_not_changed_is_not_read(self, upstream: Upstream, web: Web) -> None:
        upstream.gives(api(PAGE), Answer(200, publication(html_attachment()), {"ETag": '"a"'}))
        assert self.fetch(upstream, web, held(etag='"a"')) == NotModified()
        assert len(upstream.requests) == 1

    def test_a_withdrawal_gives_its_reason_and_where_to_look_instead(
        self, upstream: Upstream, web: Web
    ) -> None:
        upstream.gives(api(PAGE), Answer(200, publication(html_attachment(), withdrawn_notice=WITHDRAWN)))
        found = gone(self.fetch(upstream, web))
        assert found.reason == "Withdrawn: read the newer guide."
        assert found.successor_url == upstream.url("/guidance/newer")

    def test_a_withdrawn_attachment_withdraws_the_document(self, upstream: Upstream, web: Web) -> None:
        upstream.gives(api(PAGE), Answer(200, publication(html_attachment())))
        upstream.gives(api(HTML_PAGE), Answer(200, html_publication(withdrawn_notice=WITHDRAWN)))
        assert gone(self.fetch(upstream, web)).successor_url == upstream.url("/guidance/newer")

    def test_a_page_that_leads_to_another_is_gone_to_it(self, upstream: Upstream, web: Web) -> None:
        redirects = [{"path": PAGE, "type": "exact", "destination": "/guidance/newer"}]
        upstream.gives(api(PAGE), Answer(200, item("redirect", title=None, redirects=redirects)))
        assert gone(self.fetch(upstream, web)).successor_url == upstream.url("/guidance/newer")

    @pytest.mark.parametrize("status", [200, 410])
    def test_a_page_taken_away_is_gone_with_the_reason_given(
        self, upstream: Upstream, web: Web, status: int
    ) -> None:
        details = {"explanation": "<p>Published in error.</p>", "alternative_path": "/guidance/newer"}
        upstream.gives(api(PAGE), Answer(status, item("gone", title=None, details=details)))
        found = gone(self.fetch(upstream, web))
        assert (found.reason, found.successor_url) == ("Published in error.", upstream.url("/guidance/newer"))

    def test_a_page_taken_away_without_a_word_is_gone(self, upstream: Upstream, web: Web) -> None:
        upstream.gives(api(PAGE), Answer(410, b""))
        assert gone(self.fetch(upstream, web)).reason == "GOV.UK has taken the page away"

    @pytest.mark.parametrize(
        "body",
        [
            '<p>This guidance has been superseded by <a href="/guidance/newer">the newer guide</a>.</p>',
            '<p>Old.</p><p>This publication was withdrawn. See <a href="/guidance/newer">this</a>.</p>',
        ],
    )
    def test_a_page_that_says_it_was_replaced_is_gone(self, upstream: Upstream, web: Web, body: str) -> None:
        upstream.gives(api(PAGE), Answer(200, publication(html_attachment(), body=body)))
        assert gone(self.fetch(upstream, web)).successor_url == upstream.url("/guidance/newer")

    @pytest.mark.parametrize(
        "body",
        [
            "<p>This guidance replaces the advice of 2018, which is now withdrawn.</p>",
            "<p>The advice of 2018 has been superseded by this document.</p>",
        ],
    )
    def test_a_page_that_replaces_another_is_not_gone(self, upstream: Upstream, web: Web, body: str) -> None:
        upstream.gives(api(PAGE), Answer(200, publication(html_attachment(), body=body)))
        upstream.gives(api(HTML_PAGE), Answer(200, html_publication()))
        assert fetched(self.fetch(upstream, web)).suffix == ".html"

    @pytest.mark.parametrize(
        ("body", "problem"),
        [
            (b"<html>Sign in</html>", "no item of the Content API"),
            (b'{"results": []}', "no item of the Content API"),
            (publication()[:300], "no item of the Content API"),
            (item("taxon"), "has no text of its own"),
        ],
    )
    def test_what_is_no_page_with_a_text_is_refused(
        self, upstream: Upstream, web: Web, body: bytes, problem: str
    ) -> None:
        upstream.gives(api(PAGE), Answer(200, body))
        with pytest.raises(SyncError, match=problem):
            self.fetch(upstream, web)

    @pytest.mark.parametrize(
        ("body", "problem"),
        [(b"<html><body>Not found</body></html>", "is a web page"), (PDF[:400], "breaks off")],
    )
    def test_an_attachment_that_is_no_whole_pdf_is_refused(
        self, upstream: Upstream, web: Web, body: bytes, problem: str
    ) -> None:
        upstream.gives(api(PAGE), Answer(200, publication(pdf_attachment())))
        upstream.gives(PDF_PATH, Answer(200, body))
        with pytest.raises(SyncError, match=problem):
            self.fetch(upstream, web)


class TestLegislation:
    def fetch(
        self, upstream: Upstream, web: Web, *provisions: str, known: FetchedRecord | None = None
    ) -> Found:
        wanted = Fetch(connector=Connector.LEGISLATION, url=upstream.url(ACT), provisions=provisions)
        return LegislationConnector(Robots(web))(wanted, known)

    def test_an_act_is_kept_as_its_publisher_sends_it(self, upstream: Upstream, web: Web) -> None:
        upstream.gives(f"{ACT}/data.xml", Answer(200, clml(provision()), {"Last-Modified": MODIFIED}))
        found = fetched(self.fetch(upstream, web))
        assert (found.text, found.suffix, found.url) == (clml(provision()), ".xml", upstream.url(ACT))
        assert (found.version, found.published) == ("as it stands from 19 June 2026", date(2026, 6, 19))
        assert found.validators.last_modified == MODIFIED

    def test_an_act_as_enacted_says_so(self, upstream: Upstream, web: Web) -> None:
        upstream.gives(f"{ACT}/data.xml", Answer(200, clml(provision(), valid=None)))
        assert fetched(self.fetch(upstream, web)).version == "as enacted 23 May 2018"

    def test_amendments_that_are_not_yet_in_the_text_are_counted(self, upstream: Upstream, web: Web) -> None:
        dated, undated = 'Date="2026-09-30" Applied="false"', 'Prospective="true"'
        effects = (
            effect("section-45-2-f", dated, "key-1")
            + effect("section-45", dated, "key-2")
            + effect("section-45", undated, "key-3")
            + effect("section-450", dated, "key-4")
            + effect("section-45-1", dated, "key-5", applied="false")
        )
        upstream.gives(f"{ACT}/data.xml", Answer(200, clml(provision(), effects=effects)))
        note = fetched(self.fetch(upstream, web)).change_note
        assert note == "2 dated amendments are not yet in the publisher's text"

    def test_a_schedule_that_is_repealed_is_gone(self, upstream: Upstream, web: Web) -> None:
        schedule = (
            '<Schedules><Schedule id="schedule-2" Status="Repealed"><Number>SCHEDULE 2</Number></Schedule>'
            "</Schedules>"
        )
        alone = clml(after=schedule).replace(b"<Body", b"<Front").replace(b"</Body", b"</Front")
        upstream.gives(f"{ACT}/data.xml", Answer(200, alone))
        assert gone(self.fetch(upstream, web)).reason == "repealed"

    def test_a_date_that_is_none_is_left_out(self, upstream: Upstream, web: Web) -> None:
        undated = clml(provision(), valid="soon").replace(b'Date="2018-05-23"', b"")
        upstream.gives(f"{ACT}/data.xml", Answer(200, undated))
        found = fetched(self.fetch(upstream, web))
        assert (found.version, found.published) == (None, None)

    def test_several_sections_are_one_document(self, upstream: Upstream, web: Web) -> None:
        older = clml(provision("10", "They must cooperate."), valid="2024-01-01")
        upstream.gives(f"{ACT}/section/10/data.xml", Answer(200, older, {"Last-Modified": LATER}))
        newer = clml(provision("11", "They must safeguard."))
        upstream.gives(f"{ACT}/section/11/data.xml", Answer(200, newer, {"Last-Modified": MODIFIED}))
        found = fetched(self.fetch(upstream, web, "section/10", "section/11"))
        read = [block.text for block in parse_legislation(found.text).blocks]
        assert "(1) They must cooperate." in read
        assert "(1) They must safeguard." in read
        assert found.version == "as it stands from 19 June 2026"
        assert found.validators.last_modified == LATER

    def test_if_one_of_several_sections_changed_all_are_fetched(self, upstream: Upstream, web: Web) -> None:
        marked = Answer(200, clml(provision("10", "They must cooperate.")), {"Last-Modified": MODIFIED})
        upstream.gives(f"{ACT}/section/10/data.xml", marked)
        changed = Answer(200, clml(provision("11", "They must safeguard.")), {"Last-Modified": LATER})
        upstream.gives(f"{ACT}/section/11/data.xml", changed)
        found = fetched(
            self.fetch(upstream, web, "section/10", "section/11", known=held(last_modified=MODIFIED))
        )
        assert b"They must cooperate." in found.text
        assert b"They must safeguard." in found.text

    def test_if_no_section_changed_nothing_is_fetched(self, upstream: Upstream, web: Web) -> None:
        for number in ("10", "11"):
            marked = Answer(200, clml(provision(number)), {"Last-Modified": MODIFIED})
            upstream.gives(f"{ACT}/section/{number}/data.xml", marked)
        known = held(last_modified=MODIFIED)
        assert self.fetch(upstream, web, "section/10", "section/11", known=known) == NotModified()

    def test_the_page_of_contents_stands_for_the_act(self, upstream: Upstream, web: Web) -> None:
        upstream.gives(f"{ACT}/data.xml", Answer(200, clml(provision())))
        wanted = Fetch(connector=Connector.LEGISLATION, url=upstream.url(f"{ACT}/contents"))
        assert fetched(LegislationConnector(Robots(web))(wanted, None)).suffix == ".xml"

    def test_a_section_that_is_repealed_is_gone(self, upstream: Upstream, web: Web) -> None:
        repealed = clml(provision(words=". . . . . . .", Status="Repealed"))
        upstream.gives(f"{ACT}/data.xml", Answer(200, repealed))
        assert gone(self.fetch(upstream, web)).reason == "repealed"

    def test_an_act_of_which_a_section_is_repealed_is_not_gone(self, upstream: Upstream, web: Web) -> None:
        mixed = clml(provision("1", ". . . . . . .", Status="Repealed"), provision("2"))
        upstream.gives(f"{ACT}/data.xml", Answer(200, mixed))
        assert fetched(self.fetch(upstream, web)).text == mixed

    @pytest.mark.parametrize(
        ("body", "problem"),
        [
            (b"<!DOCTYPE html><html><body>Being prepared</body></html>", "is a web page, not plain text"),
            (clml(provision())[:900], "not well-formed XML"),
            (b"<?xml version='1.0'?><feed/>", "XML of another kind"),
        ],
    )
    def test_what_is_no_xml_of_an_act_is_refused(
        self, upstream: Upstream, web: Web, body: bytes, problem: str
    ) -> None:
        upstream.gives(f"{ACT}/data.xml", Answer(200, body))
        with pytest.raises(SyncError, match=problem) as caught:
            self.fetch(upstream, web)
        assert upstream.url(f"{ACT}/data.xml") in str(caught.value)


class TestWebPage:
    def fetch(self, upstream: Upstream, web: Web, known: FetchedRecord | None = None) -> Found:
        wanted = Fetch(connector=Connector.WEB_PAGE, url=upstream.url("/guide"))
        return WebPageConnector(Robots(web))(wanted, known)

    def test_the_main_content_is_kept_and_nothing_around_it(self, upstream: Upstream, web: Web) -> None:
        upstream.gives("/guide", Answer(200, WEB_PAGE, {"Last-Modified": MODIFIED}))
        found = fetched(self.fetch(upstream, web))
        assert parse_html(found.text).blocks == parse_html(WEB_PAGE).blocks
        assert not any(word in found.text for word in (b"Menu", b"track", b"8f3"))
        assert (found.version, found.published) == ("page of 19 June 2026", date(2026, 6, 19))

    def test_a_token_that_changes_around_it_is_no_change(self, upstream: Upstream, web: Web) -> None:
        upstream.gives("/guide", Answer(200, WEB_PAGE), Answer(200, WEB_PAGE.replace(b"8f3", b"9a4")))
        assert fetched(self.fetch(upstream, web)).text == fetched(self.fetch(upstream, web)).text

    def test_a_page_that_robots_txt_closes_is_not_fetched(self, upstream: Upstream, web: Web) -> None:
        upstream.gives("/robots.txt", Answer(200, b"User-agent: *\nDisallow: /guide\n"))
        upstream.gives("/guide", Answer(200, WEB_PAGE))
        with pytest.raises(SyncError, match=r"closed to .* robots\.txt"):
            self.fetch(upstream, web)
        assert upstream.asked("/guide") == []

    def test_robots_txt_is_read_once_a_site(self, upstream: Upstream, web: Web) -> None:
        upstream.gives("/robots.txt", Answer(200, b"User-agent: *\nDisallow: /private\n"))
        upstream.gives("/guide", Answer(200, WEB_PAGE))
        robots = Robots(web)
        robots.get(upstream.url("/guide"))
        robots.get(upstream.url("/guide"))
        assert len(upstream.asked("/robots.txt")) == 1

    def test_a_page_that_has_not_changed_is_not_sent(self, upstream: Upstream, web: Web) -> None:
        upstream.gives("/guide", Answer(200, WEB_PAGE, {"ETag": '"1"'}))
        assert self.fetch(upstream, web, held(etag='"1"')) == NotModified()

    def test_a_page_that_answers_410_is_gone(self, upstream: Upstream, web: Web) -> None:
        upstream.gives("/guide", Answer(410))
        assert "410" in gone(self.fetch(upstream, web)).reason

    @pytest.mark.parametrize(
        ("body", "problem"),
        [(PDF, "is a PDF, not a web page"), (WEB_PAGE[:200], "breaks off before its end")],
    )
    def test_what_is_no_whole_page_is_refused(
        self, upstream: Upstream, web: Web, body: bytes, problem: str
    ) -> None:
        upstream.gives("/guide", Answer(200, body))
        with pytest.raises(SyncError, match=problem):
            self.fetch(upstream, web)


class TestPdf:
    def fetch(self, upstream: Upstream, web: Web, known: FetchedRecord | None = None) -> Found:
        wanted = Fetch(connector=Connector.PDF, url=upstream.url("/guide.pdf"))
        return PdfConnector(Robots(web))(wanted, known)

    def test_a_pdf_is_kept_as_it_is(self, upstream: Upstream, web: Web) -> None:
        upstream.gives("/guide.pdf", Answer(200, PDF, {"Last-Modified": MODIFIED, "ETag": '"p"'}))
        found = fetched(self.fetch(upstream, web))
        assert (found.text, found.suffix, found.version) == (PDF, ".pdf", "file of 19 June 2026")
        assert self.fetch(upstream, web, held(etag='"p"')) == NotModified()

    def test_a_pdf_that_answers_410_is_gone(self, upstream: Upstream, web: Web) -> None:
        upstream.gives("/guide.pdf", Answer(410))
        assert "410" in gone(self.fetch(upstream, web)).reason

    @pytest.mark.parametrize(("body", "problem"), [(WEB_PAGE, "is a web page"), (PDF[:400], "breaks off")])
    def test_what_is_no_whole_pdf_is_refused(
        self, upstream: Upstream, web: Web, body: bytes, problem: str
    ) -> None:
        upstream.gives("/guide.pdf", Answer(200, body))
        with pytest.raises(SyncError, match=problem):
            self.fetch(upstream, web)


class TestFolder:
    def fetch(
        self, root: Path, path: str, words: str | None = None, known: FetchedRecord | None = None
    ) -> Found:
        wanted = Fetch(connector=Connector.FOLDER, url=path, attachment=words)
        return FolderConnector(root, max_bytes=1000)(wanted, known)

    def test_a_file_is_read_with_the_day_it_was_saved(self, tmp_path: Path) -> None:
        (tmp_path / "threshold.md").write_text("# Threshold\n")
        os.utime(tmp_path / "threshold.md", (WHEN.timestamp(), WHEN.timestamp()))
        found = fetched(self.fetch(tmp_path, "threshold.md"))
        assert (found.text, found.suffix) == (b"# Threshold\n", ".md")
        assert (found.version, found.published) == ("file of 1 November 2026", date(2026, 11, 1))

    def test_a_file_that_was_not_saved_since_is_not_read_again(self, tmp_path: Path) -> None:
        (tmp_path / "threshold.md").write_text("# Threshold\n")
        mark = fetched(self.fetch(tmp_path, "threshold.md")).validators.etag
        assert self.fetch(tmp_path, "threshold.md", known=held(etag=mark)) == NotModified()

    def test_in_a_folder_the_newest_file_with_the_words_is_read(self, tmp_path: Path) -> None:
        for age, name in enumerate(["~$Threshold_v6.md", "Threshold_v6.md", "threshold v5.md", "other.md"]):
            (tmp_path / name).write_text(name)
            os.utime(tmp_path / name, (WHEN.timestamp() - age, WHEN.timestamp() - age))
        assert fetched(self.fetch(tmp_path, ".", "Threshold")).text == b"Threshold_v6.md"

    @pytest.mark.parametrize(
        ("path", "words", "problem"),
        [
            ("gone.docx", None, "cannot be read .*No such file"),
            (".", None, "is a folder: give words"),
            (".", "threshold", "no file with 'threshold'"),
            ("large.md", None, "has 2000 bytes"),
        ],
    )
    def test_what_cannot_be_read_is_named_with_the_fix(
        self, tmp_path: Path, path: str, words: str | None, problem: str
    ) -> None:
        (tmp_path / "large.md").write_bytes(bytes(2000))
        with pytest.raises(SyncError, match=problem):
            self.fetch(tmp_path, path, words)
