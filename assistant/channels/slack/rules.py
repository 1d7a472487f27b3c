"""What holds in a channel: read from a YAML file, changed by admins in Slack."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, ValidationError

from assistant.channels.roles import Role
from assistant.errors import AnswersUnavailable, ConfigurationError
from assistant.store.preferences import PreferenceStore
from ingest.models import Frozen, Slug

LOG = logging.getLogger(__name__)

ChannelId = Annotated[str, Field(pattern=r"^[CDG][A-Z0-9]+$")]
UserId = Annotated[str, Field(pattern=r"^[UW][A-Z0-9]+$")]
GroupId = Annotated[str, Field(pattern=r"^S[A-Z0-9]+$")]
Recipient = Annotated[str, Field(pattern=r"^[CGUW][A-Z0-9]+$")]


class Shown(StrEnum):
    """To whom an answer is shown in a channel."""

    EPHEMERAL = "ephemeral"
    PUBLIC = "public"


class ChannelRules(Frozen):
    """Nobody listed in `people` and `groups` = everyone in the channel may ask."""

    enabled: bool = True
    partnership: Slug | None = None
    role: Role | None = None
    answers: Shown = Shown.EPHEMERAL
    mention_only: bool = False
    people: tuple[UserId, ...] = ()
    groups: tuple[GroupId, ...] = ()


class SlackRules(Frozen):
    """`colleagues` is, by partnership, the channel or person that a question is handed to."""

    default: ChannelRules = ChannelRules()
    channels: Mapping[ChannelId, ChannelRules] = {}
    colleagues: Mapping[Slug, Recipient] = {}


@dataclass(frozen=True, slots=True)
class Channels:
    """The rules of each channel; what an admin has chosen in Slack comes before the file."""

    rules: SlackRules
    preferences: PreferenceStore

    def of(self, channel: str) -> ChannelRules:
        written = self.rules.channels.get(channel, self.rules.default)
        try:
            chosen = self.preferences.get(_key(channel))
        except AnswersUnavailable as error:
            LOG.warning("the settings of channel %s are those of the file: %s", channel, error)
            return written
        return ChannelRules.model_validate(chosen) if chosen else written

    def change(self, channel: str, rules: ChannelRules) -> None:
        self.preferences.put(_key(channel), rules.model_dump(mode="json"))


def load_rules(path: Path | None) -> SlackRules:
    """Raises ConfigurationError for a file that cannot be read or says something unknown."""
    if path is None:
        return SlackRules()
    try:
        return SlackRules.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read ({error.strerror}); set SLACK_CHANNELS_FILE to a file that can"
        ) from error
    except (yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{path} does not say what holds in channels: {error}") from error


def _key(channel: str) -> str:
    return f"slack-channel:{channel}"
