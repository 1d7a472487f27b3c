"""Who has signed in, as their browser keeps it: signed, so that it cannot be changed, and for some hours."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pydantic import AwareDatetime, ValidationError
from starlette.requests import Request

from assistant.identity.caller import Caller, CallerRole, person, reach_of
from assistant.models import Reach
from ingest.models import Frozen

PERSON = "person"
NEXT = "next"

Clock = Callable[[], datetime]


class SignedIn(Frozen):
    """`genuine` is the word that this person's forms carry; `until` is when they sign in again."""

    owner: str
    name: str | None
    roles: tuple[CallerRole, ...]
    partnerships: tuple[str, ...]
    until: AwareDatetime
    genuine: str

    def caller(self) -> Caller:
        return person(self.owner, self.roles, reach_of(self.partnerships), self.name)


def begin(request: Request, caller: Caller, now: datetime, hours: float) -> None:
    """A session of its own: nothing of what the browser brought before it is kept."""
    signed_in = SignedIn(
        owner=caller.owner or "",
        name=caller.name,
        roles=tuple(sorted(caller.roles)),
        partnerships=_named(caller.reach),
        until=now + timedelta(hours=hours),
        genuine=secrets.token_urlsafe(24),
    )
    request.session.clear()
    request.session[PERSON] = signed_in.model_dump(mode="json")


def signed_in(request: Request, now: datetime) -> SignedIn | None:
    """Whoever has signed in and need not do so again yet."""
    held: dict[str, Any] = request.scope.get("session", {})
    try:
        found = SignedIn.model_validate(held.get(PERSON))
    except ValidationError:
        return None
    return found if now < found.until else None


def genuine_word(request: Request) -> str | None:
    held: dict[str, Any] = request.scope.get("session", {})
    word: str | None = held.get(PERSON, {}).get("genuine")
    return word


def _named(reach: Reach) -> tuple[str, ...]:
    return ("*",) if reach.everywhere else tuple(sorted(reach.partnerships))
