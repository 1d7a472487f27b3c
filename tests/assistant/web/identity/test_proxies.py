"""Whose word on where a request came from is believed."""

from __future__ import annotations

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from assistant.channels.web import serving

FORWARDED = {"x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "https"}


def seen_by(proxies: tuple[str, ...], sender: str) -> list[str]:
    """The sender and the scheme as the application sees them."""
    app = FastAPI()

    async def seen(request: Request) -> list[str]:
        return [request.client.host if request.client else "", request.url.scheme]

    app.add_api_route("/", seen)
    config = serving.server_of(app, lambda: None, proxies).config
    config.load()
    found: list[str] = TestClient(config.loaded_app, client=(sender, 5000)).get("/", headers=FORWARDED).json()
    return found


@pytest.mark.usefixtures("root_log")
@pytest.mark.parametrize(
    ("proxies", "sender", "seen"),
    [
        ((), "127.0.0.1", ["127.0.0.1", "http"]),
        (("127.0.0.1",), "127.0.0.1", ["192.0.2.7", "https"]),
        (("192.0.2.1",), "127.0.0.1", ["127.0.0.1", "http"]),
    ],
)
def test_a_proxy_is_believed_only_where_it_is_named(
    proxies: tuple[str, ...], sender: str, seen: list[str]
) -> None:
    assert seen_by(proxies, sender) == seen
