"""How high the passages that answer are ranked; any one of the sections expected is enough.

With one section to find, trec_eval's measures are functions of its rank alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import log2

from evals.experiment import Score
from evals.metrics.base import Evidence, Metric, measured
from evals.stages import Ranked

DEPTHS = (1, 5, 10)
BUDGETS_WORDS = (300, 800, 1500)
NDCG_DEPTH = 10


def measure(evidence: Evidence) -> Iterator[Score]:
    wanted = frozenset(evidence.case.expected_sections)
    if not wanted or evidence.stages.asked is None:
        return
    rankings = [asked.passages for asked in evidence.stages.asked]
    rank = min((_rank(ranking, wanted) for ranking in rankings), default=None, key=_last)
    read = min((_words_before(ranking, wanted) for ranking in rankings), default=None, key=_last)
    for depth in DEPTHS:
        yield measured(f"retrieval.recall@{depth}", rank is not None and rank <= depth)
    for budget in BUDGETS_WORDS:
        yield measured(f"retrieval.recall@{budget}w", read is not None and read < budget)
    yield measured("retrieval.mrr", 1 / rank if rank else 0)
    yield measured(f"retrieval.ndcg@{NDCG_DEPTH}", 1 / log2(1 + rank) if rank and rank <= NDCG_DEPTH else 0)


def _rank(ranking: Sequence[Ranked], wanted: frozenset[str]) -> int | None:
    """Among sections, each counted where its first passage stands; from 1."""
    sections = dict.fromkeys(one.section for one in ranking)
    return next((rank for rank, section in enumerate(sections, start=1) if section in wanted), None)


def _words_before(ranking: Sequence[Ranked], wanted: frozenset[str]) -> int | None:
    read = accumulate((one.words for one in ranking), initial=0)
    return next((before for before, one in zip(read, ranking, strict=False) if one.section in wanted), None)


def _last(place: int | None) -> float:
    return float("inf") if place is None else place


RETRIEVAL = Metric(
    (
        *(f"retrieval.recall@{depth}" for depth in DEPTHS),
        *(f"retrieval.recall@{budget}w" for budget in BUDGETS_WORDS),
        "retrieval.mrr",
        f"retrieval.ndcg@{NDCG_DEPTH}",
    ),
    measure,
)
