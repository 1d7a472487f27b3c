"""A public ranking benchmark of formal wording, run through the product's own retrieval."""

from __future__ import annotations

from collections.abc import Iterable

from evals.bench.dataset import Judgements, Text
from evals.bench.figures import Figures
from evals.bench.ranking import ranking_quality
from evals.bench.subject import Retrieves
from evals.timing import median_ms, p95_ms, timed
from ingest.models import NATIONAL

PASSAGES = 60


def measure(queries: Iterable[Text], relevant: Judgements, retriever: Retrieves) -> Figures:
    """A document stands where its best passage stands; a document's id is its source's."""
    rankings: dict[str, list[str]] = {}
    seconds: list[float] = []
    for query in queries:
        rankings[query.id], elapsed = timed(rank, query.text, retriever)
        seconds.append(elapsed)
    quality = ranking_quality(rankings, relevant)
    return {
        "queries": len(rankings),
        **{name: round(value, 4) for name, value in quality.items()},
        "p50_ms": round(median_ms(seconds), 1),
        "p95_ms": round(p95_ms(seconds), 1),
    }


def rank(question: str, retriever: Retrieves) -> list[str]:
    passages = retriever.retrieve(question, (NATIONAL,), PASSAGES)
    return list(dict.fromkeys(passage.source.id for passage in passages))
