"""One switch: a reader has the old index or the new one, whatever is built beside it, wherever that ends."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest

from ingest.errors import IndexMismatch
from ingest.models import NATIONAL
from ingest.pipeline import build
from ingest.reader import Reader
from tests.encoder import WordEncoder
from tests.ingest.test_pipeline import CONSENT, KILLED_AT, RECORDS, Library, build_until_killed

YEARS = re.compile(r"([\w-]+) years")
OLD_MODEL, NEW_MODEL = "words@1", "others@2"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "docs").mkdir()
    made = Library(tmp_path / "docs", WordEncoder(OLD_MODEL))
    made.write("consent.md", CONSENT)
    made.write("records.md", RECORDS)
    made.build()
    return made


def with_new_model(library: Library) -> Library:
    return Library(library.folder, WordEncoder(NEW_MODEL))


def write_years(library: Library, years: str) -> None:
    """Both documents say the same number of years, so that a reader of both can tell a mix."""
    library.write("consent.md", CONSENT.replace("Record why", f"Record why for {years} years"))
    library.write("records.md", RECORDS.replace("twenty-five", years))


def wait_for(states: Collection[object], count: int, seconds: float = 20) -> None:
    deadline = monotonic() + seconds
    while len(states) < count and monotonic() < deadline:
        sleep(0.01)


def seen_by(reader: Reader) -> tuple[str, tuple[str, ...]]:
    """The model of what a reader has now, and the texts found by a question put to it."""
    snapshot = reader.snapshot()
    scope = snapshot.scope(NATIONAL)
    assert scope is not None
    near = scope.store.nearest(WordEncoder().encode(["consent and records"]), 50)
    texts = (scope.read(scope.position_of[chunk])[0].text for chunk in near)
    return snapshot.generation.encoding, tuple(sorted(texts))


def test_another_model_is_embedded_beside_what_serves(library: Library) -> None:
    reader = Reader(library.workspace)
    before = seen_by(reader)
    during: list[tuple[str, tuple[str, ...]]] = []
    new = with_new_model(library)
    build(new.workspace, new.sources(), new.folder, progress=lambda *_: during.append(seen_by(reader)))
    assert len(during) > 2
    assert set(during) == {before}
    after = seen_by(Reader(new.workspace))
    assert after == (f"{NEW_MODEL}/64", before[1])


def test_a_process_with_the_old_model_goes_on_with_its_own_index_and_says_so(
    library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    reader = Reader(library.workspace)
    before = seen_by(reader)
    with_new_model(library).build()
    with caplog.at_level(logging.WARNING):
        assert [seen_by(reader), seen_by(Reader(library.workspace))] == [before, before]
    assert f"embedding model {NEW_MODEL}" in caplog.text
    assert "restart" in caplog.text


def test_an_index_that_is_swept_is_not_read_on(library: Library) -> None:
    reader = Reader(library.workspace)
    seen_by(reader)
    new = with_new_model(library)
    new.build()
    write_years(new, "thirty")
    new.build()
    with pytest.raises(IndexMismatch, match=rf"{NEW_MODEL}.*{OLD_MODEL}"):
        reader.snapshot()


def test_going_back_to_a_model_whose_index_is_kept_embeds_nothing(library: Library) -> None:
    with_new_model(library).build()
    library.encoder.texts.clear()
    assert library.build().written
    assert library.encoder.texts == []
    assert seen_by(Reader(library.workspace))[0] == f"{OLD_MODEL}/64"


@pytest.mark.parametrize("place", ["while embedding", "before the switch"])
def test_a_change_of_model_that_is_killed_leaves_the_old_one_serving(library: Library, place: str) -> None:
    before = seen_by(Reader(library.workspace))
    new = with_new_model(library)
    build_until_killed(new, KILLED_AT[place])
    assert seen_by(Reader(library.workspace)) == before
    with pytest.raises(IndexMismatch):
        Reader(new.workspace).snapshot()
    new.build()
    assert seen_by(Reader(new.workspace)) == (f"{NEW_MODEL}/64", before[1])


def test_readers_never_see_a_mix_or_a_gap_while_builds_follow_each_other(library: Library) -> None:
    states: set[tuple[str, ...]] = set()
    stop = Event()

    def read_on() -> None:
        reader = Reader(library.workspace)
        while not stop.wait(0.005):
            states.add(seen_by(reader)[1])

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read_on) for _ in range(2)]
        for number, years in enumerate(("ten", "eleven", "twelve"), start=1):
            wait_for(states, number)
            write_years(library, years)
            library.build()
        stop.set()
    assert [reader.result() for reader in readers] == [None, None]
    assert {frozenset(YEARS.findall(" ".join(state))) for state in states} >= {
        frozenset({"ten"}),
        frozenset({"eleven"}),
    }
    assert all(len(state) == 2 and len(set(YEARS.findall(" ".join(state)))) == 1 for state in states)
