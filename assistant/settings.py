"""The assistant's settings: ASSISTANT_* in the environment or in .env, read when the object is created."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from ingest.models import Slug

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")


class ComposerName(StrEnum):
    """Who writes the points: no language model, one in a single pass, or one that may search."""

    EXTRACT = "extract"
    GENERATE = "generate"
    AGENT = "agent"


class AssistantSettings(BaseSettings):
    """What an operator may change. `.env` may hold other programs' keys, but no unknown ASSISTANT_ one."""

    model_config = SettingsConfigDict(
        env_prefix="ASSISTANT_",
        env_file=".env",
        env_ignore_empty=True,
        dotenv_filtering="match_prefix",
        extra="forbid",
        frozen=True,
    )

    host: str = Field("127.0.0.1", description="Address the web server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port of the web server; 0 takes a free one.")
    workers: int = Field(1, ge=1, le=64, description="Processes of the web server; each holds the models.")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        LOOPBACK_HOSTS,
        description="Host names the web server answers to, separated by commas; * answers to all.",
    )
    database_url: SecretStr = Field(
        SecretStr("sqlite:///data/answers.db"),
        description="Where answers are kept: SQLite or PostgreSQL, as an SQLAlchemy URL.",
    )
    retention_days: int = Field(90, ge=1, le=3650, description="Days an answer is kept.")
    max_question_chars: int = Field(4000, ge=100, le=20_000, description="Longest question taken.")
    partnership: Slug | None = Field(None, description="Partnership used where the asker names none.")
    concurrent_questions: int = Field(
        4, ge=1, le=64, description="Questions that each process works on at the same time."
    )
    remembered_questions: int = Field(
        500,
        ge=0,
        le=100_000,
        description="Questions, redacted, whose findings are held in memory for the next who asks; 0: none.",
    )
    queue_seconds: float = Field(10.0, ge=0, le=120, description="How long a question waits for its turn.")
    model: str | None = Field(
        None,
        pattern=r"^[a-z_]+:\S+$",
        description="Language model as provider:name, such as openai:gpt-5; none: answers need none.",
    )
    model_base_url: str | None = Field(
        None, pattern=r"^https?://", description="Where an OpenAI-compatible server listens, with its /v1."
    )
    model_api_key: SecretStr | None = Field(None, description="The model provider's key.")
    model_seconds: float = Field(
        20.0, ge=1, le=600, description="Longest the language model may take for one question."
    )
    model_tokens: int = Field(
        6000, ge=1000, le=200_000, description="Most tokens of one call to the model, read and written."
    )
    composer: ComposerName | None = Field(
        None, description="extract, generate or agent; default: generate with a model, extract without."
    )

    entailment_model: str | None = Field(
        None, description="Folder of a cross-encoder that also judges statements; none: the rules alone."
    )
    reranker_model: str | None = Field(
        None, description="Folder of a cross-encoder that reorders what is found; none: no reordering."
    )

    cases: str = Field("evals/cases", description="Cases that runs started in the browser ask.")
    runs_dir: str = Field("runs", description="Where runs of the evals are kept, for the browser.")
    upload_max_mb: int = Field(
        20, ge=1, le=200, description="Largest protocol that may be uploaded, in megabytes."
    )

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(host.strip().lower() for host in value.split(",") if host.strip())
        return value

    @model_validator(mode="after")
    def _has_the_model_it_needs(self) -> Self:
        if self.model is None and self.composer not in (None, ComposerName.EXTRACT):
            raise ValueError(f"composer {self.composer} needs a language model: set ASSISTANT_MODEL")
        return self
