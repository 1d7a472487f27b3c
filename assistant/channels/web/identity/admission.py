"""Finds out who calls before anything else is done with a request."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.identity.caller import local_caller


class Admission:
    """Where nobody signs in, whoever reaches this machine is its one user."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = Request(scope)
            request.state.caller = local_caller(request.state.owner)
        await self.app(scope, receive, send)
