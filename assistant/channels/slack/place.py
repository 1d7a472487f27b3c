"""Where somebody asked, and so where the answer goes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Self


class Surface(StrEnum):
    """`direct` is the assistant's pane or a direct message; `hook` is answered by a response URL."""

    DIRECT = "direct"
    CHANNEL = "channel"
    HOOK = "hook"


@dataclass(frozen=True, slots=True)
class Place:
    """`root` is the message that the thread is or would be under; `thread` is set where replies go in it."""

    surface: Surface
    team: str
    channel: str
    user: str
    thread: str | None = None
    root: str | None = None
    hook: str | None = None

    def address(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def at(cls, address: str) -> Self:
        known = json.loads(address)
        return cls(**known | {"surface": Surface(known["surface"])})
