"""Signing in at the identity provider, and out again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from assistant.channels.web.identity import session
from assistant.channels.web.identity.gate import Gate
from assistant.channels.web.identity.oidc import Provider
from assistant.channels.web.rendering import render
from assistant.channels.web.state import wired
from assistant.errors import NotFound
from assistant.identity.caller import person
from assistant.identity.claims import name_in, owner_in, reach_in, roles_in

router = APIRouter(include_in_schema=False)


def _gate(request: Request) -> Gate:
    gate: Gate = request.app.state.gate
    return gate


async def _provider(request: Request) -> Provider:
    provider = _gate(request).provider
    if provider is None:
        raise NotFound("Nobody signs in here: this is single-user mode.")
    return provider


SignsIn = Annotated[Provider, Depends(_provider)]


@router.get("/sign-in")
async def sign_in(request: Request, provider: SignsIn, next: str = "/") -> Response:
    response = await provider.send(request)
    request.session[session.NEXT] = own_address(next)
    return response


@router.get("/sign-in/return")
async def returned(request: Request, provider: SignsIn) -> Response:
    claims, gate = await provider.claims(request), _gate(request)
    known = [one.id for one in wired(request).assistant.partnerships()]
    roles, reach = roles_in(claims, gate.settings), reach_in(claims, gate.settings, known)
    going = own_address(request.session.get(session.NEXT, "/"))
    session.begin(
        request, person(owner_in(claims), roles, reach, name_in(claims)), gate.now(), gate.settings.hours
    )
    return RedirectResponse(going, 303)


@router.post("/sign-out")
async def sign_out(request: Request, _provider: SignsIn) -> Response:
    request.session.clear()
    return RedirectResponse("/signed-out", 303)


@router.get("/signed-out")
async def signed_out(request: Request, provider: SignsIn) -> Response:
    return render(request, "signed_out.html", {"ends_at": await provider.ends_at()})


def own_address(address: str) -> str:
    """The address if it is one of ours, else the first page: nobody is sent elsewhere after signing in."""
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_ours else "/"
