"""The assistant's pane beside a channel: the greeting and what it offers to ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.channels.slack import wording
from assistant.channels.slack.elements import Message, said
from assistant.channels.slack.parts import Slack
from assistant.channels.slack.people import asks_as
from assistant.channels.slack.place import Place, Surface
from assistant.channels.slack.prompts import prompts_for
from assistant.channels.slack.rules import ChannelRules

Thread = Mapping[str, Any]


def pane_of(thread: Thread, team: str) -> Place:
    root = thread["thread_ts"]
    return Place(Surface.DIRECT, team, thread["channel_id"], thread["user_id"], thread=root, root=root)


def greet(slack: Slack, place: Place, thread: Thread) -> None:
    offer(slack, place, thread)
    slack.post.private(place, Message("The guidance assistant", tuple(said(wording.GREETING))))


def offer(slack: Slack, place: Place, thread: Thread) -> None:
    """Questions for one's role and partnership, or else for those of the channel that is looked at."""
    viewed = (thread.get("context") or {}).get("channel_id")
    rules = slack.channels.of(viewed) if viewed else ChannelRules()
    who = asks_as(slack, place, rules, place.team)
    slack.post.prompts(place, prompts_for(who.role, slack.partnerships.get(who.partnership or "")))
