"""API keys of services: given out once, known again by a digest."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.errors import NotSignedIn
from assistant.identity.caller import Caller, Scope, Way, reach_of
from assistant.settings import AssistantSettings
from assistant.store.engine import open_engine
from assistant.store.keys import ApiKey, KeyStore

TOKEN = re.compile(r"sgk_(?P<id>[0-9a-f]{12})_(?P<secret>[A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Issued:
    """A new key and its `token`, which is known here and nowhere else."""

    key: ApiKey
    token: str


@dataclass(frozen=True, slots=True)
class Keys:
    """Every method raises AnswersUnavailable if the database cannot be used."""

    store: KeyStore
    now: Callable[[], datetime]

    def issue(
        self, label: str, scopes: Collection[Scope], partnerships: Collection[str], valid_for: timedelta
    ) -> Issued:
        """`partnerships` may hold `*`, for all of them."""
        secret, now = secrets.token_urlsafe(32), self.now()
        key = ApiKey(
            id=secrets.token_hex(6),
            label=label,
            scopes=tuple(sorted(scopes)),
            partnerships=tuple(sorted(partnerships)),
            created_at=now,
            expires_at=now + valid_for,
        )
        self.store.add(key, _digest(secret))
        return Issued(key, f"sgk_{key.id}_{secret}")

    def caller(self, token: str) -> Caller:
        """Raises NotSignedIn for a token that opens nothing, whatever the reason."""
        found = TOKEN.fullmatch(token)
        key = self.store.use(found["id"], _digest(found["secret"]), self.now()) if found else None
        if key is None:
            raise NotSignedIn("This API key is not valid: it is mistyped, has expired or was revoked.")
        return _caller(key)


def open_keys(settings: AssistantSettings) -> Keys:
    """Raises ConfigurationError for an address that names no database."""
    engine = open_engine(settings.database_url.get_secret_value())
    return Keys(KeyStore(engine), lambda: datetime.now(UTC))


def _digest(secret: str) -> str:
    # a secret of 256 random bits cannot be guessed, so that no slow hash is needed
    return hashlib.sha256(secret.encode()).hexdigest()


def _caller(key: ApiKey) -> Caller:
    known = frozenset(Scope(one) for one in key.scopes if one in set(Scope))
    return Caller(
        Way.KEY, owner=f"key:{key.id}", scopes=known, reach=reach_of(key.partnerships), name=key.label
    )
