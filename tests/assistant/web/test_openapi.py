"""The API's description is complete, and its page fetches nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.channels.web.app import create_app
from assistant.models import Answer
from assistant.record.formats import Format
from assistant.settings import AssistantSettings
from tests.assistant.web.identity.arriving import gate_with, sign_in_settings
from tests.assistant.web.page import page_of
from tests.fakes import FakeAssistant

OPERATIONS = {
    ("post", "/api/v1/answers"),
    ("get", "/api/v1/answers/{answer_id}"),
    ("post", "/api/v1/answers/stream"),
    ("post", "/api/v1/answers/{answer_id}/feedback"),
    ("get", "/api/v1/conversations"),
    ("get", "/api/v1/conversations/{conversation_id}"),
    ("delete", "/api/v1/conversations/{conversation_id}"),
    ("get", "/api/v1/conversations/{conversation_id}/export"),
    ("get", "/api/v1/answers/{answer_id}/citations/{number}"),
    ("get", "/api/v1/sections/{section_id}"),
    ("get", "/api/v1/search"),
    ("get", "/api/v1/answers/{answer_id}/record"),
    ("get", "/api/v1/sources"),
    ("get", "/api/v1/sources/{source_id}"),
    ("get", "/api/v1/partnerships"),
    ("get", "/healthz"),
    ("get", "/readyz"),
}

FILES = {
    "/api/v1/answers/{answer_id}/record": [form.media for form in Format],
    "/api/v1/conversations/{conversation_id}/export": ["application/json", "text/markdown"],
    "/api/v1/answers/stream": ["text/event-stream"],
}
OPEN = {"/healthz", "/readyz"}
EMPTY = {"204", "304"}
JSON = {"application/json", "application/problem+json", "text/event-stream"}


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    described: dict[str, Any] = client.get("/openapi.json").json()
    return described


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for each in node.values():
            yield from references(each)
    elif isinstance(node, list):
        for each in node:
            yield from references(each)


def test_it_describes_the_api_and_not_the_pages(document: dict[str, Any]) -> None:
    assert {(method, path) for method, path, _ in operations(document)} == OPERATIONS


def test_every_response_has_a_schema_and_every_problem_is_problem_json(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        for status, response in operation["responses"].items():
            given = FILES.get(path, ["application/json"])
            media = given if status.startswith("2") else ["application/problem+json"]
            told = response.get("content", {})
            assert list(told) == ([] if status in EMPTY else media), (method, path, status)
            assert all(each.get("schema") or each["itemSchema"] for each in told.values()), (method, path)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    named = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}

    assert set(references(document)) - named == set()


def test_everything_sent_and_given_as_json_has_an_example(document: dict[str, Any]) -> None:
    lacking = [
        (method, path, media)
        for method, path, operation in operations(document)
        for body in (operation.get("requestBody", {}), *operation["responses"].values())
        for media, content in body.get("content", {}).items()
        if media in JSON and not (content.get("example") or content.get("examples"))
        if path not in FILES or media == "text/event-stream"
    ]

    assert lacking == []


def test_every_parameter_has_an_example_and_says_what_it_is(document: dict[str, Any]) -> None:
    lacking = [
        (path, parameter["name"])
        for _, path, operation in operations(document)
        for parameter in operation.get("parameters", ())
        if "example" not in parameter or "description" not in parameter
    ]

    assert lacking == []


def test_a_key_may_be_sent_to_the_api_of_one_machine_and_none_is_needed(document: dict[str, Any]) -> None:
    (scheme,) = document["components"]["securitySchemes"].items()

    assert (scheme[0], scheme[1]["scheme"]) == ("key", "bearer")
    for _, path, operation in operations(document):
        assert operation.get("security") == (None if path in OPEN else [{}, {"key": [scope_of(path)]}])


def test_where_people_sign_in_a_key_or_a_session_with_the_scope_is_needed(
    assistant: FakeAssistant, settings: AssistantSettings
) -> None:
    app = create_app(
        assistant, settings, gate=gate_with(sign_in_settings(page_url="https://guidance.example"))
    )
    described = app.openapi()

    assert described["components"]["securitySchemes"]["session"]["name"] == "__Host-session"
    for _, path, operation in operations(described):
        scope = [scope_of(path)]
        assert operation.get("security") == (None if path in OPEN else [{"key": scope}, {"session": scope}])


def scope_of(path: str) -> str:
    part = path.removeprefix("/api/v1/").partition("/")[0]
    return {"search": "search", "answers": "answers", "conversations": "answers"}.get(part, "sources")


def test_every_post_may_be_sent_again_under_a_key(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        named = {parameter["name"] for parameter in operation.get("parameters", ())}
        assert ("Idempotency-Key" in named) == (method == "post"), path


def test_the_example_answer_is_a_valid_answer(document: dict[str, Any]) -> None:
    response = document["paths"]["/api/v1/answers"]["post"]["responses"]["201"]
    example = Answer.model_validate(response["content"]["application/json"]["example"])

    assert all(citation.quote for citation in example.citations)


def test_the_page_of_documentation_lists_every_operation_and_kind_of_problem(client: TestClient) -> None:
    page = page_of(client.get("/docs"))
    headings = {tuple(node.text().lower().split()) for node in page.all(".operation h3")}

    assert headings == OPERATIONS
    assert page.all("#question-refused")
    assert "Authorization: Bearer sgk_..." in page.texts("p code")
    assert "`" not in page.one("main").text()
    assert [one.rpartition("/")[2] for one in page.values("script", "src")] == ["app.js"]
