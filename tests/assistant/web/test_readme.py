"""The README's examples for programs, run against a live server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.channels.web.app import create_app
from assistant.models import Answer
from assistant.settings import AssistantSettings
from tests.assistant.web.served import serving_at
from tests.fakes import CONSENT_QUOTE, FakeAssistant

README = (Path(__file__).resolve().parents[3] / "README.md").read_text(encoding="utf-8")
SECTION = README.split("## From a program\n")[1].split("\n## ")[0]


@pytest.fixture
def address(assistant: FakeAssistant, settings: AssistantSettings) -> Iterator[str]:
    with serving_at(create_app(assistant, settings)) as address:
        yield address


def example(language: str, address: str) -> str:
    (block,) = re.findall(rf"```{language}\n(.*?)```", SECTION, re.DOTALL)
    assert "http://127.0.0.1:8000" in block
    return str(block.replace("http://127.0.0.1:8000", address))


def printed(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_curl_example_asks_and_is_answered(address: str, assistant: FakeAssistant) -> None:
    answer = Answer.model_validate(json.loads(printed("sh", "-c", example("bash", address))))

    assert answer.points
    assert (assistant.asked[0].partnership, assistant.asked[0].role) == ("exampleshire", "gp")


def test_the_python_example_asks_and_opens_what_is_cited(address: str) -> None:
    shown = printed(sys.executable, "-c", example("python", address))

    assert f"{CONSENT_QUOTE} [1]" in shown
    assert "Information sharing guidance para 2 https://www.example.gov.uk/information-sharing True" in shown
