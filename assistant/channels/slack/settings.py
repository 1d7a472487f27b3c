"""The settings of the assistant in Slack: SLACK_* in the environment or in .env."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

TokenList = Annotated[tuple[str, ...], NoDecode]

TOKENS_NEEDED = """\
The assistant in Slack needs two tokens, and {what}.

1. At https://api.slack.com/apps choose Create New App, From a manifest, and paste slack/manifest.yaml.
2. Install App: install it to your workspace and copy the Bot User OAuth Token (it begins with xoxb-).
3. Basic Information, App-Level Tokens: generate one with the scope connections:write (it begins with xapp-).
4. Write both to .env and start again:

   SLACK_BOT_TOKEN=xoxb-...
   SLACK_APP_TOKEN=xapp-...

Without an outgoing WebSocket (HTTP instead of Socket Mode): leave SLACK_APP_TOKEN out, set
SLACK_SIGNING_SECRET (Basic Information, App Credentials), and give Slack the public address
https://your-host/slack/events as request URL."""


class Guests(StrEnum):
    """What people of other workspaces get in a shared channel."""

    REFUSE = "refuse"
    NATIONAL = "national"


class SlackSettings(BaseSettings):
    """With an app token events come over a WebSocket, without one over HTTP with the signing secret."""

    model_config = SettingsConfigDict(
        env_prefix="SLACK_",
        env_file=".env",
        env_ignore_empty=True,
        dotenv_filtering="match_prefix",
        extra="forbid",
        frozen=True,
    )

    bot_token: SecretStr | None = Field(None, description="Bot token of the app; it begins with xoxb-.")
    app_token: SecretStr | None = Field(None, description="App token for Socket Mode; it begins with xapp-.")
    signing_secret: SecretStr | None = Field(None, description="Signing secret, for events over HTTP.")
    host: str = Field("127.0.0.1", description="Address on which events over HTTP are taken.")
    port: int = Field(3000, ge=0, le=65535, description="Port on which events over HTTP are taken.")
    teams: TokenList = Field(
        (), description="Workspaces served, as team ids separated by commas; none: the app's own."
    )
    guests: Guests = Field(
        Guests.REFUSE, description="People of other workspaces in shared channels: refuse, or national only."
    )
    admins: TokenList = Field(
        (), description="Users who may change a channel's settings, as user ids separated by commas."
    )
    channels_file: Path | None = Field(
        None, description="YAML file with what differs per channel and who the colleagues to ask are."
    )
    asker_key: SecretStr | None = Field(
        None, description="Secret by which askers are pseudonymised; none: derived from the bot token."
    )
    workers: int = Field(4, ge=1, le=64, description="Questions from Slack worked on at the same time.")
    timeout_seconds: int = Field(10, ge=1, le=120, description="Longest one call to Slack may take.")
    page_url: str | None = Field(
        None, pattern=r"^https?://", description="Address of the web page, linked to in Slack; none: no link."
    )
    api_url: str = Field(
        "https://slack.com/api/", pattern=r"^https?://.*/$", description="Where Slack's Web API is."
    )

    @field_validator("teams", "admins", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(one.strip() for one in value.split(",") if one.strip())
        return value


def missing(settings: SlackSettings) -> str | None:
    """What to do before the assistant can start in Slack; none if it can."""
    if settings.bot_token is None:
        return TOKENS_NEEDED.format(what="SLACK_BOT_TOKEN is not set")
    if not settings.bot_token.get_secret_value().startswith("xoxb-"):
        return TOKENS_NEEDED.format(what="SLACK_BOT_TOKEN is not a bot token: those begin with xoxb-")
    if settings.app_token is None and settings.signing_secret is None:
        return TOKENS_NEEDED.format(what="neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set")
    if settings.app_token and not settings.app_token.get_secret_value().startswith("xapp-"):
        return TOKENS_NEEDED.format(what="SLACK_APP_TOKEN is not an app token: those begin with xapp-")
    return None
