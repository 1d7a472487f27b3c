"""The API does what its description says, whatever is sent: made-up requests over every operation."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from pydantic import SecretStr
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection

from assistant.build import assemble
from assistant.channels.web.app import create_app
from assistant.models import Answer, Question
from assistant.settings import AssistantSettings
from ingest.sources.register import Register
from ingest.workspace import Workspace
from tests.assistant.web.test_openapi import OPERATIONS

ASKED = "Do I need consent to share information about a child at risk of harm?"
EXAMPLES = 12
KEY, KEYS = "Idempotency-Key", count()
PATIENT = settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def described(
    workspace: Workspace, register: Register, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[GenerationMode, Any]:
    """The real application over a small library, with one answer kept that its examples name."""
    database = tmp_path_factory.mktemp("contract") / "answers.db"
    chosen = AssistantSettings(
        _env_file=None, database_url=SecretStr(f"sqlite:///{database}"), allowed_hosts=("*",)
    )
    assistant = assemble(chosen, workspace, register)
    kept = assistant.ask(Question(ASKED, "exampleshire"))

    def served(mode: GenerationMode) -> Any:
        app = create_app(assistant, chosen)
        _name_what_is_there(app.openapi(), kept)
        if mode is GenerationMode.POSITIVE:
            _with_words(app.openapi())
        return schemathesis.openapi.from_asgi("/openapi.json", app)

    return {mode: served(mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)}


def _name_what_is_there(document: dict[str, Any], kept: Answer) -> None:
    """What no description can say: which partnerships there are, what was kept, what has a word in it."""
    places = ["exampleshire", "northmere"]
    real = {
        "answer_id": kept.id,
        "conversation_id": kept.conversation,
        "source_id": "sharing",
        "section_id": "sharing#rule-3",
    }
    for operation in (one for methods in document["paths"].values() for one in methods.values()):
        for parameter in operation.get("parameters", ()):
            parameter["example"] = real.get(parameter["name"], parameter["example"])
            if parameter["name"] == "partnership":
                parameter["schema"] = {"enum": places}
    sent = document["components"]["schemas"]["Asked"]["properties"]
    sent["partnership"] = sent["other_partnership"] = {"enum": [*places, None]}


def _with_words(document: dict[str, Any]) -> None:
    """In ASCII, as a validator may read a class of all letters so; without words a question is refused."""
    sent = document["components"]["schemas"]["Asked"]["properties"]
    sent["question"] = {"type": "string", "pattern": "[A-Za-z0-9]", "maxLength": 400}


def may_be_wrong(operation: dict[str, Any]) -> bool:
    """Any text may stand in an address, so that it is only not found."""
    sent = operation.get("parameters", ())
    texts = [one for one in sent if one["in"] == "path" and one["schema"]["type"] == "string"]
    return "requestBody" in operation or len(sent) > len(texts)


@pytest.mark.parametrize("sent", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(("method", "path"), sorted(OPERATIONS))
def test_every_operation_answers_as_it_is_described(
    described: Mapping[GenerationMode, Any], method: str, path: str, sent: GenerationMode
) -> None:
    operation = described[sent][path][method]
    told_in_an_event: list[Any] = [negative_data_rejection] if path.endswith("/stream") else []
    if sent is GenerationMode.NEGATIVE and not may_be_wrong(operation.definition.raw):
        pytest.skip("whatever is sent is valid")

    @PATIENT
    @given(case=operation.as_strategy(generation_mode=sent))
    def answers_as_described(case: schemathesis.Case[Any]) -> None:
        if sent is GenerationMode.POSITIVE and KEY in case.headers:
            case.headers[KEY] = f"{next(KEYS):016d}"
        case.call_and_validate(excluded_checks=told_in_an_event)

    answers_as_described()
