"""What is read from a message, row by row of the tables."""

from __future__ import annotations

import pytest

from assistant.understanding.asks import find_asks
from assistant.understanding.choices import choices_for
from assistant.understanding.editions import Editions, editions_in
from assistant.understanding.follow_up import leans_back
from assistant.understanding.places import Places, places_in
from assistant.understanding.roles import role_of
from assistant.understanding.subject import subject_of
from assistant.understanding.words import Words
from tests.assistant.understanding.tables import rows


@pytest.mark.parametrize(("message", "role"), rows("roles"))
def test_the_askers_role_is_what_they_say_of_themselves(message: str, role: str | None) -> None:
    assert role_of(message) == role


@pytest.mark.parametrize(("message", "subject"), rows("subject"))
def test_a_message_is_about_a_child_or_an_adult_or_does_not_say(message: str, subject: str | None) -> None:
    assert subject_of(message) == subject


@pytest.mark.parametrize(("message", "asks"), rows("asks"))
def test_each_question_of_a_message_stands_alone(message: str, asks: list[str]) -> None:
    assert find_asks(message) == tuple(asks)


@pytest.mark.parametrize(("earlier", "message", "leans"), rows("follow_up"))
def test_a_follow_up_is_told_from_a_new_topic(earlier: str, message: str, leans: bool) -> None:
    assert leans_back(message) is leans


@pytest.mark.parametrize(("typed", "searched"), rows("spelling"))
def test_misspelt_words_are_put_right_and_others_left_alone(typed: str, searched: str, words: Words) -> None:
    assert words.speller.respelt(typed) == searched


@pytest.mark.parametrize(
    ("message", "given", "found"), [(message, given, Places(*row)) for message, given, *row in rows("places")]
)
def test_partnerships_are_known_by_name(message: str, given: str | None, found: Places, words: Words) -> None:
    assert places_in(message, [given] if given else [], words.partnerships) == found


@pytest.mark.parametrize(
    ("message", "found"), [(message, Editions(*row)) for message, *row in rows("editions")]
)
def test_the_edition_asked_about_is_found(message: str, found: Editions, words: Words) -> None:
    assert editions_in(message, words.families) == found


@pytest.mark.parametrize(("message", "asks_back"), rows("choices"))
def test_what_is_too_short_to_search_with_is_asked_back(message: str, asks_back: bool) -> None:
    assert (2 <= len(choices_for(message)) <= 4) is asks_back
