"""The app's Home: what it does, who you are, what happens to what you write, what you asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.channels.roles import Role
from assistant.channels.slack import elements as kit
from assistant.channels.slack.elements import Block
from assistant.channels.slack.modals import View
from assistant.channels.wording import say_contact, say_moment
from assistant.store.conversations import Conversation
from ingest.models import Partnership

CHOOSE_ROLE = "choose_role"
CHOOSE_PARTNERSHIP = "choose_partnership"
REOPEN = "reopen"
FORGET = "forget"
OPEN_PAGE = "open_page"
MOST_RECENT = 8
LONGEST_QUESTION = 200

WHAT_IT_DOES = (
    "Ask what safeguarding guidance says, and read the words themselves: national guidance and your"
    " partnership's protocols, each with its source. It sets out the rule and who to ask; what is done in a"
    " case is for you to decide."
)
WAYS_TO_ASK = (
    "• Write to this app, in the assistant's pane or as a direct message.\n"
    "• In a channel, mention the app or type /guidance and your question: only you see the answer.\n"
    "• On any message, choose More actions, Check the guidance."
)
PRIVACY = (
    "Leave out names and whatever else identifies people. Names, dates of birth, addresses and numbers are"
    " removed before a question is kept or searched with, but Slack keeps what you type for itself. Questions"
    " are kept without your name for {days} days; you can delete yours here."
)


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody has chosen."""

    role: str | None = None
    partnership: str | None = None


@dataclass(frozen=True, slots=True)
class HomeView:
    person: Person
    partnerships: tuple[Partnership, ...]
    recent: tuple[Conversation, ...]
    retention_days: int
    page_url: str | None = None


def home_view(shown: HomeView) -> View:
    return {"type": "home", "blocks": list(_blocks(shown))}


def help_blocks() -> tuple[Block, ...]:
    return (kit.header("What the guidance says"), *kit.said(WHAT_IT_DOES), *kit.said(WAYS_TO_ASK))


def _blocks(shown: HomeView) -> Iterator[Block]:
    yield from help_blocks()
    yield kit.divider()
    yield kit.bold("About you")
    yield kit.actions(list(_choices(shown)))
    yield kit.note(PRIVACY.format(days=shown.retention_days))
    yield kit.divider()
    yield kit.bold("What you asked lately")
    yield from _recent(shown.recent)
    yield from _links(shown)


def _choices(shown: HomeView) -> Iterator[Block]:
    roles = [kit.option(role.label, role.value) for role in Role]
    yield _select(CHOOSE_ROLE, "Your role", roles, shown.person.role)
    if shown.partnerships:
        areas = [kit.option(one.name, one.id) for one in shown.partnerships[:100]]
        yield _select(CHOOSE_PARTNERSHIP, "Your partnership", areas, shown.person.partnership)


def _select(action: str, placeholder: str, options: list[Block], chosen: str | None) -> Block:
    initial = next((one for one in options if one["value"] == chosen), None)
    block: Block = {
        "type": "static_select",
        "action_id": action,
        "placeholder": kit.plain(placeholder, 150),
        "options": options,
    }
    return block | {"initial_option": initial} if initial else block


def _recent(recent: Sequence[Conversation]) -> Iterator[Block]:
    if not recent:
        yield kit.note("Nothing yet.")
        return
    for at, one in enumerate(recent[:MOST_RECENT]):
        text = f"{kit.shortened(one.question, LONGEST_QUESTION)}\n{say_moment(one.last_at)}"
        shown = kit.button("Show", f"{REOPEN}:{at}", one.id)
        yield {"type": "section", "text": kit.plain(text), "accessory": shown}
    sure = kit.confirm(
        "Delete your questions?", "All your questions and their answers are deleted for good.", "Delete"
    )
    yield kit.actions([kit.button("Delete my questions", FORGET, "all", confirm=sure, style="danger")])


def _links(shown: HomeView) -> Iterator[Block]:
    own = next((one for one in shown.partnerships if one.id == shown.person.partnership), None)
    if own or shown.page_url:
        yield kit.divider()
        yield kit.bold("Links and contacts")
    if own:
        lines = "\n".join(f"• {say_contact(one)}" for one in (own.front_door, own.out_of_hours))
        yield from kit.said(lines)
    if shown.page_url:
        yield kit.actions([kit.button("Open the web page", OPEN_PAGE, "page", url=shown.page_url)])
