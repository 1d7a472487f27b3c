"""Quality of a ranking against graded judgements, computed by trec_eval's own code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ir_measures
from ir_measures import R, nDCG

from evals.bench.dataset import Judgements


def ranking_quality(
    rankings: Mapping[str, Sequence[str]], relevant: Judgements, ndcg_depth: int = 10, recall_depth: int = 10
) -> dict[str, float]:
    """Means over the judged queries; `rankings` lists each query's documents, best first, none twice."""
    ndcg, recall = nDCG @ ndcg_depth, R @ recall_depth
    run = {query: _descending(documents) for query, documents in rankings.items()}
    means = ir_measures.calc_aggregate([ndcg, recall], relevant, run)
    return {f"ndcg@{ndcg_depth}": means[ndcg], f"recall@{recall_depth}": means[recall]}


def _descending(documents: Sequence[str]) -> dict[str, float]:
    return {document: float(-rank) for rank, document in enumerate(documents)}
