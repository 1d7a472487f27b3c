"""Where the tools are served: to the program that started them, or over HTTP to others, by their keys."""

from __future__ import annotations

import logging.config
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from socket import socket

from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import AnyHttpUrl
from starlette.applications import Starlette
from starlette.middleware import Middleware

from assistant.channels.answers import Answers
from assistant.channels.mcp.answering import Asker, Tools, on_this_machine
from assistant.channels.mcp.keys import Counted, KeyVerifier, TurnedAway, asker_by_key, asker_here
from assistant.channels.mcp.server import build_server
from assistant.channels.web import serving
from assistant.channels.web.logs import logging_config
from assistant.errors import UnknownPartnership
from assistant.identity.keys import Keys
from assistant.identity.limiting import Limits
from assistant.settings import LOOPBACK_HOSTS

MOST_BODY_BYTES = 128 * 1024


@dataclass(frozen=True, slots=True)
class Admission:
    """How programs are let in by their keys: by which names of this server, and how often.

    `home` is the partnership of a key that opens several.
    """

    keys: Keys
    limits: Limits
    hosts: Collection[str]
    home: str | None = None
    proxies: tuple[str, ...] = ()


def run_stdio(tools: Tools, asker: Asker) -> None:
    """Until the program that started this closes its side; nothing else may be written to stdout."""
    logging.config.dictConfig(logging_config())
    build_server(tools, lambda _: asker).run()


def run_http(
    tools: Tools, asker: Asker, keys: Keys, listening: socket, announce: Callable[[str], None]
) -> None:
    """Until it is interrupted, at /mcp, to any program of this machine."""
    logging.config.dictConfig(logging_config())
    app = app_here(tools, asker, keys)
    serving.run(app, listening, lambda address: announce(f"{address}/mcp"))


def run_http_by_key(
    tools: Tools, admission: Admission, listening: socket, announce: Callable[[str], None]
) -> None:
    """Until it is interrupted, at /mcp, to programs that send an API key."""
    logging.config.dictConfig(logging_config())
    app = app_by_key(tools, admission, serving.address_of(listening))
    serving.run(app, listening, lambda address: announce(f"{address}/mcp"), admission.proxies)


def app_here(tools: Tools, asker: Asker, keys: Keys) -> Starlette:
    """Without a key as `asker`; with one, as what it opens."""
    return _over_http(build_server(tools, lambda context: asker_here(asker, keys, context.headers or {})))


def app_by_key(tools: Tools, admission: Admission, address: str) -> Starlette:
    limits = admission.limits
    server = build_server(
        tools,
        lambda _: asker_by_key(admission.home, limits),
        KeyVerifier(admission.keys),
        # nothing is issued here: without a resource no client is sent to an authorisation server
        AuthSettings(issuer_url=AnyHttpUrl(address), resource_server_url=None),
    )
    app = _over_http(server, _hosts_checked(admission.hosts))
    urgent_in = partial(tools.urgent_in, on_this_machine(None))
    # around the SDK's own, which looks at the key, and after it
    app.user_middleware.insert(0, Middleware(TurnedAway, MOST_BODY_BYTES, urgent_in))
    app.user_middleware.append(Middleware(Counted, limits))
    return app


def closed(host: str, allowed_hosts: Collection[str], keys: Keys) -> str | None:
    """Why other machines may not be let in, and what to do: nothing where there is a key to come with."""
    if any(key.is_valid(keys.now()) for key in keys.store.every()):
        return None
    named = next((one for one in allowed_hosts if one not in LOOPBACK_HOSTS), host)
    return (
        f"{named} can be reached from other machines, and there is no valid API key. Make one with"
        " python -m assistant keys create NAME --scope search --scope sources --scope answers"
        " --partnership ID, or use --host 127.0.0.1 and leave ASSISTANT_ALLOWED_HOSTS out"
    )


def is_reached_by_others(host: str, allowed_hosts: Collection[str]) -> bool:
    return not serving.is_loopback(host) or not {*allowed_hosts} <= {*LOOPBACK_HOSTS}


def _over_http(server: MCPServer, checked: TransportSecuritySettings | None = None) -> Starlette:
    """Each request stands alone, so that nothing is lost where the process is started again."""
    return server.streamable_http_app(
        stateless_http=True, max_request_body_size=MOST_BODY_BYTES, transport_security=checked
    )


def _hosts_checked(hosts: Collection[str]) -> TransportSecuritySettings:
    """With and without a port; pages of other sites reach nothing."""
    written = [f"[{one}]" if ":" in one else one for one in hosts]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection="*" not in hosts,
        allowed_hosts=[*written, *(f"{one}:*" for one in written)],
    )


def asker_for(assistant: Answers, partnership: str | None) -> Asker:
    """Raises UnknownPartnership for an id that no partnership has."""
    known = [one.id for one in assistant.partnerships()]
    if partnership is not None and partnership not in known:
        named = ", ".join(known) or "none is set up"
        raise UnknownPartnership(f"There is no partnership {partnership!r}; use one of: {named}")
    return on_this_machine(partnership)
