"""The API's documentation as a page that fetches nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from markupsafe import Markup, escape
from starlette.responses import Response

from assistant.channels.web.problems import KINDS
from assistant.channels.web.rendering import render

router = APIRouter(include_in_schema=False)

CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing the API does, as the OpenAPI document describes it."""

    method: str
    path: str
    described: dict[str, Any]


@router.get("/docs")
def docs(request: Request) -> Response:
    document = request.app.openapi()
    operations = [
        Operation(method.upper(), path, described)
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    ]
    values = {
        "document": document,
        "operations": operations,
        "kinds": KINDS,
        "schema_link": schema_link,
        "worded": worded,
    }
    return render(request, "docs.html", values)


def worded(text: str) -> Markup:
    """Text in which names stand between backticks."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped


def schema_link(schema: Mapping[str, Any]) -> Markup:
    """The type a schema describes, in words, with links to the named ones."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return Markup('<a href="#schema-{0}">{0}</a>').format(name)
    if "anyOf" in schema:
        return Markup(" or ").join(schema_link(each) for each in schema["anyOf"])
    if schema.get("type") == "array" and "items" in schema:
        return Markup("list of {}").format(schema_link(schema["items"]))
    return Markup("{}").format(schema.get("format", schema.get("type", "anything")))
