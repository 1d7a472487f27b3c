"""Ingest's settings: environment variables with the prefix INGEST_, or a .env file."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

BUNDLED_MODEL = "all-MiniLM-L6-v2"


class EngineName(StrEnum):
    """Where a build embeds its texts."""

    LOCAL = "local"
    RAY = "ray"


class IngestSettings(BaseSettings):
    """Where the corpus and the index are, and how text is cut and embedded."""

    model_config = SettingsConfigDict(
        env_prefix="INGEST_",
        env_file=".env",
        env_ignore_empty=True,
        dotenv_filtering="match_prefix",
        extra="forbid",
        frozen=True,
    )

    docs_dir: Annotated[Path, Field(description="the corpus: sources.yaml, national/, local/")] = Path(
        "guidance_docs"
    )
    index_dir: Annotated[Path, Field(description="where the index is kept")] = Path("data/index")
    catalogue_url: Annotated[
        str | None, Field(description="SQLAlchemy URL of the catalogue; none = SQLite in the index folder")
    ] = None
    chroma_url: Annotated[
        str | None, Field(description="URL of a Chroma server; none = embedded in the index folder")
    ] = None
    model: Annotated[
        str, Field(description="sentence-transformers model, by name or path; the default ships as a package")
    ] = BUNDLED_MODEL
    batch_size: Annotated[int, Field(ge=1, le=1024, description="texts embedded at once")] = 32
    engine: Annotated[
        EngineName,
        Field(description="where a build embeds: local, or ray for the cluster that RAY_ADDRESS names"),
    ] = EngineName.LOCAL
    chunk_words: Annotated[int, Field(ge=20, le=400, description="words a chunk aims at")] = 80
    token_dimensions: Annotated[
        int, Field(ge=16, le=1024, description="dimensions kept of each token vector for late interaction")
    ] = 64
    fetched_dir: Annotated[Path, Field(description="where `sync` keeps the official texts it fetches")] = (
        Path("data/fetched")
    )
    fetch_contact: Annotated[
        str | None,
        Field(description="how a site can reach you (e-mail or web address); `sync` names it to the sites"),
    ] = None
    fetch_pause_seconds: Annotated[
        float, Field(ge=0, le=60, description="pause of `sync` between two requests to one host")
    ] = 1.0
    fetch_timeout_seconds: Annotated[
        float, Field(ge=1, le=600, description="longest time one request of `sync` may take")
    ] = 60.0
    fetch_max_mb: Annotated[int, Field(ge=1, le=500, description="largest document that `sync` takes")] = 50

    @property
    def catalogue(self) -> str:
        return self.catalogue_url or f"sqlite:///{self.index_dir / 'catalogue.db'}"
