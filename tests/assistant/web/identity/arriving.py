"""Callers as they arrive: with the cookie of a session, with a key, or with nothing."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import itsdangerous
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from assistant.channels.web.identity.gate import Gate
from assistant.channels.web.identity.oidc import Provider
from assistant.channels.web.identity.session import SignedIn
from assistant.identity.caller import CallerRole, Scope
from assistant.identity.keys import Keys
from assistant.identity.limiting import Limits
from assistant.identity.settings import SignInSettings
from assistant.store.keys import KeyStore
from tests.fakes import NOW

ORIGIN = "http://127.0.0.1"
SECRET = "a secret of the tests that is long enough"  # noqa: S105
WORD = "the-word-of-this-session"


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    """Every method and path that the application serves, files of its own left out."""
    served = [(one.path or "", one.methods or set()) for one in iter_route_contexts(app.routes)]
    return sorted((method, path) for path, methods in served for method in methods - {"HEAD"})


def sign_in_settings(**changed: Any) -> SignInSettings:
    known: dict[str, Any] = {
        "issuer": "https://login.example/realm",
        "client_id": "guidance",
        "client_secret": SecretStr("hush"),
        "page_url": ORIGIN,
        "secret": SecretStr(SECRET),
    }
    return SignInSettings(_env_file=None, **known | changed)


def keys_at(moment: datetime = NOW) -> Keys:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    return Keys(KeyStore(engine), lambda: moment)


def gate_with(settings: SignInSettings | None = None, now: datetime = NOW) -> Gate:
    known = settings or sign_in_settings()
    return Gate(known, Provider(known), keys_at(now), Limits(known), lambda: now)


def cookie_of(signed_in: SignedIn, secret: str = SECRET) -> str:
    return cookie_holding({"person": signed_in.model_dump(mode="json")}, secret)


def cookie_holding(held: dict[str, Any], secret: str = SECRET) -> str:
    body = b64encode(json.dumps(held).encode())
    return itsdangerous.TimestampSigner(secret).sign(body).decode()


def session_in(cookie: str) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(b64decode(cookie.rsplit(".", 2)[0]))
    return held


def signed_in(
    name: str, *partnerships: str, role: CallerRole = CallerRole.PRACTITIONER, until: datetime | None = None
) -> SignedIn:
    return SignedIn(
        owner=f"owner-of-{name}",
        name=name,
        roles=(role,),
        partnerships=partnerships,
        until=until or NOW + timedelta(hours=1),
        genuine=WORD,
    )


def by_session(app: FastAPI, who: SignedIn | None, secret: str = SECRET) -> TestClient:
    """A browser that follows no redirect; of nobody where `who` is none."""
    client = TestClient(app, ORIGIN, raise_server_exceptions=False, follow_redirects=False)
    client.headers["accept"] = "text/html,application/xhtml+xml"
    if who:
        client.cookies.set("session", cookie_of(who, secret))
    return client


def by_key(app: FastAPI, scopes: Collection[Scope], *partnerships: str) -> TestClient:
    keys = app.state.gate.keys
    token = keys.issue("test", scopes, partnerships, timedelta(days=1)).token
    return with_token(app, token)


def with_token(app: FastAPI, token: str) -> TestClient:
    client = TestClient(app, ORIGIN, raise_server_exceptions=False, follow_redirects=False)
    client.headers["authorization"] = f"Bearer {token}"
    return client
