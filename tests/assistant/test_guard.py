from __future__ import annotations

import pytest

from assistant.errors import QuestionRefused
from assistant.guard import guard


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  Can   I\tshare\u00a0this? ", "Can I share this?"),
        ("First line\nsecond line", "First line second line"),
        ("First paragraph.\r\n \r\n\r\nSecond one.", "First paragraph.\n\nSecond one."),
        ("First paragraph.\u2029Second one.", "First paragraph.\n\nSecond one."),
        ("safe\x00guard\x1b[31ming\x7f", "safeguard[31ming"),
        ("con\u00adsent", "consent"),
        ("con\u200bs\u200ce\u200dn\ufefft", "consent"),
        ("\u202etnesnoc\u202c \u2066yes\u2069", "tnesnoc yes"),
        ("hello\U000e0041\U000e0042\U000e007f there", "hello there"),
        ("he\ufe01llo\U000e0100 there\u3164", "hello there"),
        ("half a pair \ud800 here", "half a pair here"),
    ],
)
def test_what_cannot_be_seen_is_taken_out_and_spaces_are_folded(typed: str, read: str) -> None:
    assert guard(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "Zoë and Siân asked for a café meeting",
        "Is this ok? 😟",
        "the family 👨‍👩‍👧 and the teacher 👩🏽‍🏫",
        "I ❤️ this",
        "Żaneta, 李, محمد and Ọláyínká",
    ],
)
def test_accents_emoji_and_other_scripts_are_kept(typed: str) -> None:
    assert guard(typed) == typed


def test_an_accent_typed_apart_becomes_one_letter() -> None:
    assert guard("Zoe\u0308") == "Zo\u00eb"


def test_an_accent_cut_off_by_an_invisible_character_is_joined_again() -> None:
    assert guard("Zoe\u200b\u0308") == "Zo\u00eb"


@pytest.mark.parametrize("typed", ["", "  \n\t ", "?!", "...", "\u200b\u200b", "— ’ “”", "😟"])
def test_a_question_without_words_is_refused(typed: str) -> None:
    with pytest.raises(QuestionRefused, match="no words in it: type what you would like to know"):
        guard(typed)


def test_a_long_question_is_refused_with_its_length_the_limit_and_what_to_do() -> None:
    with pytest.raises(QuestionRefused, match=r"has 4,001 characters and the limit is 4,000: .*in parts"):
        guard("a" * 4001)


def test_a_question_of_just_the_limit_is_taken() -> None:
    assert guard("a" * 4000) == "a" * 4000


def test_the_length_is_counted_after_white_space_is_folded() -> None:
    assert guard("a" + " " * 5000 + "b", max_chars=3) == "a b"


def test_the_limit_can_be_set() -> None:
    with pytest.raises(QuestionRefused, match="the limit is 10:"):
        guard("a question of more than ten", max_chars=10)


def test_reading_twice_changes_nothing() -> None:
    once = guard(" Zoe\u0308 \u200b 👨‍👩‍👧 \n\n\n said\tso ")
    assert guard(once) == once
