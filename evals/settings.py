"""Evals' settings: EVALS_* in the environment or in .env, read when the object is created."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class EvalSettings(BaseSettings):
    """Where data to measure with lies; none of it is part of the project."""

    model_config = SettingsConfigDict(
        env_prefix="EVALS_", env_file=".env", dotenv_filtering="match_prefix", extra="forbid", frozen=True
    )

    scifact_dir: Path = Field(
        Path("../shared/bench/scifact"), description="SciFact: corpus.jsonl.gz, queries.jsonl and qrels.tsv."
    )
    docs_dir: Path = Field(
        Path("../shared/corpus/docs"),
        description="Documents to measure speed over; guidance_docs where there is no such folder.",
    )
