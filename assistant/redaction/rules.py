"""A recogniser is a kind of personal data and the rules that find it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from re import Pattern

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

LANGUAGE = "en"
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


class RuleRecogniser(EntityRecognizer):  # type: ignore[misc]  # Presidio is not typed
    """Presidio's seam for one kind of personal data; its entity type is the placeholder's wording."""

    def __init__(self, kind: str, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        super().__init__(supported_entities=[kind], name=kind, supported_language=LANGUAGE)

    def load(self) -> None:
        """The rules are compiled already."""

    def analyze(
        self,
        text: str,
        entities: list[str],  # noqa: ARG002
        nlp_artifacts: NlpArtifacts,  # noqa: ARG002
    ) -> list[RecognizerResult]:
        spans = {span for rule in self.rules for span in rule.spans(text)}
        return [found(self, start, end) for start, end in sorted(spans)]


def found(recogniser: EntityRecognizer, start: int, end: int) -> RecognizerResult:
    metadata = {RecognizerResult.RECOGNIZER_NAME_KEY: recogniser.name}
    return RecognizerResult(recogniser.supported_entities[0], start, end, 1.0, recognition_metadata=metadata)
