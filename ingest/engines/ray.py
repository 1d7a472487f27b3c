"""Embedding on the workers of a Ray cluster: the only file that knows Ray."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from ingest.compress import Compression
from ingest.embed import Embedder
from ingest.engines.base import Engine, Texts, embed_batch
from ingest.errors import ModelError
from ingest.index import ChunkVectors

BATCHES_A_WORKER = 2
RETRIES = 3


@dataclass(frozen=True, slots=True)
class RayEngine:
    """Hands batches to the workers in turn; each worker has one waiting while it embeds another."""

    workers: Sequence[Any]

    def embed(self, batches: Iterable[Texts], compression: Compression) -> Iterator[list[ChunkVectors]]:
        import ray

        shared = ray.put(compression)
        pending: deque[Any] = deque()
        for worker, texts in zip(cycle(self.workers), batches, strict=False):
            if len(pending) == BATCHES_A_WORKER * len(self.workers):
                yield _result(pending.popleft())
            pending.append(worker.embed.remote(texts, shared))
        while pending:
            yield _result(pending.popleft())


@contextmanager
def open_ray(embedder: Embedder) -> Iterator[Engine]:
    """A worker for each processor of the cluster that RAY_ADDRESS names, else of one on this machine.

    Raises ModelError if Ray is not installed or its cluster does not answer.
    """
    ours = _connect()
    workers = _workers(embedder)
    try:
        yield RayEngine(workers)
    finally:
        _release(workers, shut_down=ours)


class _Worker:
    """One process of the cluster; the embedder loads its model at the first batch."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed(self, texts: Texts, compression: Compression) -> list[ChunkVectors]:
        return embed_batch(self._embedder, texts, compression)


def _connect() -> bool:
    """Whether the connection was made here, and so has to be ended here."""
    # Ray reports its use over the network unless it is told not to before it starts.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray

        if ray.is_initialized():
            return False
        ray.init(include_dashboard=False, log_to_driver=False, logging_level="error")
    except ModuleNotFoundError as error:
        raise ModelError(
            "Ray is not installed; install safeguarding-guidance-assistant[ray], or set INGEST_ENGINE=local"
        ) from error
    except (ConnectionError, ValueError) as error:
        raise ModelError(
            f"no Ray cluster answers ({error}); check RAY_ADDRESS, or set INGEST_ENGINE=local"
        ) from error
    return True


def _workers(embedder: Embedder) -> list[Any]:
    import ray

    worker = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=RETRIES)(_Worker)
    processors = int(ray.cluster_resources().get("CPU", 1))
    return [worker.remote(embedder) for _ in range(max(1, processors))]


def _result(pending: Any) -> list[ChunkVectors]:
    import ray
    from ray.exceptions import RayError

    try:
        found: list[ChunkVectors] = ray.get(pending)
    except RayError as error:
        cause = getattr(error, "cause", None) or error
        raise ModelError(
            f"embedding on Ray failed ({cause}); nothing has changed for readers: put the cluster right "
            "and build again, or set INGEST_ENGINE=local"
        ) from error
    return found


def _release(workers: Sequence[Any], *, shut_down: bool) -> None:
    import ray

    for worker in workers:
        ray.kill(worker)
    if shut_down:
        ray.shutdown()
