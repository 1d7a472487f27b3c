"""Programs that come over HTTP with an API key: known through the SDK's own hooks, and counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.channels.mcp.answering import Asker
from assistant.channels.web.danger import begun
from assistant.channels.web.identity.gate import bearer_in
from assistant.channels.web.problems import as_json, headers_of, problem_from
from assistant.errors import AnswersUnavailable, NotSignedIn, TooMany
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
    return _asker(token.caller, home, limits)


def asker_here(asker: Asker, keys: Keys, headers: Mapping[str, str]) -> Asker:
    """A program of this machine, which is held to the key it sends, if it sends one.

    Raises NotSignedIn for a key that is not valid, and AnswersUnavailable.
    """
    token = bearer_in(headers)
    return asker if token is None else _asker(keys.caller(token), asker.partnership)


def _asker(caller: Caller, home: str | None, limits: Limits | None = None) -> Asker:
    place = caller.home or (home if caller.reach.covers(home) else None)
    return Asker(caller, place, limits)


class Counted:
    """Every request counts, by its key or, without one that is valid, by the address it came from."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await run_in_threadpool(self._spend, Request(scope, receive))
        await self.app(scope, receive, send)

    def _spend(self, request: Request) -> None:
        if isinstance(request.user, AuthenticatedUser):
            self.limits.spend(Budget.REQUESTS, request.user.username)
        else:
            self.limits.spend(Budget.STRANGERS, request.client.host if request.client else "unknown")


class TurnedAway:
    """Whoever comes too often, or while no key can be looked up, is told so, and what their words call for.

    The danger path asks nobody who they are.
    """

    def __init__(self, app: ASGIApp, most_bytes: int, urgent_in: Callable[[str], Urgent | None]) -> None:
        self.app = app
        self.most_bytes = most_bytes
        self.urgent_in = urgent_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except (TooMany, AnswersUnavailable) as error:
            request = Request(scope, receive)
            urgent = self.urgent_in(await begun(request, self.most_bytes))
            response = as_json(problem_from(request, error, urgent), headers_of(error))
            await response(scope, receive, send)
