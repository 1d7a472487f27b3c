"""Block Kit pieces. Words of documents and of people go in as plain or rich text, in which nothing acts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.channels.slack.markup import escaped

Block = dict[str, Any]

LONGEST_TEXT = 3000
LONGEST_RICH_TEXT = 2500
LONGEST_LABEL = 75
LONGEST_VALUE = 2000
LONGEST_HEADER = 150
MOST_BLOCKS = 45
# Slack refuses messages whose blocks hold more than some 13,000 characters together
MOST_CHARS = 11_500


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is what a notification shows, so it holds no words of the case or of a document."""

    text: str
    blocks: tuple[Block, ...]


def plain(text: str, most: int = LONGEST_TEXT) -> Block:
    return {"type": "plain_text", "text": shortened(text, most), "emoji": False}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, LONGEST_HEADER)}


def bold(text: str) -> Block:
    return section(f"*{escaped(shortened(text, 300))}*")


def section(mrkdwn: str, accessory: Block | None = None) -> Block:
    """Our own marking; whatever is put into it has to be escaped."""
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}}
    return block | {"accessory": accessory} if accessory else block


def said(text: str) -> list[Block]:
    """Words as they are, in as many sections as they need."""
    return [{"type": "section", "text": plain(part)} for part in parts_of(text, LONGEST_TEXT)]


def note(text: str) -> Block:
    return {"type": "context", "elements": [plain(text)]}


def divider() -> Block:
    return {"type": "divider"}


def actions(buttons: Sequence[Block]) -> Block:
    return {"type": "actions", "elements": list(buttons)}


def button(label: str, action: str, value: str, **more: Any) -> Block:
    return {
        "type": "button",
        "text": plain(label, LONGEST_LABEL),
        "action_id": action,
        "value": value[:LONGEST_VALUE],
        **more,
    }


def confirm(title: str, text: str, yes: str) -> Block:
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain("Cancel", 30),
    }


def option(label: str, value: str) -> Block:
    return {"text": plain(label, LONGEST_LABEL), "value": value}


def rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def run(*elements: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(elements)}


def quoted(*elements: Block) -> Block:
    return {"type": "rich_text_quote", "elements": list(elements)}


def words(text: str, **style: bool) -> Block:
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def link(url: str, text: str) -> Block:
    return {"type": "link", "url": url, "text": text}


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def parts_of(text: str, most: int) -> list[str]:
    """The text in pieces of at most `most` characters; put together they are the text again."""
    parts = []
    while len(text) > most:
        at = max(text.rfind("\n", 0, most), text.rfind(" ", 0, most)) + 1 or most
        parts.append(text[:at])
        text = text[at:]
    return [*parts, text] if text else parts


def paged(groups: Iterable[Sequence[Block]], text: str) -> tuple[Message, ...]:
    """As few messages as Slack takes; a group, such as a heading and what it heads, stays together."""
    pages: list[list[Block]] = [[]]
    for group in groups:
        page = pages[-1]
        if page and (len(page) + len(group) > MOST_BLOCKS or chars_of([*page, *group]) > MOST_CHARS):
            pages.append([])
        pages[-1].extend(group)
    return tuple(Message(text, tuple(page)) for page in pages if page)


def chars_of(blocks: Any) -> int:
    """The characters that people read or that a link leads to."""
    if isinstance(blocks, str):
        return len(blocks)
    if isinstance(blocks, dict):
        return sum(chars_of(value) for key, value in blocks.items() if key != "type")
    return sum(map(chars_of, blocks)) if isinstance(blocks, list | tuple) else 0
