"""A tag for what a response holds, so that a program need not fetch again what it has."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Header, Request
from pydantic import BaseModel
from pydantic.json_schema import SkipJsonSchema
from starlette.responses import Response

from ingest.models import content_hash

# kept by the one who asked, and asked about again each time
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "What you have is what is held still"}}
HEADERS = {"Cache-Control": "private, no-cache"}


async def _names_tag(
    _tag: Annotated[
        str | SkipJsonSchema[None],
        Header(alias="If-None-Match", description="The ETag of what you have, or several."),
    ] = None,
) -> None:
    """Has the header described; `tagged` reads it."""


TAGGED = [Depends(_names_tag)]


def tagged(request: Request, model: BaseModel) -> Response:
    """The model as JSON under its tag, or 304 where the request names that tag."""
    body = model.model_dump_json()
    tag = f'"{content_hash(body)}"'
    headers = {**HEADERS, "ETag": tag}
    named = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if named & {tag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
