"""Finds out who calls before anything else is done with a request, and lets nobody past who is not known.

What is open to anybody is listed here; a new address is closed until somebody signs in.
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.channels.web.danger import urgent_in_body
from assistant.channels.web.identity.gate import Gate
from assistant.channels.web.problems import FORESEEN, answer_to
from assistant.channels.web.rendering import wants_html
from assistant.errors import NotSignedIn
from assistant.identity.caller import Caller

UNCOUNTED = ("/static/", "/healthz", "/readyz")
OPEN = {"/sign-in", "/sign-in/return", "/signed-out", "/docs", "/openapi.json"}


class Admission:
    """Sets the request's caller, or answers in place of the application."""

    def __init__(self, app: ASGIApp, gate: Gate, max_body_bytes: int) -> None:
        self.app = app
        self.gate = gate
        self.max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        instead = await self._instead(Request(scope, receive)) if scope["type"] == "http" else None
        await (instead or self.app)(scope, receive, send)

    async def _instead(self, request: Request) -> Response | None:
        if request.url.path.startswith(UNCOUNTED):
            return None
        try:
            request.state.caller = caller = await self._caller(request)
        except FORESEEN as error:
            return await self._turned_away(request, error)
        if caller or request.url.path in OPEN:
            return None
        if request.method == "GET" and wants_html(request):
            return RedirectResponse(f"/sign-in?next={quote(_address(request), safe='')}", 303)
        nobody = NotSignedIn("Sign in, or send an API key as Bearer in the Authorization header.")
        return await self._turned_away(request, nobody)

    async def _caller(self, request: Request) -> Caller | None:
        if self.gate.may_wait(request):
            return await run_in_threadpool(self.gate.caller, request)
        return self.gate.caller(request)

    async def _turned_away(self, request: Request, error: Exception) -> Response:
        """With what the question calls for: the danger path asks nobody who they are."""
        sent = request.method == "POST"
        urgent = await urgent_in_body(request, self.max_body_bytes) if sent else None
        return answer_to(request, error, urgent)


def _address(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
