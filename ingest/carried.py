"""Vectors of the generation before, carried over to the one being built."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue import Generation
from ingest.index import ChunkVectors
from ingest.workspace import Workspace


class Carried(AbstractContextManager["Carried"]):
    """The vectors held of a text, by its hash. None of a generation: none are held."""

    def __init__(self, workspace: Workspace, before: Generation | None) -> None:
        held = [
            (scope, store)
            for scope, store in (before.stores.items() if before else ())
            if workspace.stores.holds(store)
        ]
        self._stores = [workspace.stores.open(scope, store) for scope, store in held]
        self._firsts = np.cumsum([0, *(len(store.vectors) for store in self._stores)])
        hashes = (one.encode() for _, store in held for one in workspace.catalogue.text_hashes(store))
        # Bytes in one array are a fifth of what as many strings in a dictionary are.
        unsorted = np.fromiter(hashes, dtype="S32")
        self._order = np.argsort(unsorted, kind="stable")
        self._hashes = unsorted[self._order]

    def holds(self, text_hash: str) -> bool:
        return self._number(text_hash) is not None

    def find(self, text_hash: str) -> ChunkVectors | None:
        number = self._number(text_hash)
        if number is None:
            return None
        store = int(np.searchsorted(self._firsts, number, side="right")) - 1
        return self._stores[store].stored(number - int(self._firsts[store]))

    def asked(self) -> dict[str, tuple[NDArray[np.float16], NDArray[np.int8]]]:
        """The vector of each way of asking and its compressed tokens, by its hash."""
        return {key: found for store in self._stores for key, found in store.asked.by_key()}

    def _number(self, text_hash: str) -> int | None:
        at = int(np.searchsorted(self._hashes, text_hash.encode()))
        found = at < len(self._hashes) and self._hashes[at] == text_hash.encode()
        return int(self._order[at]) if found else None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for store in self._stores:
            store.close()
