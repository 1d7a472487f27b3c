"""The lists of wordings fit the rest of the project."""

from __future__ import annotations

import re

import pytest

from assistant.channels.roles import Role
from assistant.understanding.addressed import addressed_to
from assistant.understanding.asks import question_first
from assistant.understanding.choices import choices_for
from assistant.understanding.follow_up import standing_alone
from assistant.understanding.roles import professions_in
from assistant.understanding.wording import read_wording
from assistant.understanding.words import Words


def test_every_role_has_titles_and_every_title_one_role() -> None:
    entries = read_wording("roles.yaml")
    titles = [title for entry in entries.values() for title in entry["titles"]]

    assert set(entries) == {role.value for role in Role}
    assert sorted(titles) == sorted(set(titles))


def test_every_profession_addressed_is_a_role() -> None:
    entries = read_wording("addressed.yaml")
    named = {role for group in entries.values() for roles in group.values() for role in roles}

    assert named <= {role.value for role in Role}


def test_every_choice_offered_is_a_question_that_is_not_asked_back() -> None:
    offered = [choice for topic in read_wording("choices.yaml")["topics"] for choice in topic["choices"]]

    assert [one for one in offered if not one.endswith("?") or choices_for(one)] == []


@pytest.mark.parametrize(
    ("heading", "roles"),
    [
        ("Should a doctor ask for consent? (GMC paragraph 34)", {"gp"}),
        ("What does the NMC say?", {"nurse", "midwife", "health_visitor"}),
        ("What does the HCPC say?", set()),
        ("What must teachers do about FGM?", {"teacher", "dsl"}),
        ("Children with a social worker (paragraph 218)", None),
        ("What should be recorded?", None),
    ],
)
def test_a_heading_says_whose_rules_it_gives(heading: str, roles: set[str] | None) -> None:
    assert addressed_to(("Some guidance", heading)) == roles


def test_every_profession_named_is_seen_whoever_has_it() -> None:
    assert professions_in("I'm a teacher and the GP told the health visitors") == {
        "teacher",
        "gp",
        "health_visitor",
    }


def test_a_long_messages_question_comes_first_for_the_search() -> None:
    message = "A pupil told me she is hungry. Do I refer her? She has two brothers."

    assert question_first(message) == "Do I refer her? A pupil told me she is hungry. She has two brothers."


@pytest.mark.parametrize(
    ("earlier", "joined"),
    [
        ("Do I need consent to share?", "Do I need consent to share? What if dad objects?"),
        ("do i need consent", "do i need consent? What if dad objects?"),
        ("dad has asked for the file", "dad has asked for the file. What if dad objects?"),
    ],
)
def test_a_follow_up_is_read_after_the_question_it_leans_on(earlier: str, joined: str) -> None:
    assert standing_alone(earlier, "what if dad objects?") == joined


def test_a_long_earlier_question_is_shortened_in_the_middle() -> None:
    earlier = " ".join(f"word{number}" for number in range(300))

    joined = standing_alone(earlier, "and the GP?")

    assert joined.startswith("word0 ")
    assert joined.endswith("word299. And the GP?")
    assert len(joined.split()) < 100


def test_no_word_of_the_library_or_of_the_language_is_corrected(words: Words) -> None:
    ordinary = "the patient content confidant persona concerning whereas guarding theres whove touchline"

    assert words.speller.respelt(ordinary) == ordinary


def test_a_placeholder_is_never_corrected(words: Words) -> None:
    text = "[name] of [addres] told [shcool] in concent"

    assert re.findall(r"\[[^\]]+\]", words.speller.respelt(text)) == ["[name]", "[addres]", "[shcool]"]
