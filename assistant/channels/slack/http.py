"""Events over HTTP: one address, to which Slack posts everything."""

from __future__ import annotations

from collections.abc import Mapping

from slack_bolt import App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

PATH = "/slack/events"
MOST_BYTES = 1_000_000


def http_app(bolt: App, signing_secret: str) -> Starlette:
    verifier = SignatureVerifier(signing_secret)

    async def events(request: Request) -> Response:
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            return PlainTextResponse("Too large, or of no stated length", 413)
        body = await request.body()
        # Bolt checks it again, but reads the body before it does
        if not _is_signed(verifier, body, request.headers):
            return PlainTextResponse("Not signed by Slack, or too long ago", 401)
        # Bolt's own handler would hold up every other request meanwhile
        heard = to_bolt_request(request, body)
        return to_starlette_response(await run_in_threadpool(bolt.dispatch, heard))

    return Starlette(routes=[Route(PATH, events, methods=["POST"])])


def _is_signed(verifier: SignatureVerifier, body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether Slack signed it in the last five minutes; what is no text or no time was not."""
    try:
        return verifier.is_valid_request(body, dict(headers))
    except ValueError:
        return False
