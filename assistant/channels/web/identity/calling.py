"""Who calls, as a handler asks for it, and what a route requires of them.

A route for a policy team: `APIRouter(dependencies=[requires_role(CallerRole.POLICY)])`.
A part of the API: `APIRouter(dependencies=[requires_scope(Scope.INSIGHTS)])`.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request

from assistant.errors import NotAllowed, NotSignedIn
from assistant.identity.caller import Caller, CallerRole, Scope, require


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


async def _caller(request: Request) -> Caller:
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

    return Depends(_with_scope)
