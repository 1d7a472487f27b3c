"""What every composer that uses a language model is given, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.models import Draft, Layer, Passage


class Library(Protocol):
    """What a composer may look up; it holds nothing the asker may not read."""

    def search(self, text: str, layer: Layer) -> tuple[Passage, ...]: ...

    def open(self, section_id: str) -> Passage | None:
        """The whole section as one passage."""

    def define(self, term: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Material:
    """A question, redacted and standing alone, the passages found for it, and where to find more."""

    question: str
    role: str | None
    passages: tuple[Passage, ...]
    library: Library


class Composer(Protocol):
    """Writes drafts; nothing of them is believed until it has been verified."""

    name: str

    def compose(self, material: Material) -> tuple[Draft, ...]:
        """At least one draft, the direct answer first. Raises ComposeFailed."""
