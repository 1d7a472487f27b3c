"""The fit of the query adapter: what is learnt of some sections serves others, and too little is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.adapter import load_adapter
from evals.bench.adapter import Asked, fit, gather, measure
from evals.errors import DatasetError
from ingest.reader import Reader
from ingest.workspace import Workspace

CHUNKS, ASKED_OF_EACH, SIZE = 60, 4, 24


def unit(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(scope="module")
def found() -> Asked:
    """Askers say what a chunk says in a manner of their own, which is the same for all of them."""
    drawn = np.random.default_rng(0)
    chunks = drawn.normal(size=(CHUNKS, SIZE))
    manner = np.zeros(SIZE)
    manner[:4] = 3.0
    leads = np.repeat(np.arange(CHUNKS), ASKED_OF_EACH)
    asked = chunks[leads] + manner + drawn.normal(scale=0.6, size=(len(leads), SIZE))
    return Asked(unit(asked), unit(chunks), leads)


def test_what_is_learnt_of_some_sections_serves_others(found: Asked) -> None:
    report = measure(found)

    assert report.asked == CHUNKS * ASKED_OF_EACH
    assert report.held_out.chunk_first > report.without.chunk_first


def test_the_same_ways_of_asking_give_the_same_adapter(found: Asked) -> None:
    assert np.array_equal(fit(found, found.every), fit(found, found.every))


def test_an_index_with_hardly_a_way_of_asking_is_refused(workspace: Workspace) -> None:
    with pytest.raises(DatasetError, match="too few to fit on"):
        gather(Reader(workspace).snapshot())


def test_what_is_written_is_what_the_assistant_reads(
    found: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.resources.files", lambda _package: tmp_path)
    from evals.bench import adapter

    adapter.write(fit(found, found.every), "tests@1")

    held = load_adapter("tests@1")
    assert held is not None
    assert held.matrix == pytest.approx(fit(found, found.every), abs=1e-3)
    assert load_adapter("others@1") is None
