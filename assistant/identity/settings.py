"""How people sign in, and how much each may ask: SIGN_IN_* in the environment or in .env."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from assistant.identity.caller import CallerRole
from assistant.settings import LOOPBACK_HOSTS

NEEDED = ("client_id", "client_secret", "secret", "page_url")
PAIR = re.compile(r".+=[^=]+")

Listed = Annotated[tuple[str, ...], NoDecode]


class SignInSettings(BaseSettings):
    """Without an issuer nobody signs in: the server then serves one person on their own machine."""

    model_config = SettingsConfigDict(
        env_prefix="SIGN_IN_",
        env_file=".env",
        env_ignore_empty=True,
        dotenv_filtering="match_prefix",
        extra="forbid",
        frozen=True,
    )

    issuer: str | None = Field(
        None,
        pattern=r"^https?://\S+$",
        description="OpenID Connect issuer that people sign in with; none: no sign-in.",
    )
    client_id: str | None = Field(None, description="This service's id at the issuer.")
    client_secret: SecretStr | None = Field(None, description="This service's secret at the issuer.")
    page_url: str | None = Field(
        None,
        pattern=r"^https?://[^/\s]+$",
        description="Address of the page as people open it, such as https://guidance.example.org.",
    )
    secret: SecretStr | None = Field(
        None, min_length=32, description="Secret by which sessions are signed; a new one signs everyone out."
    )
    hours: float = Field(8.0, gt=0, le=24, description="Hours until a person has to sign in again.")
    scope: str = Field("openid profile email", description="Scope asked of the issuer.")
    role_claims: Listed = Field(
        ("roles",),
        description="Claims that say what a person may do, separated by commas; a.b for one inside another.",
    )
    roles: Listed = Field(
        tuple(f"{role.value}={role.value}" for role in CallerRole),
        description="Which value of those claims gives which role, as value=role; * stands for everyone.",
    )
    partnership_claims: Listed = Field(
        ("partnership",), description="Claims that say whose local text a person may read."
    )
    partnerships: Listed = Field(
        (),
        description="Which value gives which partnership, as value=id; * for all; none: values are ids.",
    )
    asks_a_minute: int = Field(30, ge=1, le=10_000, description="Questions a minute of each person or key.")
    requests_a_minute: int = Field(
        600, ge=1, le=100_000, description="Requests a minute of each person or key, questions among them."
    )
    strangers_a_minute: int = Field(
        300,
        ge=1,
        le=100_000,
        description="Requests a minute of each address from which nobody has signed in.",
    )
    limits_url: SecretStr = Field(
        SecretStr("memory://"),
        description="Where requests are counted: memory, or redis://, which several workers need.",
    )
    proxies: Listed = Field(
        (),
        description="Addresses of the proxies whose X-Forwarded headers are believed, separated by commas.",
    )

    @field_validator("role_claims", "roles", "partnership_claims", "partnerships", "proxies", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(one.strip() for one in value.split(",") if one.strip())
        return value

    @field_validator("roles", "partnerships")
    @classmethod
    def _are_pairs(cls, pairs: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [one for one in pairs if not PAIR.fullmatch(one)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no pair: write value=what it gives")
        return pairs

    @field_validator("roles")
    @classmethod
    def _give_known_roles(cls, pairs: tuple[str, ...]) -> tuple[str, ...]:
        for _, role in map(_pair, pairs):
            if role not in set(CallerRole):
                raise ValueError(f"{role!r} is no role: use one of {', '.join(CallerRole)}")
        return pairs

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        lacking = [f"SIGN_IN_{name.upper()}" for name in NEEDED if getattr(self, name) is None]
        if self.issuer and lacking:
            raise ValueError(f"sign-in needs {', '.join(lacking)} too")
        for name, address in (("issuer", self.issuer), ("page_url", self.page_url)):
            if address and not _is_private(address):
                raise ValueError(f"{name} {address} would be read on the way: begin it with https://")
        return self

    @property
    def configured(self) -> bool:
        return self.issuer is not None

    @property
    def secure(self) -> bool:
        """Whether people reach the page by https."""
        return (self.page_url or "").startswith("https://")

    @property
    def cookie(self) -> str:
        """The name of the cookie that holds a session."""
        return "__Host-session" if self.secure else "session"

    @property
    def page_host(self) -> str | None:
        return urlsplit(self.page_url).hostname if self.page_url else None

    @property
    def role_of(self) -> Mapping[str, CallerRole]:
        return {value: CallerRole(role) for value, role in map(_pair, self.roles)}

    @property
    def partnership_of(self) -> Mapping[str, str]:
        return dict(map(_pair, self.partnerships))


def _pair(text: str) -> tuple[str, str]:
    value, _, gives = text.rpartition("=")
    return value.strip(), gives.strip()


def _is_private(address: str) -> bool:
    """Nobody on the way can read it: by https, or on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname in LOOPBACK_HOSTS
