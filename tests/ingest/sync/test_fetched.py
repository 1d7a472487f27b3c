"""The store of fetched texts: what is held, what was held before, and what survives an interruption."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.errors import SyncError
from ingest.sources.fetched import RECORD_FILE, FetchedRecord, FetchedStore

WHEN = datetime(2026, 11, 1, 9, tzinfo=UTC)
RECORD = FetchedRecord(source_id="guide", url="https://example.org", fetched_at=WHEN, checked_at=WHEN)


@pytest.fixture
def store(tmp_path: Path) -> FetchedStore:
    return FetchedStore(tmp_path / "fetched")


def text_of(path: Path | None) -> bytes | None:
    return path.read_bytes() if path else None


def test_of_a_source_never_fetched_nothing_is_held(store: FetchedStore) -> None:
    assert (store.record("guide"), store.path("guide"), store.previous_path("guide")) == (None, None, None)
    assert not store.root.exists()


def test_a_text_that_is_kept_is_held(store: FetchedStore) -> None:
    kept = store.keep(RECORD, b"first", ".html")
    assert store.record("guide") == kept
    assert text_of(store.path("guide")) == b"first"
    assert store.previous_path("guide") is None


def test_a_new_text_makes_the_one_held_the_previous_and_drops_the_one_before(store: FetchedStore) -> None:
    for text in (b"first", b"second", b"third"):
        store.keep(RECORD, text, ".html")
    assert (text_of(store.path("guide")), text_of(store.previous_path("guide"))) == (b"third", b"second")
    assert len(list((store.root / "guide").iterdir())) == 3


def test_the_same_text_again_keeps_the_previous_one(store: FetchedStore) -> None:
    for text in (b"first", b"second", b"second"):
        store.keep(RECORD, text, ".html")
    assert text_of(store.previous_path("guide")) == b"first"


def test_a_text_that_returns_is_held_again(store: FetchedStore) -> None:
    for text in (b"first", b"second", b"first"):
        store.keep(RECORD, text, ".html")
    assert (text_of(store.path("guide")), text_of(store.previous_path("guide"))) == (b"first", b"second")


def test_a_text_written_before_an_interruption_changes_nothing(store: FetchedStore) -> None:
    before = store.keep(RECORD, b"first", ".html")
    store.put("guide", b"second", ".html")
    assert store.record("guide") == before
    assert text_of(store.path("guide")) == b"first"


def test_a_record_half_written_before_an_interruption_changes_nothing(store: FetchedStore) -> None:
    before = store.keep(RECORD, b"first", ".html")
    (store.root / "guide" / f".{RECORD_FILE}.new").write_bytes(b'{"source_id": "gui')
    assert store.record("guide") == before


def test_what_an_interruption_left_is_swept_by_the_next_save(store: FetchedStore) -> None:
    store.keep(RECORD, b"first", ".html")
    left = store.put("guide", b"second", ".html")
    store.keep(RECORD, b"third", ".html")
    assert not left.exists()


def test_a_text_that_somebody_removed_is_not_held(store: FetchedStore) -> None:
    kept = store.keep(RECORD, b"first", ".html")
    (store.root / "guide" / str(kept.file)).unlink()
    assert store.path("guide") is None


def test_a_damaged_record_is_named_with_the_fix(store: FetchedStore) -> None:
    store.keep(RECORD, b"first", ".html")
    (store.root / "guide" / RECORD_FILE).write_text("{")
    with pytest.raises(SyncError, match=r"record\.json is damaged .* remove it and sync again"):
        store.record("guide")


def test_a_folder_that_cannot_be_written_is_named(store: FetchedStore) -> None:
    store.root.parent.mkdir(exist_ok=True)
    store.root.write_text("a file where the folder should be")
    with pytest.raises(SyncError, match="cannot be written"):
        store.put("guide", b"first", ".html")
