"""A store: what is written is what is read, and it does not exist until it is complete."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from ingest.errors import StoreError
from ingest.index import ChunkVectors, Entry, Rows, Store, Stores
from tests.encoder import DIMENSIONS, WordEncoder

# Chroma lets go of its files a moment after it is closed.
CLOSE_SECONDS = 10
SCOPE = "national"
STORE = "0123456789abcdef0123456789abcdef"
TEXTS = (
    "Consent is not needed where a child is at risk. Record why.",
    "Records are kept for twenty-five years.",
    "The escalation policy names who to call. It is reviewed yearly. Anyone may use it.",
    "Sharing is a duty.",
)


@dataclass(frozen=True, slots=True)
class Written:
    """A store and the entries it was made of."""

    store: Store
    entries: tuple[Entry, ...]


def entries(texts: Sequence[str] = TEXTS) -> tuple[Entry, ...]:
    encoder = WordEncoder()
    return tuple(
        Entry(
            id=f"chunk-{number}",
            lexical=f"Guide {text}",
            metadata={"source_id": "guide", "section_id": "guide#rule"},
            vectors=ChunkVectors(
                vector=embedded.vector.astype(np.float16),
                sentences=encoder.encode(text.split(". ")).astype(np.float16),
                tokens=np.round(embedded.tokens * 127).astype(np.int8),
            ),
        )
        for number, (text, embedded) in enumerate(zip(texts, encoder.encode_tokens(texts), strict=True))
    )


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return Stores(tmp_path / "stores")


@pytest.fixture
def written(stores: Stores) -> Iterator[Written]:
    """Written in two batches, as a large scope is, and opened again."""
    made = entries()
    with stores.writer(SCOPE, STORE) as writer:
        writer.add(made[:3])
        writer.add([])
        writer.add(made[3:])
    store = stores.open(SCOPE, STORE)
    yield Written(store, made)
    store.close()


def test_every_vector_is_read_at_the_position_it_was_written_at(written: Written) -> None:
    assert len(written.store.vectors) == len(TEXTS)
    for position, entry in enumerate(written.entries):
        stored = written.store.stored(position)
        assert np.array_equal(stored.vector, entry.vectors.vector)
        assert np.array_equal(stored.sentences, entry.vectors.sentences)
        assert np.array_equal(stored.tokens, entry.vectors.tokens)


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_the_nearest_chunk_to_a_texts_own_vector_is_that_text(written: Written, number: int) -> None:
    vector = WordEncoder().encode([TEXTS[number]])
    assert written.store.nearest(vector, limit=1) == [f"chunk-{number}"]


def test_nearest_to_several_vectors_are_those_nearest_to_any_each_named_once(written: Written) -> None:
    vectors = WordEncoder().encode([TEXTS[3], TEXTS[1], TEXTS[3]])
    assert written.store.nearest(vectors, limit=1) == ["chunk-3", "chunk-1"]


def test_asking_for_more_than_there_is_gives_all(written: Written) -> None:
    found = written.store.nearest(WordEncoder().encode(["records"]), limit=1000)
    assert sorted(found) == [f"chunk-{number}" for number in range(len(TEXTS))]


def test_the_lexical_index_has_the_same_positions(written: Written) -> None:
    assert written.store.lexical.scores(["year"]).argmax() == 1
    assert written.store.lexical.scores(["escal"]).argmax() == 2


@pytest.mark.parametrize(
    "positions", [[0], [2, 0], [3, 3, 1], [0, 1, 2, 3], []], ids=["one", "any order", "twice", "all", "none"]
)
def test_rows_of_several_chunks_are_each_chunks_rows_one_below_the_other(
    written: Written, positions: list[int]
) -> None:
    asked = np.array(positions, dtype=np.int64)
    stored = [written.store.stored(position) for position in positions]
    assert_rows_are(written.store.sentences(asked), [one.sentences for one in stored])
    assert_rows_are(written.store.tokens(asked), [one.tokens for one in stored])


def assert_rows_are(rows: Rows, each: Sequence[NDArray[Any]]) -> None:
    ends = [*rows.starts[1:], len(rows.vectors)]
    assert len(rows.starts) == len(each)
    assert len(rows.vectors) == sum(map(len, each))
    for start, end, expected in zip(rows.starts, ends, each, strict=False):
        assert np.array_equal(rows.vectors[start:end], expected)


def test_a_store_that_is_being_written_cannot_be_seen(stores: Stores) -> None:
    with stores.writer(SCOPE, STORE) as writer:
        writer.add(entries())
        assert not stores.holds(STORE)
    assert stores.holds(STORE)


def test_a_store_whose_writing_fails_leaves_nothing(stores: Stores, tmp_path: Path) -> None:
    def fail() -> None:
        with stores.writer(SCOPE, STORE) as writer:
            writer.add(entries())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not stores.holds(STORE)
    assert list((tmp_path / "stores").iterdir()) == []


def test_a_store_that_cannot_be_completed_leaves_nothing_and_can_be_written_again(
    stores: Stores, tmp_path: Path
) -> None:
    crooked = replace(entries()[0].vectors, sentences=np.zeros((1, 3), dtype=np.float16))
    with pytest.raises(ValueError, match="dimension"), stores.writer(SCOPE, STORE) as writer:
        writer.add([entries()[1], replace(entries()[0], vectors=crooked)])
    assert list((tmp_path / "stores").iterdir()) == []
    with stores.writer(SCOPE, STORE) as writer:
        writer.add(entries())
    assert stores.holds(STORE)


def test_writing_again_replaces_what_a_killed_build_left(stores: Stores, tmp_path: Path) -> None:
    left = tmp_path / "stores" / f"{STORE}.partial" / "chroma"
    left.mkdir(parents=True)
    (left / "chroma.sqlite3").write_text("half a database")
    with stores.writer(SCOPE, STORE) as writer:
        writer.add(entries(["Only this."]))
    store = stores.open(SCOPE, STORE)
    assert store.nearest(WordEncoder().encode(["this"]), limit=10) == ["chunk-0"]
    store.close()


def test_a_sweep_keeps_the_named_stores_and_nothing_else(stores: Stores, tmp_path: Path) -> None:
    for name in ("a" * 32, "b" * 32):
        with stores.writer(SCOPE, name) as writer:
            writer.add(entries())
    (tmp_path / "stores" / f"{'b' * 32}.partial" / "chroma").mkdir(parents=True)
    stores.sweep(keep={"b" * 32})
    assert [folder.name for folder in (tmp_path / "stores").iterdir()] == ["b" * 32]


def test_sweeping_before_anything_was_written_is_harmless(stores: Stores, tmp_path: Path) -> None:
    stores.sweep(keep=set())
    assert not (tmp_path / "stores").exists()


def test_a_store_that_is_not_there_says_what_to_run(stores: Stores, written: Written) -> None:
    with pytest.raises(StoreError, match=r"no collection ourshire-.*-0123.*python -m ingest build"):
        stores.open("ourshire", STORE)


def test_chunks_without_tokens_or_with_one_sentence_can_stand_together(stores: Stores) -> None:
    bare = Entry(
        "bare",
        "",
        {"source_id": "guide", "section_id": "guide#bare"},
        ChunkVectors(
            entries()[0].vectors.vector,
            entries()[0].vectors.sentences[:1],
            np.zeros((0, DIMENSIONS), dtype=np.int8),
        ),
    )
    with stores.writer(SCOPE, STORE) as writer:
        writer.add([bare, entries()[1]])
    store = stores.open(SCOPE, STORE)
    assert store.stored(0).tokens.shape == (0, DIMENSIONS)
    assert np.array_equal(store.stored(1).tokens, entries()[1].vectors.tokens)
    assert store.tokens(np.array([0, 1])).starts.tolist() == [0, 0]
    store.close()


def test_a_store_that_nobody_holds_any_more_is_closed(stores: Stores, tmp_path: Path) -> None:
    with stores.writer(SCOPE, STORE) as writer:
        writer.add(entries())
    held = [stores.open(SCOPE, STORE)]
    assert open_files(tmp_path)
    held.clear()
    deadline = time.monotonic() + CLOSE_SECONDS
    while open_files(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not open_files(tmp_path)


def open_files(folder: Path) -> list[str]:
    return [file.path for file in psutil.Process().open_files() if file.path.startswith(str(folder))]
