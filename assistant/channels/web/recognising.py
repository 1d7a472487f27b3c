"""Knows an asker again by a random name that only their browser holds."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Annotated

from fastapi import Depends
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.channels.web.identity.calling import caller_of

COOKIE = "asker"
ASKS = "/answers"
NAME = re.compile(r"[A-Za-z0-9_-]{32}")


class Recognising:
    """Sets the cookie when a form of ours is first sent; programs get none and go by a conversation's id."""

    def __init__(self, app: ASGIApp, kept_for_seconds: int) -> None:
        self.app = app
        self.kept_for_seconds = kept_for_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        known = request.cookies.get(COOKIE, "")
        named = known if NAME.fullmatch(known) else None
        if named is None and request.method == "POST" and request.url.path.startswith(ASKS):
            named = secrets.token_urlsafe(24)
            send = self._with_cookie(request, named, send)
        request.state.owner = owner_of(named) if named else None
        await self.app(scope, receive, send)

    def _with_cookie(self, request: Request, name: str, send: Send) -> Send:
        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", self._cookie(request, name))
            await send(message)

        return send_with_cookie

    def _cookie(self, request: Request, name: str) -> str:
        carrier = Response()
        secure = request.url.scheme == "https"
        carrier.set_cookie(COOKIE, name, self.kept_for_seconds, httponly=True, samesite="lax", secure=secure)
        return carrier.headers["set-cookie"]


def owner_of(name: str) -> str:
    """What is stored: the database cannot be used to pass for the asker."""
    return hashlib.sha256(f"web:{name}".encode()).hexdigest()[:32]


async def _owner(request: Request) -> str | None:
    return caller_of(request).owner


Owner = Annotated[str | None, Depends(_owner)]
