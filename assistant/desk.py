"""What policy teams work with, wired from the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.insights.insights import Insights
from assistant.models import Redacted
from assistant.protocols import Protocols
from assistant.runs import Runs
from assistant.settings import AssistantSettings
from assistant.store.counting import FactStore
from assistant.store.engine import open_engine
from assistant.store.feedback import FeedbackStore
from assistant.store.jobs import JobStore
from assistant.store.reviews import ReviewStore
from assistant.store.uploads import UploadStore
from assistant.working import Workshop
from ingest.settings import IngestSettings


@dataclass(frozen=True, slots=True)
class Desk:
    insights: Insights
    runs: Runs
    protocols: Protocols
    workshop: Workshop

    def close(self) -> None:
        """Ends the work that was started here."""
        self.workshop.close()


def open_desk(
    settings: AssistantSettings, redact: Callable[[str], Redacted], ingest: IngestSettings | None = None
) -> Desk:
    """`redact` takes personal data out of what reviewers write."""
    engine = open_engine(settings.database_url.get_secret_value())
    facts = FactStore(engine)
    ingest = ingest or IngestSettings()
    workshop = Workshop(JobStore(engine, timedelta(days=settings.retention_days)), _now, _environment(ingest))
    most = settings.upload_max_mb * 1024**2
    return Desk(
        insights=Insights(facts, ReviewStore(engine, facts), FeedbackStore(engine), redact, _now),
        runs=Runs(Path(settings.runs_dir), Path(settings.cases), workshop, _now),
        protocols=Protocols(ingest, UploadStore(engine), workshop, most, _now),
        workshop=workshop,
    )


def _environment(ingest: IngestSettings) -> dict[str, str]:
    """What makes a command work on the library that is served."""
    held = ingest.model_dump(mode="json", exclude_none=True)
    return {f"INGEST_{name.upper()}": str(value) for name, value in held.items()}


def _now() -> datetime:
    return datetime.now(UTC)
