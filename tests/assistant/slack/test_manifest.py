"""The manifest asks Slack for what the code uses, and for no more."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.channels.slack import app

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "slack" / "manifest.yaml").read_text(encoding="utf-8")
CODE = "\n".join(
    file.read_text(encoding="utf-8") for file in (ROOT / "assistant" / "channels" / "slack").glob("*.py")
)
# The scope each call and event needs, from Slack's reference.
SCOPE_OF_CALL = {
    "assistant_threads_setStatus": "assistant:write",
    "assistant_threads_setTitle": "assistant:write",
    "assistant_threads_setSuggestedPrompts": "assistant:write",
    "auth_test": None,
    "chat_appendStream": "chat:write",
    "chat_postEphemeral": "chat:write",
    "chat_postMessage": "chat:write",
    "chat_startStream": "chat:write",
    "chat_stopStream": "chat:write",
    "chat_update": "chat:write",
    "conversations_open": "im:write",
    "conversations_replies": "channels:history",
    "files_upload_v2": "files:write",
    "usergroups_users_list": "usergroups:read",
    "views_open": None,
    "views_publish": None,
}
SCOPE_OF_EVENT = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "assistant_thread_context_changed": "assistant:write",
    "assistant_thread_started": "assistant:write",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return dict(yaml.safe_load(TEXT))


def test_the_scopes_are_those_that_calls_events_and_commands_need(manifest: dict[str, Any]) -> None:
    calls = {found for found in re.findall(r"client\.([a-z]+_\w+)\(", CODE) if found != "socket_mode_request"}
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    needed = {SCOPE_OF_CALL[call] for call in calls} | {SCOPE_OF_EVENT[event] for event in events}

    assert set(manifest["oauth_config"]["scopes"]["bot"]) == (needed | {"commands"}) - {None}


def test_every_scope_and_event_is_explained(manifest: dict[str, Any]) -> None:
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    unexplained = [
        name
        for name in (*manifest["oauth_config"]["scopes"]["bot"], *events)
        if not re.search(rf"- {re.escape(name)} +# \w", TEXT)
    ]

    assert unexplained == []


def test_the_command_and_the_shortcut_are_those_the_app_listens_to(manifest: dict[str, Any]) -> None:
    features = manifest["features"]

    assert [one["command"] for one in features["slash_commands"]] == [app.COMMAND]
    assert [(one["callback_id"], one["type"]) for one in features["shortcuts"]] == [(app.SHORTCUT, "message")]


def test_texts_keep_to_what_slack_takes(manifest: dict[str, Any]) -> None:
    shown = manifest["display_information"]

    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert len(manifest["features"]["shortcuts"][0]["name"]) <= 24
