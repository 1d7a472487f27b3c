"""What a text is heard to say, and how the labels and the fit are read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from evals.bench.says import Labelled, agreement, in_order, kappa, load_labelled, measure
from evals.listening import Listener
from tests.encoder import WordEncoder

RULE = "The file is sent within 5 days. A parent's consent is not needed for that."


@pytest.fixture
def listener() -> Listener:
    return Listener(WordEncoder().encode)


@pytest.mark.parametrize(
    ("statement", "heard"),
    [
        ("The file is sent within 5 days", True),
        ("The file is sent within 15 days", False),
        ("A parent's consent is not needed", True),
        ("The police are told", False),
    ],
)
def test_a_statement_is_heard_by_its_words_and_numbers(
    listener: Listener, statement: str, heard: bool
) -> None:
    assert listener.heard(statement, [RULE]) is heard


@pytest.mark.parametrize(
    ("claim", "text", "claimed"),
    [
        ("You always need consent", "You always need consent.", True),
        ("You always need consent", "You do not always need consent.", False),
        ("Confidentiality is absolute", "Confidentiality is not absolute.", False),
    ],
)
def test_a_denial_does_not_claim_what_it_denies(
    listener: Listener, claim: str, text: str, claimed: bool
) -> None:
    assert listener.claimed(claim, [text]) is claimed


@pytest.mark.parametrize(
    ("name", "text", "heard"),
    [
        ("Okonkwo", "Mr OKONKWO rang.", True),
        ("Kon", "Mr Okonkwo rang.", False),
        ("943 476 5919", "NHS 9434765919", True),
    ],
)
def test_a_name_or_number_is_heard_as_it_is_written(
    listener: Listener, name: str, text: str, heard: bool
) -> None:
    assert listener.heard(name, [text]) is heard


def test_nothing_is_heard_in_no_text(listener: Listener) -> None:
    assert not listener.heard("Consent is not always needed", [])


def test_a_text_is_encoded_once() -> None:
    encoded: list[str] = []

    def encode(texts: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        encoded.extend(texts)
        return np.ones((len(texts), 2), dtype=np.float32)

    listener = Listener(encode)
    for _ in range(2):
        listener.heard("The file is sent on", ["The file is sent."])

    assert sorted(encoded) == ["The file is sent on", "The file is sent."]


def test_every_labelled_statement_has_texts_of_both_kinds_and_there_are_enough() -> None:
    pairs = list(in_order(load_labelled()))

    assert len(pairs) >= 80
    assert len(set(pairs)) == len(pairs)
    assert 0.3 < sum(label for _, _, label in pairs) / len(pairs) < 0.7


@pytest.mark.parametrize("heard", [[True, False, True, False], [True, True, False, True]])
def test_kappa_is_cohens(heard: list[bool]) -> None:
    labels = [True, False, False, False]

    assert kappa(np.array(heard), np.array(labels)) == pytest.approx(cohen_kappa_score(heard, labels))


def test_agreement_counts_what_was_heard_of_each_kind() -> None:
    labelled = [Labelled.model_validate({"statement": "s", "says": ["a", "b"], "not": ["c", "d"]})]

    assert agreement(labelled, [True, False, True, False]) == {
        "agreement": 0.5,
        "kappa": 0.0,
        "heard_of_said": 0.5,
        "heard_of_unsaid": 0.5,
    }


def test_the_fit_agrees_with_plain_labels_it_was_not_fitted_on(listener: Listener) -> None:
    subjects = ("file", "form", "call", "letter", "note", "record", "visit", "chart")
    labelled = [
        Labelled.model_validate(
            {
                "statement": f"the {one} is sent by the school",
                "says": [f"The {one} is sent by the school."],
                "not": ["Pizza is eaten in Naples."],
            }
        )
        for one in subjects
    ]

    report = measure(labelled, listener)

    assert report["held_out"] == {"agreement": 1, "kappa": 1, "heard_of_said": 1, "heard_of_unsaid": 0}
