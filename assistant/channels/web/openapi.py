"""Completes the description of the API that FastAPI makes."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from assistant.channels.web.problems import PROBLEM_JSON, Kind, Problem

DESCRIPTION = """\
Ask a question about safeguarding guidance and get the guidance's own words, each with its source.

Send questions in the body of a POST and never in an address. Leave names and other personal data out;
what is found is removed before the question is searched for or kept, and the answer says what was removed.
Errors are problem details (RFC 9457).
"""


def describe(app: FastAPI) -> None:
    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def problem_docs(*kinds: Kind) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that can fail in these ways; kinds of one status share an entry."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        entry = by_status.setdefault(kind.status, _empty_entry(kind))
        entry["content"][PROBLEM_JSON]["examples"][kind.slug] = {"value": _example(kind)}
    return by_status


def _described(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title="Guidance assistant API", version="1", description=DESCRIPTION, routes=app.routes
    )
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    definitions = schema.pop("$defs", {})
    document["components"]["schemas"] |= {"Problem": schema, **definitions}
    return document


def _empty_entry(kind: Kind) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": kind.title, "content": {PROBLEM_JSON: {"schema": schema, "examples": {}}}}


def _example(kind: Kind) -> dict[str, Any]:
    return {"type": kind.type, "title": kind.title, "status": kind.status, "detail": kind.meaning}
