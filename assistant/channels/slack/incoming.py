"""Slack's payloads, read once: what was asked, where, by whom, and by which keys it is known again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.channels.slack.markup import as_typed, mentions, starts_with_other
from assistant.channels.slack.place import Place, Surface

Payload = Mapping[str, Any]

# what people do; every other subtype is a notice of Slack's own
PEOPLES_SUBTYPES = {None, "file_share", "thread_broadcast", "me_message"}


@dataclass(frozen=True, slots=True)
class Asked:
    """`text` is as typed and may hold personal data. `follows` is whether it only counts in a thread that
    the assistant is in; `home_team` is whose workspace the asker belongs to."""

    place: Place
    text: str
    keys: tuple[str, ...]
    home_team: str
    ts: str | None = None
    follows: bool = False
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message that its writer took back."""

    place: Place
    ts: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed or a choice made; `value` is the button's."""

    place: Place
    action: str
    value: str
    trigger: str
    home_team: str


def teams_of(body: Payload) -> set[str]:
    """The workspaces for which the app was sent this."""
    authorised = {one.get("team_id") for one in body.get("authorizations") or ()}
    team = body.get("team") or {}
    return {one for one in authorised or {body.get("team_id") or team.get("id")} if one}


def message_of(body: Payload, own_user: str) -> Asked | Deleted | None:
    """None for what nobody asked: bots, notices, and channel messages that are not for the assistant."""
    event = body["event"]
    match event.get("subtype"):
        case "message_changed":
            return _edited(body, own_user)
        case "message_deleted":
            return _deleted(body)
        case subtype if subtype in PEOPLES_SUBTYPES and event.get("user") and not event.get("bot_id"):
            return _written(body, own_user)
        case _:
            return None


def command_of(body: Payload) -> Asked:
    place = Place(
        Surface.HOOK, body["team_id"], body["channel_id"], body["user_id"], hook=body["response_url"]
    )
    return Asked(place, as_typed(body.get("text", "")), (f"trigger:{body['trigger_id']}",), body["team_id"])


def shortcut_of(body: Payload, own_user: str) -> Asked:
    """A message that somebody, not always its writer, wants the guidance on."""
    user = body["user"]
    place = Place(
        Surface.HOOK, body["team"]["id"], body["channel"]["id"], user["id"], hook=body["response_url"]
    )
    text = as_typed(body["message"].get("text", ""), own_user)
    home = user.get("team_id") or body["team"]["id"]
    return Asked(place, text, (f"trigger:{body['trigger_id']}",), home)


def press_of(body: Payload) -> Press:
    action, user = body["actions"][0], body["user"]
    container = body.get("container") or {}
    # the Home belongs to no channel: what is said goes to the direct messages
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or user["id"]
    thread = container.get("thread_ts") or (body.get("message") or {}).get("thread_ts")
    team = (body.get("team") or {}).get("id") or user.get("team_id", "")
    surface = Surface.DIRECT if channel.startswith(("D", "U", "W")) else Surface.HOOK
    place = Place(
        surface, team, channel, user["id"], thread=thread, root=thread, hook=body.get("response_url")
    )
    return Press(
        place=place,
        action=action["action_id"],
        value=_value_of(action),
        trigger=body["trigger_id"],
        home_team=user.get("team_id") or team,
    )


def chosen_in(view: Payload) -> dict[str, Any]:
    """What was entered in a modal, by the action ids of its fields."""
    values = view["state"]["values"].values()
    return {action: _entered(field) for fields in values for action, field in fields.items()}


def earlier_texts(messages: Iterable[Payload], before: str, own_user: str) -> list[str]:
    """What people wrote in a thread before a message, oldest first."""
    people = (
        one
        for one in messages
        if one.get("subtype") in PEOPLES_SUBTYPES and not one.get("bot_id") and one.get("user") != own_user
    )
    texts = (as_typed(one.get("text", ""), own_user) for one in people if float(one["ts"]) < float(before))
    return [text for text in texts if text]


def _written(body: Payload, own_user: str) -> Asked | None:
    event, text = body["event"], body["event"].get("text", "")
    if event["type"] == "app_mention":
        return _asked(body, event, own_user, _channel_place(body, event))
    if _is_direct(event):
        return _asked(body, event, own_user, _direct_place(body, event))
    # a mention comes as an event of its own; who addresses somebody else does not follow up
    if not event.get("thread_ts") or mentions(text, own_user) or starts_with_other(text, own_user):
        return None
    return _asked(body, event, own_user, _channel_place(body, event), follows=True)


def _asked(body: Payload, event: Payload, own_user: str, place: Place, follows: bool = False) -> Asked:
    known = [f"message:{place.channel}:{event['ts']}", f"event:{body['event_id']}"]
    if event.get("client_msg_id"):
        known.append(f"client:{event['client_msg_id']}")
    return Asked(
        place=place,
        text=as_typed(event.get("text", ""), own_user),
        keys=tuple(known),
        home_team=event.get("user_team") or event.get("team") or place.team,
        ts=event["ts"],
        follows=follows,
    )


def _edited(body: Payload, own_user: str) -> Asked | None:
    """A message whose words were changed; Slack also sends this when it adds a preview of a link."""
    event = body["event"]
    after, before = event.get("message") or {}, event.get("previous_message") or {}
    if after.get("bot_id") or not after.get("user") or after.get("text") == before.get("text"):
        return None
    merged = {**after, "channel": event["channel"]}
    place = _direct_place(body, merged) if _is_direct(event) else _channel_place(body, merged)
    stamp = (after.get("edited") or {}).get("ts", event.get("event_ts", ""))
    return Asked(
        place=place,
        text=as_typed(after.get("text", ""), own_user),
        keys=(f"edit:{place.channel}:{after['ts']}:{stamp}", f"event:{body['event_id']}"),
        home_team=after.get("user_team") or after.get("team") or place.team,
        ts=after["ts"],
        edited=True,
    )


def _deleted(body: Payload) -> Deleted | None:
    event = body["event"]
    before = event.get("previous_message") or {}
    if not before.get("user") or before.get("bot_id"):
        return None
    return Deleted(_direct_place(body, {**before, "channel": event["channel"]}), event["deleted_ts"])


def _is_direct(event: Payload) -> bool:
    return event.get("channel_type") == "im" or event["channel"].startswith("D")


def _direct_place(body: Payload, event: Payload) -> Place:
    root = event.get("thread_ts") or event["ts"]
    return Place(Surface.DIRECT, _team(body), event["channel"], event["user"], thread=root, root=root)


def _channel_place(body: Payload, event: Payload) -> Place:
    # an ephemeral message is only seen in a thread that exists, so a first answer stands in the channel
    thread = event.get("thread_ts")
    return Place(
        Surface.CHANNEL,
        _team(body),
        event["channel"],
        event["user"],
        thread=thread,
        root=thread or event["ts"],
    )


def _team(body: Payload) -> str:
    return min(teams_of(body), default="")


def _value_of(action: Payload) -> str:
    entered = _entered(action)
    return entered if isinstance(entered, str) else ""


def _entered(field: Payload) -> Any:
    if "selected_options" in field:
        return [one["value"] for one in field["selected_options"]]
    if "selected_option" in field:
        return (field["selected_option"] or {}).get("value")
    return field.get("selected_users", field.get("value"))
