"""Role and partnership as chosen last, so that they are chosen once; the rest is not remembered."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Form, Request
from pydantic import ValidationError
from starlette.responses import Response

from assistant.channels.web.schemas import AskForm
from assistant.channels.web.state import Web

COOKIE = "chosen"
KEPT_FOR_SECONDS = 180 * 24 * 3600
REMEMBERED = {"partnership", "role"}


def remember(response: Response, request: Request, asked: AskForm) -> None:
    chosen = asked.model_dump(mode="json", include=REMEMBERED, exclude_none=True)
    secure = request.url.scheme == "https"
    response.set_cookie(
        COOKIE, urlencode(chosen), KEPT_FOR_SECONDS, httponly=True, samesite="lax", secure=secure
    )


async def _remembered(request: Request, response: Response, asked: Annotated[AskForm, Form()]) -> AskForm:
    remember(response, request, asked)
    return asked


RememberedForm = Annotated[AskForm, Depends(_remembered)]


def chosen(request: Request) -> AskForm:
    """An empty form where nothing was chosen, or nothing that can be read."""
    values = dict(parse_qsl(request.cookies.get(COOKIE, "")))
    try:
        return AskForm.model_validate({name: values[name] for name in REMEMBERED & values.keys()})
    except ValidationError:
        return AskForm()


def own_partnership(request: Request, web: Web) -> str | None:
    """The one chosen last, as far as it is still there, else that of whoever names none."""
    known = {one.id for one in web.assistant.partnerships()}
    before = chosen(request).partnership
    return before if before in known else web.home
