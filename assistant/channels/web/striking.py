"""What was typed with what was taken out of it struck through: for the asker's eyes, and never kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.models import Redacted


@dataclass(frozen=True, slots=True)
class Typed:
    """A run of what was typed; where `placeholder` is set it was taken out, and that stands for it."""

    text: str
    placeholder: str | None = None


def struck(text: str, redacted: Redacted) -> tuple[Typed, ...]:
    """The whole text in order, nothing left out."""
    return tuple(one for one in _runs(text, redacted) if one.text)


def _runs(text: str, redacted: Redacted) -> Iterator[Typed]:
    end = 0
    for redaction in redacted.redactions:
        yield Typed(text[end : redaction.span.start])
        yield Typed(redaction.span.of(text), redaction.placeholder)
        end = redaction.span.end
    yield Typed(text[end:])
