"""A small OpenID Connect provider over real HTTP: discovery, authorisation with PKCE, signed id tokens."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "guidance"
CLIENT_SECRET = "hush"  # noqa: S105


@dataclass
class LocalProvider:
    """`claims` are of whoever signs in; `changed` replaces claims of the id token, none takes one out."""

    url: str = ""
    claims: dict[str, Any] = field(
        default_factory=lambda: {"sub": "ana-1", "name": "Ana", "roles": ["practitioner"]}
    )
    changed: dict[str, Any] = field(default_factory=dict)
    issuer: str | None = None
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signs_with: RSAKey | None = None
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer or self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "end_session_endpoint": f"{self.url}/end",
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    def sign_in_at(self, address: str) -> str:
        """A person follows the address and agrees: the way back, with a code."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert address.startswith(f"{self.url}/authorize?")
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.asked[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        asked = self.asked.pop(form.get("code", ""), None)
        wrong = self._wrong(form, authorization, asked)
        if wrong or asked is None:
            self.failures.append(wrong or "unknown code")
            return 400, {"error": "invalid_grant"}
        given = {"access_token": "opaque", "token_type": "Bearer", "expires_in": 60}
        return 200, {**given, "id_token": self._id_token(asked)}

    def _wrong(self, form: dict[str, str], authorization: str, asked: dict[str, str] | None) -> str | None:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        credentials = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()
        checks = {
            "client": authorization == f"Basic {credentials}",
            "code": asked is not None,
            "redirect_uri": asked is not None and form.get("redirect_uri") == asked["redirect_uri"],
            "pkce": asked is not None and challenge.decode().rstrip("=") == asked["code_challenge"],
        }
        return next((name for name, holds in checks.items() if not holds), None)

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        issued = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims = {name: one for name, one in (issued | self.claims | self.changed).items() if one is not None}
        signer = self.signs_with or self.key
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, signer)


def _handler(provider: LocalProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/authorize?"):
                self._send_on(provider.sign_in_at(provider.url + self.path))
                return
            pages = {"/.well-known/openid-configuration": provider.metadata, "/keys": provider.keys}
            page = pages.get(urlsplit(self.path).path)
            self._answer(200, page()) if page else self._answer(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(*provider.token(form, self.headers.get("authorization", "")))

        def log_message(self, format: str, *_args: Any) -> None:
            """Nothing on the terminal."""

        def _send_on(self, address: str) -> None:
            self.send_response(302)
            self.send_header("location", address)
            self.send_header("content-length", "0")
            self.end_headers()

        def _answer(self, status: int, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


@contextmanager
def provider_listening() -> Iterator[LocalProvider]:
    provider = LocalProvider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
