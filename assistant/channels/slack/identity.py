"""Pseudonyms of askers and conversations: the same each time, and telling nothing without the key."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from assistant.channels.slack.place import Place


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    key: bytes

    def owner(self, team: str, user: str) -> str:
        return self._of("owner", team, user)

    def conversation(self, place: Place) -> str | None:
        """One asker's conversation in one thread; none where there is no thread, as after a command."""
        if place.root is None:
            return None
        return self._of("conversation", place.team, place.channel, place.root, place.user)

    def thread(self, place: Place) -> str:
        """The thread itself, whoever asks in it."""
        return self._of("thread", place.team, place.channel, place.root or "")

    def _of(self, *parts: str) -> str:
        text = "".join(f"{len(part)}:{part}" for part in parts)
        return hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()[:32]
