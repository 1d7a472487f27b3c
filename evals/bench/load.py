"""Many askers at once over HTTP, against one asker alone and against the encoder alone, in one run."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import httpx

from evals.bench.figures import Figures
from evals.bench.server import LONGEST_ANSWER_S, serving
from evals.bench.speed import QUESTIONS, Target
from evals.bench.workspace import Place, build_index
from evals.timing import timed
from ingest.embed import Embedder

ALONE = 30
ENCODED = 512
BATCH = 32


@dataclass(slots=True)
class Seen:
    """What askers got: seconds of each answer, and how many got none."""

    answers_s: list[float] = field(default_factory=list)
    errors: int = 0

    def percentile_ms(self, percent: int) -> float:
        return 1000 * statistics.quantiles(self.answers_s, n=100, method="inclusive")[percent - 1]


def measure(place: Place, askers: int, seconds: float, workers: int, quiet: bool) -> Figures:
    """Builds, encodes bare, then serves in another process: one asker first, then many.

    No question comes twice, so that none is answered from memory.
    """
    embedder = place.embedder()
    build_index(place, embedder, quiet)
    encoder_per_s = _encoder_alone(embedder)
    asked = questions()
    with serving(place.environment, workers) as served:
        _ask_alone(served.address, asked, ALONE)  # what the first questions wait for is not counted
        alone = _ask_alone(served.address, asked, ALONE)
        many = asyncio.run(_ask_together(served.address, asked, askers, seconds))
    alone_ms, per_s = alone.percentile_ms(50), len(many.answers_s) / seconds
    targets = {
        "errors": Target(many.errors, 0),
        "throughput_to_encoder": Target(per_s / encoder_per_s, 0.5, at_least=True),
        "p95_to_alone": Target(many.percentile_ms(95) / alone_ms, 12),
    }
    return {
        **{name: round(target.value, 3) for name, target in targets.items()},
        "encoder_alone_per_s": round(encoder_per_s, 1),
        "answers_per_s": round(per_s, 1),
        "alone_p50_ms": round(alone_ms, 1),
        "together_p50_ms": round(many.percentile_ms(50), 1),
        "together_p95_ms": round(many.percentile_ms(95), 1),
        "askers": askers,
        "workers": workers,
        "answers": len(many.answers_s),
        "targets": {name: target.as_text() for name, target in targets.items()},
    }


def questions() -> Iterator[str]:
    """Without end, and no two alike."""
    return (f"{QUESTIONS[n % len(QUESTIONS)]} This came up {n + 2} days ago." for n in count())


def _encoder_alone(embedder: Embedder) -> float:
    """Questions a second, some at a time, with all the threads the encoder takes."""
    asked = questions()
    texts = [next(asked) for _ in range(ENCODED)]
    embedder.encode(texts[:BATCH])
    _, took_s = timed(embedder.encode, texts)
    return len(texts) / took_s


def _ask_alone(address: str, asked: Iterator[str], times: int) -> Seen:
    async def one_after_another() -> Seen:
        seen = Seen()
        async with _client(address) as client:
            for _ in range(times):
                await _ask(client, next(asked), seen)
        return seen

    return asyncio.run(one_after_another())


async def _ask_together(address: str, asked: Iterator[str], askers: int, seconds: float) -> Seen:
    seen, until = Seen(), time.perf_counter() + seconds

    async def ask_until_the_end() -> None:
        async with _client(address) as client:
            while time.perf_counter() < until:
                await _ask(client, next(asked), seen)

    await asyncio.gather(*(ask_until_the_end() for _ in range(askers)))
    return seen


async def _ask(client: httpx.AsyncClient, question: str, seen: Seen) -> None:
    started = time.perf_counter()
    try:
        answered = await client.post("/api/v1/answers", json={"question": question})
    except httpx.TransportError:
        seen.errors += 1
        return
    if answered.is_success:
        seen.answers_s.append(time.perf_counter() - started)
    else:
        seen.errors += 1


def _client(address: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=address, timeout=LONGEST_ANSWER_S, trust_env=False)
