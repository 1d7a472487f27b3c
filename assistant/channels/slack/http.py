"""Events over HTTP: one address, to which Slack posts everything."""

from __future__ import annotations

from slack_bolt import App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

PATH = "/slack/events"
MOST_BYTES = 1_000_000


def http_app(bolt: App) -> Starlette:
    async def events(request: Request) -> Response:
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            return PlainTextResponse("Too large, or of no stated length", 413)
        # Bolt's own handler would hold up every other request meanwhile
        heard = to_bolt_request(request, await request.body())
        return to_starlette_response(await run_in_threadpool(bolt.dispatch, heard))

    return Starlette(routes=[Route(PATH, events, methods=["POST"])])
