"""The modals: an extract in its place, a reason, an earlier answer, the settings of a channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.channels.official import official_link
from assistant.channels.roles import Role
from assistant.channels.slack import elements as kit
from assistant.channels.slack.elements import Block, Message
from assistant.channels.slack.rules import ChannelRules, Shown
from assistant.channels.wording import AUTHORITY_LABEL
from assistant.models import Citation
from ingest.models import Partnership

View = dict[str, Any]

REASON_VIEW = "reason"
SETTINGS_VIEW = "settings"
MOST_MODAL_BLOCKS = 100
MOST_REASON_CHARS = 1000


def extract_modal(citation: Citation, section_text: str | None) -> View:
    """The quoted words, marked, in the section as it is stored; alone if it has changed since."""
    told = f"{AUTHORITY_LABEL[citation.authority]}, {citation.publisher}, version {citation.version}"
    quoted = [kit.rich(kit.quoted(kit.words(part))) for part in _cut(citation.quote)]
    blocks = [
        kit.bold(f"[{citation.number}] {citation.title}, {citation.anchor}"),
        kit.note(told),
        *quoted,
        *_official(citation),
        *_in_place(citation, section_text),
    ]
    return _modal("Extract", blocks[:MOST_MODAL_BLOCKS])


def reason_modal(answer_id: str) -> View:
    entry = {
        "type": "plain_text_input",
        "action_id": "reason",
        "multiline": True,
        "max_length": MOST_REASON_CHARS,
    }
    field = {
        "type": "input",
        "block_id": "reason",
        "optional": True,
        "label": kit.plain("What was missing or wrong?"),
        "hint": kit.plain("Leave out anything that identifies a person. What you have said is kept already."),
        "element": entry,
    }
    view = _modal("Not useful", [field])
    return view | {"callback_id": REASON_VIEW, "private_metadata": answer_id, "submit": kit.plain("Send", 24)}


def answer_modal(messages: Sequence[Message]) -> View:
    """An answer from before; what does not fit is left out."""
    blocks = [block for message in messages for block in message.blocks]
    return _modal("Earlier answer", [one for one in blocks if one["type"] != "actions"][:MOST_MODAL_BLOCKS])


def settings_modal(channel: str, rules: ChannelRules, partnerships: Sequence[Partnership]) -> View:
    fields = list(_settings_fields(rules, [kit.option(one.name, one.id) for one in partnerships[:100]]))
    view = _modal("Channel settings", fields)
    return view | {"callback_id": SETTINGS_VIEW, "private_metadata": channel, "submit": kit.plain("Save", 24)}


def rules_entered(entered: Mapping[str, Any]) -> ChannelRules:
    """Raises pydantic's ValidationError for what is no id."""
    groups = [one.strip() for one in (entered.get("groups") or "").split(",")]
    return ChannelRules(
        enabled=bool(entered.get("enabled")),
        partnership=entered.get("partnership"),
        role=entered.get("role"),
        answers=Shown(entered.get("answers") or Shown.EPHEMERAL),
        mention_only=bool(entered.get("mention_only")),
        people=tuple(entered.get("people") or ()),
        groups=tuple(one for one in groups if one),
    )


def _settings_fields(rules: ChannelRules, areas: Sequence[Block]) -> Iterator[Block]:
    roles = [kit.option(role.label, role.value) for role in Role]
    shown = [
        kit.option("Only to the one who asks", Shown.EPHEMERAL),
        kit.option("To everyone in the channel", Shown.PUBLIC),
    ]
    yield _field("Answer in this channel", _ticked("enabled", "Yes", rules.enabled))
    if areas:
        yield _field("Partnership", _select("partnership", areas, rules.partnership))
    yield _field("Role of those who have chosen none", _select("role", roles, rules.role))
    yield _field("Show answers", _radio("answers", shown, rules.answers))
    yield _field("Follow-ups", _ticked("mention_only", "Only with a mention", rules.mention_only))
    people: Block = {"type": "multi_users_select", "action_id": "people"}
    yield _field("Who may ask (nobody chosen: everyone)", people | _initial("users", list(rules.people)))
    groups: Block = {"type": "plain_text_input", "action_id": "groups"}
    yield _field("User groups that may ask (ids)", groups | _initial("value", ", ".join(rules.groups)))


def _modal(title: str, blocks: Sequence[Block]) -> View:
    return {
        "type": "modal",
        "title": kit.plain(title, 24),
        "close": kit.plain("Close", 24),
        "blocks": list(blocks),
    }


def _official(citation: Citation) -> list[Block]:
    url = official_link(citation)
    return [kit.rich(kit.run(kit.link(url, "Open the official page")))] if url else []


def _in_place(citation: Citation, text: str | None) -> list[Block]:
    if text is None or text[citation.start : citation.end] != citation.quote:
        return [kit.note("The stored text has changed since; the words above are those that were quoted.")]
    before = [kit.words(part) for part in _cut(text[: citation.start])]
    marked = [kit.words(part, bold=True) for part in _cut(citation.quote)]
    after = [kit.words(part) for part in _cut(text[citation.end :])]
    return [kit.divider(), kit.note("In its section:"), *_runs([*before, *marked, *after])]


def _runs(parts: Sequence[Block]) -> list[Block]:
    """Text that goes on in one paragraph, in as few blocks as hold it."""
    runs: list[list[Block]] = [[]]
    for part in parts:
        if runs[-1] and kit.chars_of([*runs[-1], part]) > kit.LONGEST_RICH_TEXT:
            runs.append([])
        runs[-1].append(part)
    return [kit.rich(kit.run(*each)) for each in runs if each]


def _cut(text: str) -> list[str]:
    return kit.parts_of(text, kit.LONGEST_RICH_TEXT)


def _field(label: str, element: Block) -> Block:
    return {
        "type": "input",
        "block_id": element["action_id"],
        "optional": True,
        "label": kit.plain(label),
        "element": element,
    }


def _select(action: str, options: Sequence[Block], chosen: str | None) -> Block:
    initial = next((one for one in options if one["value"] == chosen), None)
    select: Block = {"type": "static_select", "action_id": action, "options": list(options)}
    return select | _initial("option", initial)


def _radio(action: str, options: Sequence[Block], chosen: str) -> Block:
    return _select(action, options, chosen) | {"type": "radio_buttons"}


def _ticked(action: str, label: str, ticked: bool) -> Block:
    box = [kit.option(label, action)]
    boxes: Block = {"type": "checkboxes", "action_id": action, "options": box}
    return boxes | _initial("options", box if ticked else [])


def _initial(what: str, value: Any) -> Block:
    return {f"initial_{what}": value} if value else {}
