"""Sign-in at an OpenID Connect provider: authorisation code flow with PKCE, state and nonce, by Authlib."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response

from assistant.errors import SignInFailed, SignInUnavailable
from assistant.identity.claims import Claims
from assistant.identity.settings import SignInSettings

SECONDS = 10
LEEWAY_SECONDS = 60
METADATA = "/.well-known/openid-configuration"
ANSWERED = (AuthlibBaseError, JoseError)
UNREACHED = (httpx2.HTTPError, ValueError, KeyError, RuntimeError)


class Provider:
    """The issuer of the settings; what it says of itself is fetched when somebody first signs in."""

    def __init__(self, settings: SignInSettings) -> None:
        assert settings.issuer  # noqa: S101 - the settings are complete
        assert settings.client_secret  # noqa: S101
        self._issuer = settings.issuer.rstrip("/")
        self._client_id = settings.client_id
        self._return_to = f"{settings.page_url}/sign-in/return"
        self._client: Any = OAuth().register(
            "sign_in",
            client_id=settings.client_id,
            client_secret=settings.client_secret.get_secret_value(),
            server_metadata_url=self._issuer + METADATA,
            client_kwargs={"scope": settings.scope, "code_challenge_method": "S256", "timeout": SECONDS},
        )

    async def send(self, request: Request) -> Response:
        """To the provider; what its answer is checked by is kept in the session. Raises SignInUnavailable."""
        try:
            await self._metadata()
            response: Response = await self._client.authorize_redirect(request, self._return_to)
        except UNREACHED as error:
            raise self._unavailable(error) from error
        return response

    async def claims(self, request: Request) -> Claims:
        """What the provider says of whoever comes back from it. Raises SignInFailed and SignInUnavailable."""
        try:
            metadata = await self._metadata()
            expected = {
                "iss": {"essential": True, "value": metadata["issuer"]},
                "aud": {"essential": True, "value": self._client_id},
            }
            token = await self._client.authorize_access_token(
                request, claims_options=expected, leeway=LEEWAY_SECONDS
            )
        except ANSWERED as error:
            raise SignInFailed(
                "The sign-in could not be completed. Begin again, in one window, and finish within the hour."
            ) from error
        except UNREACHED as error:
            raise self._unavailable(error) from error
        if not token.get("userinfo"):
            raise SignInFailed("The identity provider did not say who you are. Begin again.")
        claims: Claims = token["userinfo"]
        return claims

    async def ends_at(self) -> str | None:
        """Where a person ends their session at the provider, as far as it says so."""
        try:
            address = (await self._metadata()).get("end_session_endpoint")
        except UNREACHED:
            return None
        return f"{address}?{urlencode({'client_id': self._client_id})}" if address else None

    async def _metadata(self) -> dict[str, Any]:
        """What the provider says of itself, once it has said that it is the issuer that was set."""
        metadata: dict[str, Any] = await self._client.load_server_metadata()
        if str(metadata["issuer"]).rstrip("/") != self._issuer:
            raise ValueError("another issuer answers there")
        return metadata

    def _unavailable(self, error: Exception) -> SignInUnavailable:
        return SignInUnavailable(
            f"The identity provider at {self._issuer} cannot be used ({type(error).__name__})."
            " Try again; if it lasts, whoever runs this service checks SIGN_IN_ISSUER and the way there."
        )
