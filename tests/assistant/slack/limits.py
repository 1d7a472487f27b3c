"""Slack's limits on Block Kit, as its reference states them: what breaks one, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
# not documented; measured by others at about 13,200
MOST_CHARS_OF_A_MESSAGE = 13_000
TEXTS = {
    "header": 150,
    "section": 3000,
    "context": 3000,
    "button": 75,
    "option": 75,
    "label": 2000,
    "hint": 2000,
    "title": 24,
    "submit": 24,
    "close": 24,
    "placeholder": 150,
}
KNOWN = {"header", "section", "context", "actions", "divider", "rich_text", "input"}
ELEMENTS = {
    "button",
    "static_select",
    "radio_buttons",
    "checkboxes",
    "plain_text_input",
    "multi_users_select",
}
RICH = {"rich_text_section", "rich_text_quote", "rich_text_list", "rich_text_preformatted"}
MOST_OPTIONS = {"static_select": 100, "radio_buttons": 10, "checkboxes": 10}


def broken_in_message(sent: Json) -> list[str]:
    blocks = list(sent.get("blocks") or ())
    chunks = [block for chunk in sent.get("chunks") or () for block in chunk.get("blocks", ())]
    return list(_surface("message", [*chunks, *blocks]))


def broken_in_view(view: Json) -> list[str]:
    found = list(_surface(view["type"], view["blocks"]))
    if view["type"] == "modal":
        found += [f"{part} {wrong}" for part in ("title", "close") for wrong in _text(view[part], part)]
        if "submit" in view:
            found += _text(view["submit"], "submit")
        if any(block["type"] == "input" for block in view["blocks"]) and "submit" not in view:
            found.append("a modal with fields needs a submit button")
        if len(view.get("private_metadata", "")) > 3000:
            found.append("private_metadata is longer than 3000")
    return found


def _surface(surface: str, blocks: list[Json]) -> Iterator[str]:
    if len(blocks) > MOST_BLOCKS[surface]:
        yield f"{len(blocks)} blocks in a {surface}"
    if surface == "message" and _chars(blocks) > MOST_CHARS_OF_A_MESSAGE:
        yield f"{_chars(blocks)} characters in a message"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        yield "a block_id twice"
    for at, block in enumerate(blocks):
        yield from (f"block {at} ({block['type']}): {wrong}" for wrong in _block(block))


def _block(block: Json) -> Iterator[str]:
    kind = block["type"]
    if kind not in KNOWN:
        yield "unknown type"
    if kind in {"header", "section"}:
        yield from _text(block["text"], kind)
    if kind == "section" and "accessory" in block:
        yield from _element(block["accessory"])
    if kind == "context":
        if not 1 <= len(block["elements"]) <= 10:
            yield "context needs 1 to 10 elements"
        for element in block["elements"]:
            yield from _text(element, "context")
    if kind == "actions":
        yield from _actions(block["elements"])
    if kind == "rich_text":
        yield from _rich(block["elements"])
    if kind == "input":
        yield from _text(block["label"], "label")
        yield from _element(block["element"])


def _actions(elements: list[Json]) -> Iterator[str]:
    if not 1 <= len(elements) <= 25:
        yield "actions need 1 to 25 elements"
    ids = [element["action_id"] for element in elements]
    if len(ids) != len(set(ids)):
        yield "an action_id twice"
    for element in elements:
        yield from _element(element)


def _element(element: Json) -> Iterator[str]:
    kind = element["type"]
    if kind not in ELEMENTS:
        yield f"unknown element {kind}"
    if not 1 <= len(element["action_id"]) <= 255:
        yield "action_id needs 1 to 255 characters"
    if kind == "button":
        yield from _text(element["text"], "button")
        if len(element.get("value", "")) > 2000 or len(element.get("url", "")) > 3000:
            yield "a button's value or url is too long"
        yield from _confirm(element.get("confirm"))
    if "placeholder" in element:
        yield from _text(element["placeholder"], "placeholder")
    if "options" in element:
        yield from _options(element, MOST_OPTIONS[kind])


def _confirm(confirm: Json | None) -> Iterator[str]:
    if confirm:
        for part, most in {"title": 100, "text": 300, "confirm": 30, "deny": 30}.items():
            if not 1 <= len(confirm[part]["text"]) <= most:
                yield f"confirm's {part} needs 1 to {most} characters"


def _options(element: Json, most: int) -> Iterator[str]:
    options = element["options"]
    if not 1 <= len(options) <= most:
        yield f"{element['type']} needs 1 to {most} options"
    for option in options:
        yield from _text(option["text"], "option")
        if not 1 <= len(option["value"]) <= 150:
            yield "an option's value needs 1 to 150 characters"
    chosen = (
        [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    )
    if any(one not in options for one in chosen):
        yield "the chosen option is none of the options"


def _rich(elements: list[Json]) -> Iterator[str]:
    if not elements:
        yield "rich text without elements"
    for element in elements:
        if element["type"] not in RICH:
            yield f"unknown rich text {element['type']}"
        if not element["elements"]:
            yield "a rich text element without runs"
        for piece in element["elements"]:
            if piece["type"] not in {"text", "link"}:
                yield f"unknown run {piece['type']}"
            if piece["type"] == "text" and not piece["text"]:
                yield "an empty run"
            if piece["type"] == "link" and not piece["url"].startswith(("https://", "http://")):
                yield f"a link to {piece['url']}"


def _text(text: Json, place: str) -> Iterator[str]:
    if not 1 <= len(text["text"]) <= TEXTS[place]:
        yield f"{len(text['text'])} characters where 1 to {TEXTS[place]} go"
    if text["type"] not in {"plain_text", "mrkdwn"}:
        yield f"unknown text {text['type']}"
    if place in {"header", "button", "title", "option"} and text["type"] != "plain_text":
        yield f"a {place} has to be plain text"


def _chars(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(_chars(part) for name, part in value.items() if name != "type")
    return sum(map(_chars, value)) if isinstance(value, list) else 0
