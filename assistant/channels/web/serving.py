"""Runs the web application on an address, and says when it is there."""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.config import STARTUP_FAILURE

from assistant.channels.web.logs import logging_config
from assistant.channels.web.workers import leave_with_supervisor, supervise
from assistant.errors import AssistantError, ConfigurationError
from assistant.identity.settings import SignInSettings
from assistant.settings import LOOPBACK_HOSTS
from ingest.errors import IngestError

SET = "set SIGN_IN_ISSUER and what belongs to it, as the README says under Sign-in."


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def exposure(host: str, allowed_hosts: Collection[str], sign_in: SignInSettings) -> str | None:
    """Why the server may not be reached as it is set, and what to do: nothing where people sign in."""
    if sign_in.configured:
        return None
    if not is_loopback(host):
        return (
            f"{host} can be reached from other machines, and nobody signs in. Use --host 127.0.0.1, or {SET}"
        )
    names = [one for one in allowed_hosts if one not in LOOPBACK_HOSTS]
    if names:
        return (
            f"ASSISTANT_ALLOWED_HOSTS lets in whoever comes by {names[0]}, and nobody signs in."
            f" Leave it out, or {SET}"
        )
    return None


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises ConfigurationError if the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise ConfigurationError(
            f"Cannot listen on {host} port {port}: {error.strerror}."
            " Stop what uses that port, or choose another with --port"
        ) from error


def address_of(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(
    app: ASGIApp, listening: socket.socket, announce: Callable[[str], None], proxies: Sequence[str] = ()
) -> None:
    """Serves until it is interrupted; calls `announce` with the address once requests are answered."""
    server = server_of(app, lambda: announce(address_of(listening)), proxies)
    with suppress(KeyboardInterrupt):  # raised again by uvicorn once it has shut down
        server.run(sockets=[listening])


def run_workers(
    make: Callable[[], ASGIApp],
    workers: int,
    listening: socket.socket,
    announce: Callable[[str], None],
    proxies: Sequence[str] = (),
) -> None:
    """The same in several processes, each with an application that it makes; `make` is pickled.

    Raises ConfigurationError where one cannot start.
    """
    config = uvicorn.Config(
        partial(_made, make),
        factory=True,
        workers=workers,
        callback_notify=leave_with_supervisor,
        timeout_notify=1,
        **_served(proxies),
    )
    supervise(config, listening, lambda: announce(address_of(listening)))


def server_of(app: ASGIApp, started: Callable[[], None], proxies: Sequence[str] = ()) -> uvicorn.Server:
    """`proxies` are the addresses whose word on where a request came from is believed."""
    return Announcing(uvicorn.Config(app, **_served(proxies)), started)


def _served(proxies: Sequence[str]) -> dict[str, Any]:
    return {
        "log_config": logging_config(),
        "server_header": False,
        "proxy_headers": bool(proxies),
        "forwarded_allow_ips": list(proxies),
    }


def _made(make: Callable[[], ASGIApp]) -> ASGIApp:
    """What is wrong is said in this process; the supervisor learns that it is no use to try again."""
    try:
        return make()
    except (AssistantError, IngestError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - to whoever started the server
        sys.exit(STARTUP_FAILURE)


class Announcing(uvicorn.Server):
    """A server that calls back once it has started."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._on_started()
