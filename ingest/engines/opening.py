"""The engine a setting names."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from ingest.embed import Embedder
from ingest.engines.base import Engine
from ingest.engines.local import LocalEngine
from ingest.engines.ray import open_ray
from ingest.settings import EngineName


def open_engine(name: EngineName, embedder: Embedder) -> AbstractContextManager[Engine]:
    """An engine, for as long as the context lasts. Raises ModelError where it cannot be had."""
    if name is EngineName.RAY:
        return open_ray(embedder)
    return nullcontext(LocalEngine(embedder))
