"""Versions in the index: full text over digest, old text kept apart, citations of superseded editions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.citing import with_citings
from ingest.models import NATIONAL, Authority, Source
from ingest.pipeline import build
from ingest.problems import Problem, ProblemKind
from ingest.reader import Reader
from ingest.report import BuildReport, Flagged
from ingest.sources.fetched import FetchedRecord, FetchedStore
from ingest.sources.overlay import overlaid
from tests.encoder import WordEncoder
from tests.ingest.test_pipeline import CONSENT, RECORDS, Library, source
from tests.ingest.tiny_pdf import Words, pdf

TODAY = date(2026, 11, 2)
MOMENT = datetime(2026, 11, 1, tzinfo=UTC)
FULL = "# Records\n\n## Keeping\n\nThe publisher's own words: a record is kept until the child is thirty.\n"
RECORD = FetchedRecord(
    source_id="records",
    url="https://example.org/records",
    version="updated in November",
    fetched_at=MOMENT,
    checked_at=MOMENT,
)
DIGEST = source(
    "records.md",
    representation="digest",
    full_text={"connector": "web_page", "url": "https://example.org/records"},
)
OLD = source("old.md", id="guidance-2018", title="Working Together 2018", superseded_by="guidance-2026")
NEW = source("new.md", id="guidance-2026", title="Working Together 2026")
LOCAL = source("local.md", partnership="ourshire", authority=Authority.LOCAL_PROTOCOL)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "docs").mkdir()
    made = Library(tmp_path / "docs", WordEncoder())
    made.write("consent.md", CONSENT)
    made.write("records.md", RECORDS)
    made.write("old.md", "# Old\n\nWorking Together 2018 says to ask.\n")
    made.write("new.md", "# New\n\nWorking Together 2018 said to ask. This edition says to tell.\n")
    made.write("local.md", "# Local\n\nWe follow Working Together 2018.\n")
    return made


@pytest.fixture
def fetched(tmp_path: Path) -> FetchedStore:
    return FetchedStore(tmp_path / "fetched")


def built(library: Library, *sources: Source, fetched: FetchedStore | None = None) -> BuildReport:
    shown = overlaid(sources, library.folder, fetched) if fetched else sources
    return build(library.workspace, shown, library.folder, today=lambda: TODAY)


def held(library: Library, source_id: str) -> Source:
    return Reader(library.workspace).snapshot().source(source_id)


def text_of(library: Library, source_id: str) -> str:
    return " ".join(section.text for section in Reader(library.workspace).snapshot().sections(source_id))


def test_a_fetched_full_text_is_searched_and_its_digest_is_only_read(
    library: Library, fetched: FetchedStore
) -> None:
    fetched.keep(RECORD, FULL.encode(), ".md")
    built(library, DIGEST, fetched=fetched)
    assert [text for text in library.texts() if "publisher's own words" in text] == library.texts()
    assert held(library, "records").version == "updated in November"
    assert "twenty-five" in text_of(library, "records-summary")
    assert set(Reader(library.workspace).snapshot().generation.stores) == {NATIONAL}


def test_a_withdrawn_text_is_out_of_current_answers_and_can_still_be_opened(
    library: Library, fetched: FetchedStore
) -> None:
    fetched.keep(RECORD, FULL.encode(), ".md")
    built(library, source("consent.md"), DIGEST, fetched=fetched)
    record = fetched.record("records")
    assert record is not None
    fetched.save(record.model_copy(update={"state": "withdrawn"}))
    report = built(library, source("consent.md"), DIGEST, fetched=fetched)
    assert not any("publisher" in text for text in library.texts())
    assert any("publisher" in text for text in library.texts("national-superseded"))
    assert "publisher" in text_of(library, "records")
    assert Flagged("records", (Problem(ProblemKind.WITHDRAWN),)) in report.flagged


def test_a_full_text_that_cannot_be_read_leaves_its_digest_answering(
    library: Library, fetched: FetchedStore
) -> None:
    fetched.keep(RECORD, b"", ".md")
    report = built(library, DIGEST, fetched=fetched)
    assert [(failure.source_id, failure.kept) for failure in report.failed] == [("records", True)]
    assert any("twenty-five" in text for text in library.texts())
    assert held(library, "records") == DIGEST


def test_a_full_text_that_breaks_later_keeps_its_last_good_text_under_its_own_version(
    library: Library, fetched: FetchedStore
) -> None:
    fetched.keep(RECORD, FULL.encode(), ".md")
    built(library, DIGEST, fetched=fetched)
    fetched.keep(RECORD.model_copy(update={"version": "updated in December"}), b"", ".md")
    report = built(library, DIGEST, fetched=fetched)
    assert [failure.kept for failure in report.failed] == [True]
    assert any("publisher's own words" in text for text in library.texts())
    assert held(library, "records").version == "updated in November"


def test_a_file_that_breaks_is_not_given_the_version_of_the_text_it_should_hold(library: Library) -> None:
    built(library, source("records.md", version="2"))
    library.write("records.md", "")
    built(library, source("records.md", version="3", review_by="2020-01-01"))
    kept = held(library, "records")
    assert (kept.version, kept.review_by) == ("2", date(2020, 1, 1))


def test_a_local_protocol_that_cites_a_superseded_edition_is_flagged_and_reported(library: Library) -> None:
    report = built(library, OLD, NEW, LOCAL)
    assert held(library, "local").cites_superseded == ("guidance-2018",)
    assert held(library, "local").flags(TODAY) == ("cites_superseded",)
    (flagged,) = report.flagged
    cites = Problem(ProblemKind.CITES_SUPERSEDED, edition="guidance-2018", successor="guidance-2026")
    assert flagged == Flagged("local", (cites,))
    assert "CHECK local: cites guidance-2018, superseded by guidance-2026" in report.as_text()
    assert report.ok


def test_national_guidance_may_speak_of_the_edition_it_replaced(library: Library) -> None:
    built(library, OLD, NEW, LOCAL)
    assert {held(library, name).cites_superseded for name in ("guidance-2018", "guidance-2026")} == {()}


def test_a_protocol_that_is_itself_superseded_is_not_flagged_for_what_it_cites(library: Library) -> None:
    newer = source("records.md", id="newer", partnership="ourshire")
    built(library, OLD, NEW, newer, LOCAL.model_copy(update={"superseded_by": "newer"}))
    assert held(library, "local").cites_superseded == ()


def test_a_build_that_changes_nothing_still_reports_what_is_flagged(library: Library) -> None:
    first, second = built(library, OLD, NEW, LOCAL), built(library, OLD, NEW, LOCAL)
    assert not second.written
    assert second.flagged == first.flagged != ()


def test_an_unchanged_text_is_flagged_when_what_it_cites_is_superseded_later(library: Library) -> None:
    built(library, OLD.model_copy(update={"superseded_by": None}), NEW, LOCAL)
    assert held(library, "local").cites_superseded == ()
    built(library, OLD, NEW, LOCAL)
    assert held(library, "local").cites_superseded == ("guidance-2018",)


def test_a_corrected_protocol_loses_its_flag(library: Library) -> None:
    built(library, OLD, NEW, LOCAL)
    library.write("local.md", "# Local\n\nWe follow Working Together 2026.\n")
    assert built(library, OLD, NEW, LOCAL).flagged == ()
    assert held(library, "local").cites_superseded == ()


def test_an_unchanged_text_is_not_read_again(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    built(library, OLD, NEW, LOCAL)
    catalogue = library.workspace.catalogue
    generation = catalogue.head_generation()
    monkeypatch.setattr(catalogue, "sections", lambda _: pytest.fail("the text was read"))
    again = with_citings(tuple(generation.sources.values()), catalogue, generation)
    assert again == tuple(generation.sources.values())


def test_a_protocol_past_its_review_date_is_reported(library: Library) -> None:
    report = built(library, LOCAL.model_copy(update={"review_by": date(2026, 11, 1)}))
    overdue = Problem(ProblemKind.PAST_REVIEW, day=date(2026, 11, 1))
    assert report.flagged == (Flagged("local", (overdue,)),)
    assert report.as_json()["flagged"] == [
        {"source_id": "local", "problems": ["past its review date 2026-11-01"]}
    ]


CHANGES: dict[str, dict[str, Any]] = {
    "a review date": {"review_by": date(2027, 1, 1)},
    "a version": {"version": "2"},
    "whom it protects": {"subject": "children"},
    "how its official text is fetched": {"full_text": DIGEST.full_text},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_the_register_says_anew_changes_the_catalogue_and_embeds_nothing(
    library: Library, change: dict[str, Any]
) -> None:
    built(library, source("consent.md"), source("records.md"))
    stores = Reader(library.workspace).snapshot().generation.stores
    library.encoder.texts.clear()
    report = built(library, source("consent.md"), source("records.md", **change))
    assert (report.written, report.embedded, library.encoder.texts) == (True, 0, [])
    assert Reader(library.workspace).snapshot().generation.stores == stores
    assert held(library, "records") == source("records.md", **change)


def test_text_superseded_between_builds_moves_without_being_embedded_again(library: Library) -> None:
    built(library, source("consent.md"), source("records.md"))
    library.encoder.texts.clear()
    built(library, source("consent.md"), source("records.md", superseded_by="consent"))
    assert library.encoder.texts == []
    assert "twenty-five" in text_of(library, "records")
    assert not any("twenty-five" in text for text in library.texts())


def test_a_source_taken_out_of_the_register_has_no_sections_left_to_open(library: Library) -> None:
    built(library, source("consent.md"), source("records.md"))
    built(library, source("consent.md"))
    assert Reader(library.workspace).snapshot().sections("records") == ()


def test_a_pdf_with_pages_that_are_pictures_is_flagged_with_their_numbers(library: Library) -> None:
    box = "0 0 100 100 re f"
    pages = pdf([Words("Share what is needed to keep the child safe.")], [Words("GAP")], [])
    drawn = pages.replace(b"BT /F1 11 Tf 72 700 Td (GAP) Tj ET", box.ljust(34).encode())
    assert drawn != pages
    (library.folder / "scan.pdf").write_bytes(drawn)
    report = built(library, source("scan.pdf"))
    assert held(library, "scan").scanned_pages == (2,)
    assert [flagged.source_id for flagged in report.flagged] == ["scan"]
    assert built(library, source("scan.pdf")).flagged == report.flagged
