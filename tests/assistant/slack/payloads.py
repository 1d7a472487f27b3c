"""What Slack sends, whole, in its documented shapes."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from itertools import count
from typing import Any
from urllib.parse import urlencode

from tests.assistant.slack.stub import BOT, TEAM, Json, Reply

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of tests
USER = "U0ASKER"
CHANNEL = "C0CHANNEL"
DIRECT = "D0DIRECT"
NUMBERS = count(1)


def event(inner: Json, **outer: Any) -> Json:
    number = next(NUMBERS)
    return {
        "token": "verification",
        "team_id": TEAM,
        "api_app_id": "A0APP",
        "event": inner,
        "type": "event_callback",
        "event_id": f"Ev{number:08d}",
        "event_time": 1_700_000_000 + number,
        "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True}],
        "is_ext_shared_channel": False,
        **outer,
    }


def stamp() -> str:
    return f"{1_700_000_000 + next(NUMBERS)}.000200"


def message(text: str, channel: str = CHANNEL, **inner: Any) -> Json:
    number = next(NUMBERS)
    kind = "im" if channel.startswith("D") else "channel"
    fields = {
        "type": "message",
        "channel": channel,
        "channel_type": kind,
        "user": USER,
        "team": TEAM,
        "text": text,
        "ts": f"{1_700_000_000 + number}.000200",
        "client_msg_id": f"00000000-0000-0000-0000-{number:012d}",
        "event_ts": f"{1_700_000_000 + number}.000200",
    }
    return event({**fields, **inner})


def direct(text: str, **inner: Any) -> Json:
    return message(text, DIRECT, **inner)


def mention(text: str, **inner: Any) -> Json:
    said = message(f"<@{BOT}> {text}", **inner)
    said["event"]["type"] = "app_mention"
    del said["event"]["channel_type"]
    return said


def edited(original: Json, text: str) -> Json:
    before = original["event"]
    kept = {key: before[key] for key in ("user", "team", "ts", "client_msg_id") if key in before}
    previous = {"type": "message", **kept, "text": before["text"]}
    if "thread_ts" in before:
        previous["thread_ts"] = before["thread_ts"]
    now = {**previous, "text": text, "edited": {"user": before["user"], "ts": stamp()}}
    return event(
        {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "channel": before["channel"],
            "channel_type": before.get("channel_type", "channel"),
            "message": now,
            "previous_message": previous,
            "ts": stamp(),
            "event_ts": stamp(),
        }
    )


def deleted(original: Json) -> Json:
    before = original["event"]
    return event(
        {
            "type": "message",
            "subtype": "message_deleted",
            "hidden": True,
            "channel": before["channel"],
            "channel_type": before.get("channel_type", "channel"),
            "deleted_ts": before["ts"],
            "previous_message": {key: before[key] for key in ("type", "user", "text", "ts")},
            "ts": stamp(),
            "event_ts": stamp(),
        }
    )


def pane(kind: str = "assistant_thread_started", viewed: str | None = None) -> Json:
    thread = {
        "user_id": USER,
        "context": {"channel_id": viewed, "team_id": TEAM, "enterprise_id": None} if viewed else {},
        "channel_id": DIRECT,
        "thread_ts": "1700000000.000001",
    }
    return event({"type": kind, "assistant_thread": thread, "event_ts": stamp()})


def home_opened(tab: str = "home") -> Json:
    return event(
        {"type": "app_home_opened", "user": USER, "channel": DIRECT, "tab": tab, "event_ts": stamp()}
    )


def thread_reply(*written: tuple[str, str, str]) -> Reply:
    """What conversations.replies gives: user, text and ts of each message."""
    messages = [
        {"type": "message", "user": user, "text": text, "ts": ts}
        | ({"bot_id": "B0BOT"} if user == BOT else {})
        for user, text, ts in written
    ]
    return Reply({"ok": True, "messages": messages, "has_more": False})


def command(text: str, hook: str, user: str = USER, channel: str = CHANNEL) -> Json:
    return {
        "token": "verification",
        "team_id": TEAM,
        "team_domain": "home",
        "channel_id": channel,
        "channel_name": "safeguarding",
        "user_id": user,
        "user_name": "asker",
        "command": "/guidance",
        "text": text,
        "api_app_id": "A0APP",
        "is_enterprise_install": "false",
        "response_url": hook,
        "trigger_id": f"trigger.{next(NUMBERS)}",
    }


def shortcut(text: str, hook: str, user: str = USER) -> Json:
    return {
        "type": "message_action",
        "token": "verification",
        "action_ts": stamp(),
        "team": {"id": TEAM, "domain": "home"},
        "user": {"id": user, "username": "asker", "team_id": TEAM, "name": "asker"},
        "channel": {"id": CHANNEL, "name": "safeguarding"},
        "is_enterprise_install": False,
        "enterprise": None,
        "callback_id": "check_guidance",
        "trigger_id": f"trigger.{next(NUMBERS)}",
        "response_url": hook,
        "message_ts": stamp(),
        "message": {"type": "message", "user": "U0OTHER", "ts": stamp(), "text": text, "team": TEAM},
    }


def press(button: Json, hook: str | None, channel: str = CHANNEL, user: str = USER, **container: Any) -> Json:
    """A press on a button or a choice in a select, as found in blocks that were posted."""
    kept = {key: button[key] for key in ("type", "action_id", "value", "selected_option") if key in button}
    where = {
        "type": "message",
        "message_ts": stamp(),
        "channel_id": channel,
        "is_ephemeral": hook is not None,
    }
    body: Json = {
        "type": "block_actions",
        "user": {"id": user, "username": "asker", "name": "asker", "team_id": TEAM},
        "api_app_id": "A0APP",
        "token": "verification",
        "container": {**where, "is_ephemeral": hook is not None, **container},
        "trigger_id": f"trigger.{next(NUMBERS)}",
        "team": {"id": TEAM, "domain": "home"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel, "name": "safeguarding"},
        "state": {"values": {}},
        "actions": [{**kept, "block_id": "b1", "action_ts": stamp()}],
    }
    return body | {"response_url": hook} if hook else body


def press_in_home(element: Json, user: str = USER) -> Json:
    body = press(element, None, user=user)
    del body["channel"]
    return body | {"container": {"type": "view", "view_id": "V1"}, "view": {"id": "V1", "type": "home"}}


def submission(view: Json, values: dict[str, Json], user: str = USER) -> Json:
    """A modal sent off; `values` are by action id."""
    blocks = {
        block["element"]["action_id"]: block["block_id"] for block in view["blocks"] if "element" in block
    }
    state = {blocks[action]: {action: value} for action, value in values.items()}
    return {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "home"},
        "user": {"id": user, "username": "asker", "name": "asker", "team_id": TEAM},
        "api_app_id": "A0APP",
        "token": "verification",
        "trigger_id": f"trigger.{next(NUMBERS)}",
        "view": {**view, "id": "V1", "type": "modal", "state": {"values": state}, "hash": "1.a"},
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }


def encoded(body: Json) -> tuple[bytes, str]:
    """The body as Slack posts it, and its content type."""
    form = "application/x-www-form-urlencoded"
    if "command" in body:
        return urlencode(body).encode(), form
    if "type" in body and body["type"] in {"block_actions", "view_submission", "message_action"}:
        return urlencode({"payload": json.dumps(body)}).encode(), form
    return json.dumps(body).encode(), "application/json"


def signed(raw: bytes, kind: str, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    when = str(int(at if at is not None else time.time()))
    digest = hmac.new(secret.encode(), f"v0:{when}:{raw.decode()}".encode(), hashlib.sha256).hexdigest()
    return {"content-type": kind, "x-slack-request-timestamp": when, "x-slack-signature": f"v0={digest}"}
