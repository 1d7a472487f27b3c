"""What changed in each source: since the text fetched before it, else since the build before."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue, Held, open_catalogue
from ingest.compare import Change
from ingest.diff import Difference, differences
from ingest.models import Anchor, Section, Source
from ingest.sentences import sentence_spans
from ingest.sources.fetched import FetchedRecord, FetchedStore
from tests.ingest.test_pipeline import RECORDS, source

MOMENT = datetime(2026, 11, 1, tzinfo=UTC)
LOCAL = source("local.md", partnership="ourshire")
FETCHED = source("records.md", full_text={"connector": "web_page", "url": "https://example.org/records"})


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return open_catalogue(f"sqlite:///{tmp_path / 'catalogue.db'}")


@pytest.fixture
def fetched(tmp_path: Path) -> FetchedStore:
    return FetchedStore(tmp_path / "fetched")


def build(catalogue: Catalogue, text: str, held: Source = LOCAL) -> None:
    """A generation whose only source says this; documents are named by what they say."""
    section = Section(held.id, 0, ("Ask",), text, (Anchor("ask", "Ask"),), tuple(sentence_spans(text)))
    catalogue.add_document(text[:32], [section])
    catalogue.commit("words@1/64", "f", {}, [Held(held, text[:32])])


def keep(fetched: FetchedStore, *texts: str) -> None:
    record = FetchedRecord(
        source_id="records", url="https://example.org/", fetched_at=MOMENT, checked_at=MOMENT
    )
    for text in texts:
        fetched.keep(record, text.encode(), ".md")


def found(catalogue: Catalogue, fetched: FetchedStore, *sources: Source) -> tuple[Difference, ...]:
    return tuple(differences(sources, fetched, catalogue))


def test_a_document_is_compared_with_the_build_before(catalogue: Catalogue, fetched: FetchedStore) -> None:
    build(catalogue, "Ask first.")
    build(catalogue, "Ask twice.")
    (one,) = found(catalogue, fetched, LOCAL)
    assert one.source == LOCAL
    assert [(c.kind, c.removed_sentences, c.added_sentences) for c in one.changes] == [
        (Change.CHANGED, ("Ask first.",), ("Ask twice.",))
    ]


def test_what_did_not_change_is_left_out(catalogue: Catalogue, fetched: FetchedStore) -> None:
    build(catalogue, "Ask first.")
    build(catalogue, "Ask first.")
    assert found(catalogue, fetched, LOCAL, source("new.md")) == ()


def test_after_one_build_there_is_nothing_to_compare(catalogue: Catalogue, fetched: FetchedStore) -> None:
    assert found(catalogue, fetched, LOCAL) == ()
    build(catalogue, "Ask first.")
    assert found(catalogue, fetched, LOCAL) == ()


def test_a_full_text_that_took_a_digests_place_is_no_change_of_either(
    catalogue: Catalogue, fetched: FetchedStore
) -> None:
    build(catalogue, "Ask first.", source("records.md", representation="digest"))
    build(catalogue, "The publisher says to ask.", FETCHED)
    keep(fetched, RECORDS)
    assert found(catalogue, fetched, FETCHED) == ()


def test_a_fetched_text_is_compared_with_the_one_fetched_before(
    catalogue: Catalogue, fetched: FetchedStore
) -> None:
    keep(fetched, RECORDS, RECORDS.replace("twenty-five", "thirty"))
    (one,) = found(catalogue, fetched, FETCHED)
    (change,) = one.changes
    assert change.heading_path[-1] == "Keeping"
    assert change.removed_sentences == ("Records are kept for twenty-five years.",)
    assert change.added_sentences == ("Records are kept for thirty years.",)


def test_as_json_a_difference_names_its_sections_and_sentences(
    catalogue: Catalogue, fetched: FetchedStore
) -> None:
    keep(fetched, RECORDS, RECORDS.replace("twenty-five", "thirty"))
    (one,) = found(catalogue, fetched, FETCHED)
    assert json.loads(json.dumps(one.as_json())) == {
        "source": "records",
        "title": "Guide to records",
        "version": "1",
        "changes": [
            {
                "kind": "changed",
                "heading_path": ["Records", "Keeping"],
                "old_section": "records#keeping",
                "new_section": "records#keeping",
                "removed": ["Records are kept for twenty-five years."],
                "added": ["Records are kept for thirty years."],
            }
        ],
    }
