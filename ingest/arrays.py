"""Arrays that grow row by row in a .npy file, so that what they hold is never all in memory."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray


class GrowingArray:
    """The first rows appended settle the width and the type; numpy reads the file once it is closed."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._like: NDArray[Any] | None = None
        self._length = 0

    def append(self, rows: NDArray[Any]) -> None:
        """Raises ValueError for rows of another width or type than the first."""
        if self._like is None:
            self._like = rows[:0]
            self._write_header(self._like)
        if (rows.dtype, rows.shape[1:]) != (self._like.dtype, self._like.shape[1:]):
            raise ValueError(
                f"rows of {rows.dtype} with dimensions {rows.shape[1:]} cannot follow rows of "
                f"{self._like.dtype} with dimensions {self._like.shape[1:]}; give rows of one kind"
            )
        self._file.write(rows.tobytes())
        self._length += len(rows)

    @property
    def closed(self) -> bool:
        return self._file.closed

    def close(self) -> None:
        if self._like is not None and not self.closed:
            self._file.seek(0)
            self._write_header(self._like)
        self._file.close()

    def _write_header(self, like: NDArray[Any]) -> None:
        # numpy pads a header so that its length can grow in place.
        shape = (self._length, *like.shape[1:])
        header = {"descr": npy.dtype_to_descr(like.dtype), "fortran_order": False, "shape": shape}
        npy.write_array_header_1_0(self._file, header)


class GrowingRuns:
    """Runs of rows of differing length, one below the other; a second file says where each begins."""

    def __init__(self, folder: Path, name: str) -> None:
        self._rows = GrowingArray(folder / f"{name}.npy")
        self._starts_path = folder / f"{name}_starts.npy"
        self._starts = array("q", [0])

    def append(self, runs: Sequence[NDArray[Any]]) -> None:
        self._rows.append(np.concatenate(runs))
        for run in runs:
            self._starts.append(self._starts[-1] + len(run))

    def close(self) -> None:
        if self._rows.closed:
            return
        self._rows.close()
        np.save(self._starts_path, np.array(self._starts, dtype=np.int64))
