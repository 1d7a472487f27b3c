"""Who calls, as a handler asks for it, and what a route requires of them.

A route for a policy team: `APIRouter(dependencies=[requires_role(CallerRole.POLICY)])`.
A part of the API: `APIRouter(dependencies=[requires_scope(Scope.INSIGHTS)])`.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPBearer

from assistant.errors import NotAllowed, NotSignedIn
from assistant.identity.caller import Caller, CallerRole, Scope, require

KEY_SCHEME, SESSION_SCHEME = "key", "session"


# These two say in the API's description how a caller may be known; the gate has found out before.
_Described = Annotated[
    object,
    Security(
        HTTPBearer(
            scheme_name=KEY_SCHEME,
            bearerFormat="sgk_...",
            auto_error=False,
            description="An API key; each operation names the scope that it needs.",
        )
    ),
]
_Kept = Annotated[
    object,
    Security(
        APIKeyCookie(
            name="session",
            scheme_name=SESSION_SCHEME,
            auto_error=False,
            description="What a browser holds once somebody has signed in.",
        )
    ),
]


def known_caller(request: Request) -> Caller | None:
    """Whoever was found to be calling, before anything else was done with the request."""
    caller: Caller | None = getattr(request.state, "caller", None)
    return caller


def caller_of(request: Request) -> Caller:
    """Raises NotSignedIn where nobody is known: what is open to anybody asks for no caller."""
    caller = known_caller(request)
    if caller is None:
        raise NotSignedIn("Sign in to go on.")
    return caller


async def _caller(request: Request, _key: _Described, _session: _Kept) -> Caller:
    return caller_of(request)


Calling = Annotated[Caller, Depends(_caller)]


def requires_role(role: CallerRole) -> Any:
    """A dependency that gives the caller. Raises NotAllowed for one without the role, and for any key."""

    async def _with_role(caller: Calling) -> Caller:
        if role not in caller.roles:
            raise NotAllowed(
                f"This is for people with the role {role.value!r}, which your account does not have."
                " Ask whoever runs this service for it."
            )
        return caller

    return Depends(_with_role)


def requires_scope(scope: Scope) -> Any:
    """A dependency that gives the caller. Raises NotAllowed for a key, or a person, without the scope."""

    async def _with_scope(caller: Calling) -> Caller:
        require(caller, scope)
        return caller

    return Security(_with_scope, scopes=[scope.value])
