"""A kind of personal data and the rules that find it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from re import Pattern

Check = Callable[[str], bool]


def anything(_value: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """What the group `it` of `pattern` matches is personal data if `holds` says so."""

    pattern: Pattern[str]
    holds: Check = anything

    def spans(self, text: str) -> list[tuple[int, int]]:
        return [m.span("it") for m in self.pattern.finditer(text) if self.holds(m["it"])]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One kind of personal data, in the placeholder's wording, and every rule for it."""

    kind: str
    rules: Sequence[Rule]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the kind stands in the text, in order."""
        return sorted({span for rule in self.rules for span in rule.spans(text)})
