"""Programs that come over HTTP with an API key: known through the SDK's own hooks, and counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.channels.mcp.answering import Asker
from assistant.channels.web.danger import begun
from assistant.channels.web.problems import PROBLEM_JSON, problem_from
from assistant.errors import NotSignedIn, TooMany
from assistant.identity.caller import Caller
from assistant.identity.keys import Keys
from assistant.identity.limiting import Budget, Limits
from assistant.models import Urgent


class KeyToken(AccessToken):
    """A key as the SDK holds it, with who it stands for."""

    caller: Caller


@dataclass(frozen=True, slots=True)
class KeyVerifier:
    """A `TokenVerifier`."""

    keys: Keys

    async def verify_token(self, token: str) -> KeyToken | None:
        """Raises AnswersUnavailable if the database cannot be used."""
        try:
            caller = await run_in_threadpool(self.keys.caller, token)
        except NotSignedIn:
            return None
        owner = caller.owner or ""
        return KeyToken(token=token, client_id=owner, scopes=sorted(caller.scopes), caller=caller)


def asker_by_key(home: str | None, limits: Limits) -> Asker:
    """Of the request that is being answered: a key of several partnerships asks as `home`, if it may."""
    token = get_access_token()
    assert isinstance(token, KeyToken)  # noqa: S101 - nobody gets here without a key
    caller = token.caller
    place = caller.home or (home if caller.reach.covers(home) else None)
    return Asker(caller, place, limits)


class Counted:
    """Every request counts, by its key or, without one that is valid, by the address it came from."""

    def __init__(
        self, app: ASGIApp, limits: Limits, most_bytes: int, urgent_in: Callable[[str], Urgent | None]
    ) -> None:
        self.app = app
        self.limits = limits
        self.most_bytes = most_bytes
        self.urgent_in = urgent_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = Request(scope, receive)
            try:
                await run_in_threadpool(self._spend, request)
            except TooMany as error:
                response = await self._turned_away(request, error)
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _spend(self, request: Request) -> None:
        if isinstance(request.user, AuthenticatedUser):
            self.limits.spend(Budget.REQUESTS, request.user.username)
        else:
            self.limits.spend(Budget.STRANGERS, request.client.host if request.client else "unknown")

    async def _turned_away(self, request: Request, error: TooMany) -> Response:
        """With what the words call for: the danger path asks nobody who they are."""
        error.urgent = self.urgent_in(await begun(request, self.most_bytes))
        body = problem_from(request, error).model_dump(mode="json", exclude_none=True)
        again = {"Retry-After": str(error.retry_after_seconds)}
        return JSONResponse(body, 429, again, PROBLEM_JSON)
