"""What the assistant in Slack is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.channels.answers import Answers
from assistant.channels.slack.identity import Pseudonyms
from assistant.channels.slack.place import Place
from assistant.channels.slack.post import Post
from assistant.channels.slack.rules import Channels
from assistant.channels.slack.settings import SlackSettings
from assistant.store.events import EventStore
from assistant.store.preferences import PreferenceStore
from ingest.models import Partnership


@dataclass(frozen=True, slots=True)
class Identity:
    """The app as Slack knows it."""

    team: str
    user: str


@dataclass(frozen=True, slots=True)
class Slack:
    """Wired once; `default_partnership` is for those who have chosen none."""

    settings: SlackSettings
    identity: Identity
    assistant: Answers
    events: EventStore
    preferences: PreferenceStore
    channels: Channels
    pseudonyms: Pseudonyms
    post: Post
    retention_days: int
    default_partnership: str | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def teams(self) -> frozenset[str]:
        """The workspaces that are served."""
        return frozenset(self.settings.teams or (self.identity.team,))

    def owner(self, place: Place) -> str:
        """The asker's pseudonym, under which what they asked is kept."""
        return self.pseudonyms.owner(place.team, place.user)

    @property
    def partnerships(self) -> Mapping[str, Partnership]:
        return {one.id: one for one in self.assistant.partnerships()}
