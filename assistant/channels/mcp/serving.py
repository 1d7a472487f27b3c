"""Where the tools are served: to the program that started them, or over HTTP on this machine."""

from __future__ import annotations

import logging.config
from collections.abc import Callable
from socket import socket

from assistant.channels.answers import Answers
from assistant.channels.mcp.answering import Asker, Tools
from assistant.channels.mcp.server import build_server
from assistant.channels.web import serving
from assistant.channels.web.logs import logging_config
from assistant.errors import UnknownPartnership

MOST_BODY_BYTES = 128 * 1024


def run_stdio(tools: Tools, asker: Asker) -> None:
    """Until the program that started this closes its side; nothing else may be written to stdout."""
    logging.config.dictConfig(logging_config())
    build_server(tools, lambda _: asker).run()


def run_http(tools: Tools, asker: Asker, listening: socket, announce: Callable[[str], None]) -> None:
    """Until it is interrupted, at /mcp of an address of this machine."""
    logging.config.dictConfig(logging_config())
    server = build_server(tools, lambda _: asker)
    # each request stands alone, so that nothing is lost where the process is started again
    app = server.streamable_http_app(stateless_http=True, max_request_body_size=MOST_BODY_BYTES)
    serving.run(app, listening, lambda address: announce(f"{address}/mcp"))


def asker_for(assistant: Answers, partnership: str | None) -> Asker:
    """Raises UnknownPartnership for an id that no partnership has."""
    known = [one.id for one in assistant.partnerships()]
    if partnership is not None and partnership not in known:
        named = ", ".join(known) or "none is set up"
        raise UnknownPartnership(f"There is no partnership {partnership!r}; use one of: {named}")
    return Asker(partnership)
