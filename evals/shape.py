"""What shapes a run, written down so that two runs can be told apart and one can be made again."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from evals.case import Case
from evals.differences import UNCOMMITTED
from evals.experiment import Shaped
from evals.product import Product
from ingest.models import content_hash

HASH_CHARS = 12
ROOT = Path(__file__).parents[1]
NO_CODE = ("evals/cases", "evals/baselines", "evals/policy.yaml")
CODE = ("ingest", "assistant", "evals", *(f":!{kept}" for kept in NO_CODE))

# What does not shape an answer, or must not be written down.
LEFT_OUT: Mapping[str, set[str]] = {
    "assistant": {
        *("host", "port", "allowed_hosts", "database_url", "model_api_key", "model_base_url"),
        *("cases", "runs_dir", "upload_max_mb"),
    },
    "ingest": {"catalogue_url", "chroma_url"},
}


def shape_of(
    product: Product, cases: Sequence[Case], chosen: Mapping[str, Any], seed: int, repeats: int
) -> Shaped:
    dumped = {"assistant": product.settings, "ingest": product.ingest}
    settings: dict[str, dict[str, Any]] = {
        name: one.model_dump(mode="json", exclude=LEFT_OUT[name]) for name, one in dumped.items()
    }
    settings["evals"] = dict(chosen)
    return Shaped(
        commit=commit(),
        cases=content_hash(*(case.model_dump_json() for case in cases)),
        settings=settings,
        models=_models(product),
        index_fingerprint=product.snapshot.generation.fingerprint,
        documents=_documents(product),
        seed=seed,
        repeats=repeats,
        cores=os.cpu_count() or 1,
        started=datetime.now(UTC),
    )


def commit(root: Path = ROOT) -> str | None:
    """The commit the code stands at, marked where code differs from it; none outside a repository.

    Guidance and cases are no code: what they are is written down apart.
    """
    try:
        at = _git(root, "describe", "--always", "--abbrev=12")
        changed = _git(root, "status", "--porcelain", "--", *CODE)
    except (OSError, subprocess.CalledProcessError):
        return None
    return f"{at}{UNCOMMITTED}" if changed else at


def _git(root: Path, *command: str) -> str:
    done = subprocess.run(["git", *command], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _documents(product: Product) -> dict[str, str]:
    held = product.snapshot.generation.sources
    return {source: one.document[:HASH_CHARS] for source, one in sorted(held.items()) if one.document}


def _models(product: Product) -> dict[str, str]:
    settings = product.settings
    host = urlsplit(settings.model_base_url or "").hostname
    language = f"{settings.model} at {host}" if settings.model and host else settings.model
    named = {"embedding": product.embedding_model, "language": language}
    return {part: model for part, model in named.items() if model}
