"""Completes the description of the API that FastAPI makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from assistant.channels.web.examples import PARAMETERS, example_events, examples
from assistant.channels.web.identity.calling import SESSION_SCHEME
from assistant.channels.web.identity.gate import Gate
from assistant.channels.web.problems import (
    API,
    NO_JSON,
    NO_LENGTH,
    NOT_ALLOWED,
    NOT_SIGNED_IN,
    PROBLEM_JSON,
    TOO_LARGE,
    TOO_MANY,
    WRONG_HOST,
    Kind,
    Problem,
)

EVENTS = "text/event-stream"
# what may happen to any request, and to any with a body, before its operation is reached
ANYWHERE = (NOT_SIGNED_IN, NOT_ALLOWED, WRONG_HOST, TOO_MANY)
WITH_BODY = (NO_LENGTH, TOO_LARGE, NO_JSON)

DESCRIPTION = """\
Ask a question about safeguarding guidance and get the guidance's own words, each with its source.

Send questions in the body of a POST and never in an address. Leave names and other personal data out;
what is found is removed before the question is searched for or kept, and the answer says what was removed.
Where people sign in, a program sends the key it was given: `Authorization: Bearer sgk_...`. A key opens the
parts of the API, and the local text, that it names.
Errors are problem details (RFC 9457). A POST that is sent again under the same Idempotency-Key is done once.
Lists are given a part at a time; `next` is the address of the next part. Sources and sections come under an
ETag: name it in If-None-Match, and what you have still is not sent again.
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
    schemas = document["components"]["schemas"]
    document["components"]["schemas"] = {**schemas, "Problem": schema, **definitions}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation, schemas)
    _as_let_in(app.state.gate, document)
    return document


def _as_let_in(gate: Gate, document: dict[str, Any]) -> None:
    """Where nobody signs in, there is no session and a key is not needed."""
    schemes: dict[str, Any] = document["components"]["securitySchemes"]
    if gate.provider:
        schemes[SESSION_SCHEME]["name"] = gate.settings.cookie
        return
    del schemes[SESSION_SCHEME]
    for operation in (one for methods in document["paths"].values() for one in methods.values()):
        if "security" in operation:
            keys = [one for one in operation["security"] if SESSION_SCHEME not in one]
            operation["security"] = [{}, *keys]


def _complete(path: str, method: str, operation: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    """With the problems that any request may meet, and an example of all that is sent and given."""
    given = operation["responses"]
    for status, problem in problem_docs(*(ANYWHERE if path.startswith(API) else ())).items():
        given.setdefault(str(status), problem)
    for status, problem in problem_docs(*(WITH_BODY if method == "post" else ())).items():
        given.setdefault(str(status), problem)
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in PARAMETERS and "examples" not in parameter.get("schema", {}):
            parameter.setdefault("example", PARAMETERS[parameter["name"]])
    sent = operation.get("requestBody", {}).get("content", {})
    made = [response.get("content", {}) for status, response in given.items() if status.startswith("2")]
    for media, body in (pair for content in (sent, *made) for pair in content.items()):
        example = example_events() if media == EVENTS else _example_of(body.get("schema", {}), schemas)
        if example is not None and "examples" not in body:
            body.setdefault("example", example)


def _example_of(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """The example of a named schema: ours, or the first that it brings itself; none without either."""
    name = schema.get("$ref", "").rpartition("/")[2]
    brought = schemas.get(name, {}).get("examples", [])
    return examples().get(name) or next(iter(brought), None)


def _empty_entry(kind: Kind) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": kind.title, "content": {PROBLEM_JSON: {"schema": schema, "examples": {}}}}


def _example(kind: Kind) -> dict[str, Any]:
    return {"type": kind.type, "title": kind.title, "status": kind.status, "detail": kind.meaning}
