"""Who is calling: what they may do, and whose local text they may read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.errors import NotAllowed
from assistant.models import EVERYWHERE, NOWHERE, Reach


class Way(StrEnum):
    """How a caller came: on this machine without sign-in, signed in, or with an API key."""

    LOCAL = "local"
    SESSION = "session"
    KEY = "key"


class CallerRole(StrEnum):
    """What a person is here for; not the profession they ask as, which is `channels.roles.Role`."""

    PRACTITIONER = "practitioner"
    POLICY = "policy"
    ADMIN = "admin"


class Scope(StrEnum):
    """A part of the API. A key is given some; a person has those that their roles bring."""

    ANSWERS = "answers"
    SEARCH = "search"
    SOURCES = "sources"
    INSIGHTS = "insights"
    REVIEWS = "reviews"
    LIBRARY = "library"
    EVALS = "evals"


ALL = "*"
ASKING = frozenset({Scope.ANSWERS, Scope.SEARCH, Scope.SOURCES})
SCOPES_OF: Mapping[CallerRole, frozenset[Scope]] = {
    CallerRole.PRACTITIONER: ASKING,
    CallerRole.POLICY: frozenset(Scope),
    CallerRole.ADMIN: frozenset(Scope),
}
BRINGS: Mapping[CallerRole, frozenset[CallerRole]] = {
    CallerRole.PRACTITIONER: frozenset({CallerRole.PRACTITIONER}),
    CallerRole.POLICY: frozenset({CallerRole.PRACTITIONER, CallerRole.POLICY}),
    CallerRole.ADMIN: frozenset(CallerRole),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """`owner` is an opaque string: what is kept under it is theirs; none of a program on this machine.

    `reach` is whose local text they may read; `name` is for their own eyes, and never kept or logged.
    A key has scopes and no role, so that it opens no page for people.
    """

    way: Way
    owner: str | None
    roles: frozenset[CallerRole] = frozenset()
    scopes: frozenset[Scope] = frozenset()
    reach: Reach = NOWHERE
    name: str | None = None

    @property
    def home(self) -> str | None:
        """Their partnership, where they have exactly one."""
        return next(iter(self.reach.partnerships)) if len(self.reach.partnerships) == 1 else None

    @property
    def owns_all(self) -> bool:
        """Whether every answer kept here is theirs to read, as where one person uses their own machine."""
        return self.way is Way.LOCAL


def require(caller: Caller, scope: Scope) -> None:
    """Raises NotAllowed for a key, or a person, without the scope."""
    if scope not in caller.scopes:
        credential = "key" if caller.way is Way.KEY else "account"
        raise NotAllowed(
            f"This needs the scope {scope.value!r}, which your {credential} does not have."
            " Ask whoever runs this service for it."
        )


def reach_of(partnerships: Iterable[str]) -> Reach:
    """The partnerships by their ids; `*` stands for all of them."""
    named = frozenset(partnerships)
    return EVERYWHERE if ALL in named else Reach(named)


def local_caller(owner: str | None) -> Caller:
    """Whoever uses this machine, where nobody signs in: they may do everything."""
    return Caller(Way.LOCAL, owner, frozenset(CallerRole), frozenset(Scope), EVERYWHERE)


def person(owner: str, roles: Iterable[CallerRole], reach: Reach, name: str | None = None) -> Caller:
    """Someone who signed in, with what their roles bring."""
    held = frozenset(each for role in roles for each in BRINGS[role])
    scopes = frozenset(scope for role in held for scope in SCOPES_OF[role])
    return Caller(Way.SESSION, owner, held, scopes, reach, name)
