"""What was worked out over one snapshot of the index, so that it is not worked out again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from ingest.reader import Snapshot

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Remembered(Generic[Key, Value]):
    """The `most` values last used of a snapshot; they go with it. Several threads may use one."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._of: WeakKeyDictionary[Snapshot, OrderedDict[Key, Value]] = WeakKeyDictionary()
        self._lock = Lock()

    def get(self, snapshot: Snapshot, key: Key, work_out: Callable[[], Value]) -> Value:
        with self._lock:
            known = self._of.setdefault(snapshot, OrderedDict())
            if key in known:
                known.move_to_end(key)
                return known[key]
        value = work_out()
        with self._lock:
            known[key] = value
            while len(known) > self._most:
                known.popitem(last=False)
        return value
