"""Runs the app: over a WebSocket where there is an app token, over HTTP otherwise."""

from __future__ import annotations

import logging.config
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

import uvicorn
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient

from assistant.channels.slack.build import Built
from assistant.channels.slack.http import PATH, http_app
from assistant.channels.slack.recovery import recover, watch
from assistant.channels.web import serving as web
from assistant.channels.web.logs import logging_config
from assistant.errors import ConfigurationError

Announce = Callable[[str], None]


def run(built: Built, announce: Announce) -> None:
    """Until it is interrupted; what is being answered then is answered first."""
    logging.config.dictConfig(logging_config())
    # a service manager's signal ends it as Ctrl-C does: the workers are waited for
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with working(built), suppress(KeyboardInterrupt):
        if built.slack.settings.app_token:
            _run_socket(built, announce)
        else:
            _run_http(built, announce)


@contextmanager
def working(built: Built) -> Iterator[None]:
    """Looks after interrupted questions, and waits for the workers at the end."""
    stopped = Event()
    watcher = Thread(target=watch, args=(built.slack, stopped), name="slack-watch", daemon=True)
    recover(built.slack)
    watcher.start()
    try:
        yield
    finally:
        stopped.set()
        built.work.close()
        watcher.join()


def connect(built: Built) -> SocketModeClient:
    """Raises ConfigurationError for an app token that Slack refuses."""
    token = built.slack.settings.app_token
    handler = SocketModeHandler(built.app, token.get_secret_value() if token else "")
    try:
        handler.client.connect()
    except SlackApiError as error:
        handler.client.close()
        raise ConfigurationError(
            f"Slack refuses SLACK_APP_TOKEN ({error.response.get('error')});"
            " generate an app-level token with the scope connections:write and turn Socket Mode on"
        ) from error
    return handler.client


def _run_socket(built: Built, announce: Announce) -> None:
    client = connect(built)
    try:
        announce("Guidance assistant: connected to Slack")
        Event().wait()
    finally:
        client.close()


def _run_http(built: Built, announce: Announce) -> None:
    settings = built.slack.settings
    secret = settings.signing_secret.get_secret_value() if settings.signing_secret else ""
    app = http_app(built.app, secret)
    with web.listen(settings.host, settings.port) as listening:
        config = uvicorn.Config(app, log_config=logging_config(), server_header=False, proxy_headers=False)
        address = f"{web.address_of(listening)}{PATH}"
        server = web.Announcing(config, lambda: announce(f"Guidance assistant: takes events at {address}"))
        server.run(sockets=[listening])
