"""What kind of message it is: read by the model that ships, and by none where none is fitted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from pydantic import TypeAdapter

from assistant.classifier import PIECE_WORDS, Classifier, Kind, load_classifier
from assistant.triage import triage
from evals.bench.classifier import DANGER, MEANINGS, Danger, Meanings
from evals.bench.written import load_written
from ingest.embed import Embedded, load_embedder
from tests.encoder import WordEncoder

STORY = "We had the review on Tuesday and the plan for the older ones was agreed by everybody there. " * 12


class KnifeEncoder(WordEncoder):
    """A text with a knife in it lies another way than all others."""

    def encode_tokens(self, texts: Sequence[str]) -> list[Embedded]:
        self.texts.extend(texts)
        vectors = [np.array([1, 0] if "knife" in text else [0, 1], dtype=np.float32) for text in texts]
        return [Embedded(vector, vector[None]) for vector in vectors]


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    return load_classifier(load_embedder())


@pytest.fixture(scope="module")
def danger() -> Danger:
    return load_written(DANGER, TypeAdapter(Danger))


def share(shipped: Classifier, kind: Kind, texts: tuple[str, ...]) -> float:
    return float(np.mean([kind in shipped.kinds(text) for text in texts]))


def test_danger_is_read_in_words_that_no_rule_knows(shipped: Classifier, danger: Danger) -> None:
    held_out = danger.held_out
    unseen = tuple(text for text in held_out.urgent if not triage(text).urgent)

    assert len(unseen) > 20
    assert share(shipped, Kind.DANGER, unseen) >= 0.85
    assert share(shipped, Kind.DANGER, held_out.urgent) >= 0.91
    assert share(shipped, Kind.DANGER, held_out.calm) <= 0.03


def test_with_the_rules_hardly_a_danger_is_missed(shipped: Classifier, danger: Danger) -> None:
    missed = [
        text
        for text in danger.held_out.urgent
        if not triage(text).urgent and Kind.DANGER not in shipped.kinds(text)
    ]
    assert len(missed) / len(danger.held_out.urgent) <= 0.02


def test_what_asks_for_a_meaning_is_told_from_what_names_a_term(shipped: Classifier) -> None:
    written = load_written(MEANINGS, TypeAdapter(Meanings)).held_out

    assert share(shipped, Kind.MEANING, written.asks) >= 0.75
    assert share(shipped, Kind.MEANING, written.asks_else) <= 0.08


def test_a_long_message_is_read_in_pieces_and_any_of_them_may_tell() -> None:
    encoder = KnifeEncoder()
    classifier = Classifier(encoder, {Kind.DANGER: np.array([1.0, 0.0, -0.5], dtype=np.float32)})
    story = " ".join(f"word{number}" for number in range(200))

    assert classifier.kinds(f"{story} knife") == classifier.kinds(f"knife {story}") == {Kind.DANGER}
    assert classifier.kinds(story) == frozenset()
    assert max(len(text.split()) for text in encoder.texts) == PIECE_WORDS
    assert {word for text in encoder.texts for word in text.split()} == {*story.split(), "knife"}


def test_nothing_is_read_of_nothing(shipped: Classifier) -> None:
    assert shipped.kinds("  \n ") == frozenset()


def test_with_a_model_that_none_is_fitted_to_nothing_is_read() -> None:
    words = WordEncoder()

    assert load_classifier(words).kinds("he has a knife to her throat") == frozenset()
    assert words.texts == []
