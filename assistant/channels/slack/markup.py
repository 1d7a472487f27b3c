"""Slack's own marking of text: read as what people typed, and written so that nothing in it acts."""

from __future__ import annotations

import re

_MARKED = re.compile(r"<([^<>\s|]+)(?:\|([^<>]*))?>")
_SPACES = re.compile(" {2,}")
_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


def as_typed(text: str, own_user: str | None = None) -> str:
    """A message's words: own mentions left out, people as "someone", links and channels by their label."""

    def words(found: re.Match[str]) -> str:
        target, label = found[1], found[2]
        if target.startswith(("@", "!subteam")):
            return "" if target == f"@{own_user}" else "someone"
        if target.startswith(("!", "#")):
            return label or ""
        return label or target.removeprefix("mailto:").removeprefix("tel:")

    plain = _MARKED.sub(words, text)
    for character, escape in reversed(_ESCAPES):
        plain = plain.replace(escape, character)
    return _SPACES.sub(" ", plain).strip(" ,:\n")


def mentions(text: str, user: str) -> bool:
    return re.search(rf"<@{re.escape(user)}(?:\||>)", text) is not None


def starts_with_other(text: str, own_user: str) -> bool:
    """Whether the message is addressed to somebody else."""
    found = re.match(r"\s*<@([A-Z0-9]+)", text)
    return found is not None and found[1] != own_user


def escaped(text: str) -> str:
    """Text that mrkdwn shows as it is, links and mentions included."""
    for character, escape in _ESCAPES:
        text = text.replace(character, escape)
    return text
