"""What policy teams work with, wired from the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.insights.insights import Insights
from assistant.models import Redacted
from assistant.settings import AssistantSettings
from assistant.store.counting import FactStore
from assistant.store.engine import open_engine
from assistant.store.feedback import FeedbackStore
from assistant.store.reviews import ReviewStore


@dataclass(frozen=True, slots=True)
class Desk:
    insights: Insights


def open_desk(settings: AssistantSettings, redact: Callable[[str], Redacted]) -> Desk:
    """`redact` takes personal data out of what reviewers write."""
    engine = open_engine(settings.database_url.get_secret_value())
    facts = FactStore(engine)
    insights = Insights(facts, ReviewStore(engine, facts), FeedbackStore(engine), redact, _now)
    return Desk(insights)


def _now() -> datetime:
    return datetime.now(UTC)
