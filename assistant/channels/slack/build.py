"""The composition root: settings and an assistant to the app in Slack."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from slack_bolt import App
from slack_sdk.errors import SlackApiError
from slack_sdk.web import WebClient
from slack_sdk.webhook import WebhookClient

from assistant.channels.answers import Answers
from assistant.channels.slack.app import create_app
from assistant.channels.slack.identity import Pseudonyms
from assistant.channels.slack.parts import Identity, Slack
from assistant.channels.slack.post import Post, retries
from assistant.channels.slack.rules import Channels, load_rules
from assistant.channels.slack.settings import SlackSettings
from assistant.channels.slack.work import Work
from assistant.errors import ConfigurationError
from assistant.settings import AssistantSettings
from assistant.store.engine import open_engine
from assistant.store.events import EventStore
from assistant.store.preferences import PreferenceStore

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Built:
    """The app, what it is made of, and its workers, which have to be closed."""

    app: App
    slack: Slack
    work: Work


def build_slack(settings: AssistantSettings, slack_settings: SlackSettings, assistant: Answers) -> Built:
    """Raises ConfigurationError for a token that Slack refuses and for a file of channels that is wrong."""
    client = open_client(slack_settings)
    engine = open_engine(settings.database_url.get_secret_value())
    preferences = PreferenceStore(engine)
    slack = Slack(
        settings=slack_settings,
        identity=_identity(client),
        assistant=assistant,
        events=EventStore(engine, timedelta(days=settings.retention_days)),
        preferences=preferences,
        channels=Channels(load_rules(slack_settings.channels_file), preferences),
        pseudonyms=Pseudonyms(_key(slack_settings)),
        post=Post(client, _hooks(slack_settings)),
        retention_days=settings.retention_days,
        default_partnership=settings.partnership,
    )
    work = Work(slack_settings.workers)
    return Built(create_app(slack, client, work), slack, work)


def open_client(settings: SlackSettings) -> WebClient:
    return WebClient(
        token=settings.bot_token.get_secret_value() if settings.bot_token else None,
        base_url=settings.api_url,
        timeout=settings.timeout_seconds,
        retry_handlers=retries(),
        logger=LOG.getChild("client"),
    )


def _hooks(settings: SlackSettings) -> Callable[[str], WebhookClient]:
    return lambda url: WebhookClient(
        url, timeout=settings.timeout_seconds, retry_handlers=retries(), logger=LOG.getChild("hook")
    )


def _identity(client: WebClient) -> Identity:
    try:
        known = client.auth_test()
    except SlackApiError as error:
        raise ConfigurationError(
            f"Slack refuses SLACK_BOT_TOKEN ({error.response.get('error')});"
            " install the app to the workspace again and copy the Bot User OAuth Token"
        ) from error
    except OSError as error:
        raise ConfigurationError(
            f"Slack cannot be reached ({type(error).__name__}); check the network and SLACK_API_URL"
        ) from error
    return Identity(team=str(known["team_id"]), user=str(known["user_id"]))


def _key(settings: SlackSettings) -> bytes:
    """A new bot token makes new pseudonyms, unless there is a key of one's own."""
    secret = settings.asker_key or settings.bot_token
    return sha256(f"askers:{secret.get_secret_value() if secret else ''}".encode()).digest()
