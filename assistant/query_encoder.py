"""The encoder of questions: the index's own, altered, as practitioners' wording is not a document's.

Only questions go through it, so an index needs no rebuilding. It is fitted on the library's ways of asking by
`python -m evals bench query-encoder`; with another embedding model questions are encoded as all else is.
"""

from __future__ import annotations

from assistant.low_rank import altered, load_fitted
from ingest.embed import Embedder

FILE = "query_encoder.npz"


def query_encoder(embedder: Embedder) -> Embedder:
    """What encodes the questions asked of an index that this embedder made."""
    fitted = load_fitted(FILE, embedder.model_id)
    return altered(embedder, fitted) if fitted else embedder
