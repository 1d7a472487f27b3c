"""Arrays that grow in a file are read as numpy reads any other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.arrays import GrowingArray, GrowingRuns

ROWS = np.arange(24, dtype=np.float16).reshape(8, 3)


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([ROWS], id="at once"),
        pytest.param([ROWS[:1], ROWS[1:7], ROWS[7:]], id="in parts"),
        pytest.param([ROWS[:0], ROWS[:4], ROWS[:0], ROWS[4:]], id="with parts of no rows"),
        pytest.param([ROWS.T.copy().T], id="lying the other way in memory"),
    ],
)
def test_what_is_appended_is_the_file_numpy_would_have_saved(
    tmp_path: Path, parts: list[NDArray[Any]]
) -> None:
    growing = GrowingArray(tmp_path / "rows.npy")
    for part in parts:
        growing.append(part)
    growing.close()
    np.save(tmp_path / "saved.npy", ROWS)
    assert (tmp_path / "rows.npy").read_bytes() == (tmp_path / "saved.npy").read_bytes()
    assert np.array_equal(np.load(tmp_path / "rows.npy", mmap_mode="r"), ROWS)


@pytest.mark.parametrize("length", [9, 10, 99_999, 100_000])
def test_a_length_of_more_digits_than_the_first_still_fits_the_header(tmp_path: Path, length: int) -> None:
    growing = GrowingArray(tmp_path / "rows.npy")
    growing.append(np.zeros((1, 2), dtype=np.int8))
    growing.append(np.ones((length - 1, 2), dtype=np.int8))
    growing.close()
    found = np.load(tmp_path / "rows.npy")
    assert found.shape == (length, 2)
    assert found.sum() == 2 * (length - 1)


@pytest.mark.parametrize("other", [np.zeros((1, 4), np.float16), np.zeros((1, 3), np.float32)])
def test_rows_of_another_kind_are_refused(tmp_path: Path, other: NDArray[Any]) -> None:
    growing = GrowingArray(tmp_path / "rows.npy")
    growing.append(ROWS)
    with pytest.raises(ValueError, match="cannot follow rows of float16 with dimensions"):
        growing.append(other)
    growing.close()


def test_runs_say_where_each_begins_whatever_batch_it_came_in(tmp_path: Path) -> None:
    runs = GrowingRuns(tmp_path, "tokens")
    runs.append([ROWS[:2], ROWS[2:2]])
    runs.append([ROWS[2:7]])
    runs.close()
    assert np.load(tmp_path / "tokens_starts.npy").tolist() == [0, 2, 2, 7]
    assert np.array_equal(np.load(tmp_path / "tokens.npy"), ROWS[:7])


def test_closing_twice_changes_nothing(tmp_path: Path) -> None:
    runs = GrowingRuns(tmp_path, "tokens")
    runs.append([ROWS])
    runs.close()
    (tmp_path / "tokens_starts.npy").unlink()
    runs.close()
    assert [file.name for file in tmp_path.iterdir()] == ["tokens.npy"]
