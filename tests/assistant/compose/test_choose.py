"""The settings say who composes; a model that cannot be used is told of when the assistant starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from langchain_openai import ChatOpenAI
from pydantic import SecretStr, ValidationError

from assistant.chat import open_chat
from assistant.compose.choose import build_composer
from assistant.errors import ConfigurationError
from assistant.settings import AssistantSettings, ComposerName

LOCAL = {
    "model": "openai:small",
    "model_base_url": "http://127.0.0.1:8081/v1",
    "model_api_key": SecretStr("sk-secret"),
}


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def settings(**given: Any) -> AssistantSettings:
    return AssistantSettings(**given)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, None),
        ({"composer": ComposerName.EXTRACT}, None),
        ({**LOCAL, "composer": ComposerName.EXTRACT}, None),
        (LOCAL, "generate"),
        ({**LOCAL, "composer": ComposerName.GENERATE}, "generate"),
        ({**LOCAL, "composer": ComposerName.AGENT}, "agent"),
    ],
)
def test_the_settings_choose_the_composer(given: dict[str, Any], name: str | None) -> None:
    composer = build_composer(settings(**given))

    assert (composer.name if composer else None) == name


@pytest.mark.parametrize(
    "given",
    [
        {"composer": ComposerName.AGENT},
        {"composer": "clever"},
        {"model": "gpt"},
        {**LOCAL, "model_base_url": "127.0.0.1:8081"},
        {**LOCAL, "model_seconds": 0},
        {**LOCAL, "model_tokens": 10},
    ],
)
def test_settings_that_cannot_work_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        settings(**given)


@pytest.mark.parametrize(
    "given",
    [{"model": "nobody:knows"}, {"model": "openai:needs-a-key"}, {"model": "mistralai:not-installed"}],
)
def test_a_model_that_cannot_be_used_is_named_with_its_settings(given: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match=f"{given['model']!r}.*ASSISTANT_MODEL"):
        build_composer(settings(**given))


def test_the_key_does_not_show() -> None:
    chosen = settings(**LOCAL)

    assert "sk-secret" not in f"{chosen!r} {chosen.model_dump_json()} {open_chat(chosen).model!r}"


def test_the_model_is_given_its_limits_and_no_tries_of_its_own() -> None:
    model = open_chat(settings(**LOCAL, model_seconds=7, model_tokens=2000)).model

    assert isinstance(model, ChatOpenAI)
    assert (model.request_timeout, model.max_tokens, model.max_retries, model.temperature) == (7, 500, 0, 0)
