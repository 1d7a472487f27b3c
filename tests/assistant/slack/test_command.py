"""The command that starts the assistant in Slack, and what it says when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant import __main__ as cli
from assistant.channels.slack import serving
from assistant.channels.slack.build import Built
from tests.assistant.slack.stub import SlackStub
from tests.fakes import FakeAssistant

BOT_TOKEN = "xoxb-1"  # noqa: S105 - of tests
TOKENS = {"bot_token": BOT_TOKEN, "app_token": "xapp-1"}


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def start(monkeypatch: pytest.MonkeyPatch, **settings: str) -> Result:
    for name, value in settings.items():
        monkeypatch.setenv(f"SLACK_{name.upper()}", value)
    return CliRunner().invoke(cli.app, ["slack"], obj=lambda _settings: FakeAssistant())


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({}, "SLACK_BOT_TOKEN is not set"),
        ({"bot_token": "xoxp-1"}, "SLACK_BOT_TOKEN is not a bot token"),
        ({"bot_token": BOT_TOKEN}, "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set"),
        ({"bot_token": BOT_TOKEN, "app_token": "xoxb-1"}, "SLACK_APP_TOKEN is not an app token"),
    ],
)
def test_without_its_tokens_it_says_exactly_what_to_do(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], what: str
) -> None:
    result = start(monkeypatch, **settings)

    assert result.exit_code == 2
    for step in (
        what,
        "From a manifest",
        "slack/manifest.yaml",
        "connections:write",
        "SLACK_APP_TOKEN=xapp-",
    ):
        assert step in result.stderr


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"port": "99999"}, "SLACK_PORT"),
        ({"guests": "some"}, "SLACK_GUESTS"),
        ({"api_url": "slack.com"}, "SLACK_API_URL"),
    ],
)
def test_a_setting_that_is_wrong_is_named(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], wrong: str
) -> None:
    result = start(monkeypatch, bot_token=BOT_TOKEN, **settings)

    assert result.exit_code == 1
    assert wrong in result.stderr


def test_tokens_that_slack_refuses_end_the_command_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, slack: SlackStub
) -> None:
    slack.refuse("auth.test", "invalid_auth")
    result = start(monkeypatch, **TOKENS, api_url=slack.api_url)

    assert result.exit_code == 1
    assert "Slack refuses SLACK_BOT_TOKEN (invalid_auth)" in result.stderr
    assert BOT_TOKEN not in result.output


def test_with_its_tokens_it_runs(monkeypatch: pytest.MonkeyPatch, slack: SlackStub) -> None:
    started: list[Built] = []

    def run(built: Built, _announce: object) -> None:
        started.append(built)
        built.work.close()

    monkeypatch.setattr(serving, "run", run)
    result = start(monkeypatch, **TOKENS, api_url=slack.api_url, teams="T1, T2")

    assert result.exit_code == 0, result.output
    assert started[0].slack.teams == {"T1", "T2"}
