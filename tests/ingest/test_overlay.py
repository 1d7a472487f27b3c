"""A fetched full text takes its digest's place; what its publisher withdrew leaves current answers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import RegisterError, SyncError
from ingest.models import Authority, Source
from ingest.sources.fetched import FetchedRecord, FetchedStore
from ingest.sources.overlay import overlaid, restored, summary_id

FULL = b"<html><body><main><h1>Guide</h1><h2 id='ask'>Ask</h2><p>Ask first.</p></main></body></html>"
TODAY = date(2026, 11, 22)


def source(**fields: Any) -> Source:
    base: dict[str, Any] = {
        "id": "guide",
        "title": "Guide to sharing",
        "publisher": "Tests",
        "url": "https://example.org/guide",
        "authority": Authority.STATUTORY_GUIDANCE,
        "licence": "OGL-3.0",
        "version": "2026",
        "effective_from": date(2026, 9, 1),
        "review_by": date(2027, 1, 31),
        "representation": "digest",
        "path": "national/guide.md",
        "full_text": {"connector": "gov_uk", "url": "https://example.org/guide"},
    }
    return Source.model_validate(base | fields)


def record(**fields: Any) -> FetchedRecord:
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    base: dict[str, Any] = {
        "source_id": "guide",
        "url": "https://example.org/guide/the-text",
        "version": "updated 10 September 2026",
        "published": date(2026, 9, 10),
        "fetched_at": moment,
        "checked_at": moment,
    }
    return FetchedRecord.model_validate(base | fields)


@pytest.fixture
def fetched(tmp_path: Path) -> FetchedStore:
    return FetchedStore(tmp_path / "fetched")


def shown(fetched: FetchedStore, *sources: Source) -> tuple[Source, ...]:
    return overlaid(sources or (source(),), fetched.root.parent / "docs", fetched)


def test_a_source_never_fetched_is_as_the_register_says(fetched: FetchedStore) -> None:
    assert shown(fetched) == (source(),)


def test_a_full_text_is_indexed_under_its_own_version_date_and_address(fetched: FetchedStore) -> None:
    held = fetched.keep(record(), FULL, ".html")
    full, _ = shown(fetched)

    assert (full.id, full.scope, full.representation, full.upstream) == (
        "guide",
        "national",
        "full_text",
        "current",
    )
    assert (full.version, full.effective_from) == ("updated 10 September 2026", date(2026, 9, 10))
    assert full.url == "https://example.org/guide/the-text"
    assert full.path == f"../fetched/guide/{held.file}"
    assert full.flags(TODAY) == ()


def test_its_digest_stays_as_its_summary_in_a_scope_that_no_question_reads(fetched: FetchedStore) -> None:
    fetched.keep(record(), FULL, ".html")
    _, summary = shown(fetched)

    assert (summary.id, summary.summary_of, summary.scope) == ("guide-summary", "guide", "national-summaries")
    assert (summary.path, summary.representation, summary.version) == ("national/guide.md", "digest", "2026")
    assert restored(summary) == source()


def test_a_digests_review_date_is_not_the_full_texts(fetched: FetchedStore) -> None:
    fetched.keep(record(), FULL, ".html")
    full, summary = shown(fetched)

    assert (full.review_by, summary.review_by) == (None, date(2027, 1, 31))


def test_a_full_texts_own_review_date_stays(fetched: FetchedStore) -> None:
    fetched.keep(record(), FULL, ".html")
    (full,) = shown(fetched, source(representation="full_text"))

    assert full.review_by == date(2027, 1, 31)


def test_what_the_publisher_does_not_say_is_as_registered(fetched: FetchedStore) -> None:
    fetched.keep(record(version="", published=None, url="file:///folder/guide.pdf"), FULL, ".html")
    full, _ = shown(fetched)

    assert (full.version, full.effective_from) == ("2026", date(2026, 9, 1))
    assert full.url == "https://example.org/guide"


def test_a_stale_text_is_kept_and_flagged(fetched: FetchedStore) -> None:
    fetched.keep(record(state="stale", problem="does not answer"), FULL, ".html")
    full, summary = shown(fetched)

    assert (full.scope, full.flags(TODAY)) == ("national", ("stale",))
    assert summary.flags(TODAY) == ("digest",)


def test_a_withdrawn_text_leaves_current_answers_and_its_digest_is_flagged_too(fetched: FetchedStore) -> None:
    fetched.keep(record(state="withdrawn"), FULL, ".html")
    full, summary = shown(fetched)

    assert (full.scope, full.flags(TODAY)) == ("national-superseded", ("withdrawn",))
    assert (summary.scope, summary.flags(TODAY)) == ("national-summaries", ("withdrawn", "digest"))


def test_a_digest_leaves_current_answers_with_the_document_it_describes(fetched: FetchedStore) -> None:
    fetched.save(record(state="withdrawn", file=None))
    (digest,) = shown(fetched)

    assert (digest.scope, digest.flags(TODAY)) == ("national-superseded", ("withdrawn", "digest"))


def test_a_digest_whose_full_text_was_never_got_answers_as_before(fetched: FetchedStore) -> None:
    fetched.save(record(state="stale", problem="404", file=None))

    assert shown(fetched) == (source(),)


def test_a_text_the_register_no_longer_asks_for_is_left_alone(fetched: FetchedStore) -> None:
    fetched.keep(record(), FULL, ".html")

    assert shown(fetched, source(full_text=None)) == (source(full_text=None),)


def test_a_full_text_without_a_digest_has_no_summary(fetched: FetchedStore) -> None:
    fetched.keep(record(), FULL, ".html")

    assert [each.id for each in shown(fetched, source(path=None))] == ["guide"]


def test_a_superseded_edition_stays_superseded_whatever_is_fetched(fetched: FetchedStore) -> None:
    fetched.keep(record(), FULL, ".html")
    full, _ = shown(fetched, source(superseded_by="newer"))

    assert (full.scope, full.flags(TODAY)) == ("national-superseded", ("superseded",))


def test_a_summarys_id_is_never_too_long() -> None:
    assert summary_id("x" * 80) == "x" * 72 + "-summary"


def test_a_registered_id_is_not_taken_for_a_summary(fetched: FetchedStore) -> None:
    fetched.keep(record(), FULL, ".html")
    with pytest.raises(RegisterError, match=r"'guide-summary'.*'guide'.*another id"):
        shown(fetched, source(), source(id="guide-summary", full_text=None))


def test_a_damaged_record_stops_the_build_and_names_its_file(fetched: FetchedStore) -> None:
    (fetched.root / "guide").mkdir(parents=True)
    (fetched.root / "guide" / "record.json").write_text("{")
    with pytest.raises(SyncError, match=r"(?s)record\.json.*sync again"):
        shown(fetched)
