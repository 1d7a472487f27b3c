"""Passages to points in one pass of a language model: statements over labelled sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.compose.asking import labels_for, message_for
from assistant.compose.base import Material
from assistant.compose.statements import Reply, drafts_of
from assistant.models import Draft
from assistant.prompts import read_prompt

if TYPE_CHECKING:
    from assistant.chat import Chat


class Generate:
    """One call, one retry, within the chat's time and tokens."""

    name = "generate"

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._instructions = f"{read_prompt('rules')}\n\n{read_prompt('generate')}"

    def compose(self, material: Material) -> tuple[Draft, ...]:
        labels = labels_for(material, self._instructions, self._chat.limits.tokens_in)
        reply = self._chat.reply(self._instructions, message_for(material, labels), Reply)
        return drafts_of(reply, labels)
