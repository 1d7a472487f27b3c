"""How callers are known, and how often each may come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.requests import Request

from assistant.channels.web.identity.oidc import Provider
from assistant.channels.web.identity.session import signed_in
from assistant.errors import NotAllowed, NotSignedIn
from assistant.identity.caller import Caller, local_caller
from assistant.identity.keys import Keys, open_keys
from assistant.identity.limiting import Budget, Limits
from assistant.identity.settings import SignInSettings
from assistant.settings import AssistantSettings

FOR_KEYS = ("/api/", "/mcp")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Gate:
    """Without a provider nobody signs in, without keys no key is known, without limits none counts."""

    settings: SignInSettings = field(default_factory=SignInSettings.model_construct)
    provider: Provider | None = None
    keys: Keys | None = None
    limits: Limits | None = None
    now: Callable[[], datetime] = _now

    def caller(self, request: Request) -> Caller | None:
        """Raises NotSignedIn for a key that is not valid, NotAllowed for one at a page, and TooMany."""
        try:
            caller = self._recognised(request)
        except NotSignedIn:
            self._spend(request, None)
            raise
        self._spend(request, caller)
        return caller

    def may_wait(self, request: Request) -> bool:
        """Whether finding out may take the time of a database or of a store of counts."""
        return self.limits is not None or bearer_in(request.headers) is not None

    def _recognised(self, request: Request) -> Caller | None:
        token = bearer_in(request.headers)
        if token is not None and self.keys:
            return self._by_key(request, token, self.keys)
        if self.provider is None:
            return local_caller(request.state.owner)
        found = signed_in(request, self.now())
        return found.caller() if found else None

    def _by_key(self, request: Request, token: str, keys: Keys) -> Caller:
        if not request.url.path.startswith(FOR_KEYS):
            raise NotAllowed("An API key opens the API, and no page: use the addresses under /api/v1.")
        return keys.caller(token)

    def _spend(self, request: Request, caller: Caller | None) -> None:
        if self.limits is None or (caller and caller.owns_all):
            return
        if caller and caller.owner:
            self.limits.spend(Budget.REQUESTS, caller.owner)
        else:
            self.limits.spend(Budget.STRANGERS, request.client.host if request.client else "unknown")


def open_gate(settings: AssistantSettings, sign_in: SignInSettings) -> Gate:
    """Raises ConfigurationError as its parts do."""
    keys = open_keys(settings)
    if not sign_in.configured:
        return Gate(sign_in, keys=keys)
    return Gate(sign_in, Provider(sign_in), keys, Limits(sign_in))


def bearer_in(headers: Mapping[str, str]) -> str | None:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
