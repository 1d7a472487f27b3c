"""Many askers, one model: texts that arrive while it works go through it together."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

from ingest.embed import Alterable, Alteration, Embedded, Embedder, Vectors

MOST_TEXTS = 16


@dataclass(eq=False, slots=True)
class Group:
    """Texts that go through the model in one pass."""

    texts: list[str] = field(default_factory=list)
    embedded: Future[list[Embedded]] = field(default_factory=Future)


class JoiningEmbedder:
    """`lanes` passes of the model at a time; a text waits for a free one, and others join it there.

    A pass of eight questions takes about half as long as eight passes of one.
    """

    def __init__(self, inner: Embedder, lanes: int) -> None:
        self._inner = inner
        self._most = lanes
        self._lanes = ThreadPoolExecutor(lanes, "embedding")
        self._lock = Lock()
        self._open: Group | None = None

    @property
    def model_id(self) -> str:
        return self._inner.model_id

    def altered(self, how: Alteration) -> Embedder:
        inner = self._inner
        return JoiningEmbedder(inner.altered(how), self._most) if isinstance(inner, Alterable) else self

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self._inner.encode(texts)

    def encode_tokens(self, texts: Sequence[str]) -> list[Embedded]:
        group, start = self._joined(texts)
        return group.embedded.result()[start : start + len(texts)]

    def _joined(self, texts: Sequence[str]) -> tuple[Group, int]:
        with self._lock:
            group = self._open
            if group is None or len(group.texts) + len(texts) > MOST_TEXTS:
                group = self._open = Group()
                group.embedded = self._lanes.submit(self._pass, group)
            start = len(group.texts)
            group.texts.extend(texts)
            return group, start

    def _pass(self, group: Group) -> list[Embedded]:
        with self._lock:
            if self._open is group:
                self._open = None
        return self._inner.encode_tokens(group.texts)
