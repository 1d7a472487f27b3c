"""What a text is heard to say."""

from __future__ import annotations

import pytest

from evals.hearing.listener import Hearing, Listener, fitted
from tests.encoder import WordEncoder

RULE = "The file is sent within 5 days. A parent's consent is not needed for that."
WINDOWS = (
    "A request about a Window 4 child is answered within two days, about a Window 3 child within five days."
)


@pytest.fixture
def listener() -> Listener:
    return Listener(WordEncoder())


@pytest.mark.parametrize(
    ("statement", "text", "heard"),
    [
        ("The file is sent within 5 days", RULE, True),
        ("The file is sent within 15 days", RULE, False),
        ("A parent's consent is not needed", RULE, True),
        ("A parent's consent is needed", RULE, False),
        ("The police are told", RULE, False),
        ("Within two days for a Window 4 child", WINDOWS, True),
        ("Within five days for a Window 4 child", WINDOWS, False),
        ("The file may be sent", "The file must be sent.", False),
        ("Every file is sent", "Some of the files are sent.", False),
    ],
)
def test_a_statement_is_heard_by_its_words_numbers_and_denials(
    listener: Listener, statement: str, text: str, heard: bool
) -> None:
    assert listener.heard(statement, [text]) is heard


def test_a_statement_may_be_made_over_two_sentences(listener: Listener) -> None:
    texts = ["The record is kept. The school sends it to the new school."]

    assert listener.heard("The record is kept and the school sends it to the new school", texts)


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
    encoder = WordEncoder()
    listener = Listener(encoder)
    for _ in range(2):
        listener.heard("The file is sent on", ["The file is sent."])

    assert sorted(encoder.texts) == ["The file is sent.", "file sent"]


def test_what_is_fitted_states_its_agreement_with_labels_held_out() -> None:
    stated = fitted().held_out

    assert stated
    assert stated.pairs >= 200


def test_a_model_of_the_signs_may_leave_some_out(listener: Listener) -> None:
    words_alone = Hearing(constant=-1, weights={"held": 2}, threshold=0.7)

    assert Listener(WordEncoder(), words_alone).heard("The file may be sent", ["The file must be sent."])
