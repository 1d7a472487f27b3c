"""What an identity provider says of a person, to what they may do and read here."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from assistant.errors import NotAllowed
from assistant.identity.caller import ALL, CallerRole, reach_of
from assistant.identity.settings import SignInSettings
from assistant.models import Reach

Claims = Mapping[str, Any]

EMAIL = "email"


def roles_in(claims: Claims, settings: SignInSettings) -> frozenset[CallerRole]:
    """Raises NotAllowed where the claims give no role: an account there alone lets nobody in."""
    values = {ALL, *_values(claims, settings.role_claims)}
    roles = frozenset(role for value, role in settings.role_of.items() if value in values)
    if not roles:
        raise NotAllowed(
            "Your account has no role in this service. Ask whoever runs it: SIGN_IN_ROLES names no value"
            f" that your account has in {', '.join(settings.role_claims)}."
        )
    return roles


def reach_in(claims: Claims, settings: SignInSettings, known: Collection[str]) -> Reach:
    """The partnerships of the claims, as far as they are `known` here."""
    values = {ALL, *_values(claims, settings.partnership_claims)}
    given = settings.partnership_of
    ids = {place for value, place in given.items() if value in values} if given else values - {ALL}
    return reach_of(ids & {ALL, *known})


def owner_in(claims: Claims) -> str:
    """Opaque, and the same at each sign-in: the issuer's name for the person, which is never used again."""
    return hashlib.sha256(f"oidc:{claims['iss']}:{claims['sub']}".encode()).hexdigest()[:32]


def name_in(claims: Claims) -> str | None:
    return next((str(claims[one]) for one in ("name", "preferred_username", EMAIL) if claims.get(one)), None)


def _values(claims: Claims, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if name == EMAIL and claims.get("email_verified") is not True:
            continue
        held = _at(claims, name)
        yield from (one for one in (held if isinstance(held, list) else [held]) if isinstance(one, str))


def _at(claims: Claims, name: str) -> Any:
    """A claim by its own name, or by the way into one, such as realm_access.roles."""
    if name in claims:
        return claims[name]
    first, _, rest = name.partition(".")
    inner = claims.get(first)
    return _at(inner, rest) if rest and isinstance(inner, Mapping) else None
