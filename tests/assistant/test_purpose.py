"""The question the library is for is known by its words, whatever story comes before it."""

from __future__ import annotations

import pytest

from assistant.purpose import EMERGENCY, WHOM, asks_to_share, comes_down_to


@pytest.mark.parametrize(
    "question",
    [
        "grim house, no food, nits, loads of little things with these kids. can I share on a hunch",
        "gas engineer saw two children locked in a room, who do I tell",
        "Do I need mum's permission to tell school about the baby?",
        "he's 15. should we be reporting it, and am I allowed to tell the pupil's GP",
        "a detective turned up wanting the notes we hold on a girl of 14",
        "solicitor for the father has asked us for the child's chronology and everything about him",
        "decided not to pass on what the boy said, anything to do now",
    ],
)
def test_whether_and_with_whom_a_concern_is_shared(question: str) -> None:
    assert asks_to_share(question)


@pytest.mark.parametrize(
    "question",
    [
        "how do I share my calendar on an android",
        "who won the school sports day for the kids",
        "how long is a child's file kept",
        "the child told her teacher and the teacher rang home",
        "a children's home closes, whom do we have to notify",
        "the school wants everything for the children's summer fair",
    ],
)
def test_other_questions_are_not_that_one(question: str) -> None:
    assert not asks_to_share(question)


def comes_to(question: str) -> tuple[str, ...]:
    return comes_down_to(question, question)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("no heating, three kids in coats in bed. who do I ring", "Who do I tell"),
        ("boy of 9 minds his sisters all weekend, can we report it", "Can I share"),
        ("her mum says no, do I let the school know about the baby", "The parents refuse"),
        ("will I be sued for ringing about the toddler", "Will I get into trouble"),
        ("do I tell the school that a parent has depression", "Can I share information about a parent"),
        (
            "is the fact that she drinks for school, baby's mother I mean",
            "Can I share information about a parent",
        ),
    ],
)
def test_a_story_comes_down_to_a_general_question(question: str, words: str) -> None:
    assert any(general.startswith(words) for general in comes_to(question))


def test_a_concern_that_is_told_and_asks_nothing_comes_down_to_whom_to_tell() -> None:
    assert comes_to("a pupil says he sleeps in the car when his dad is cross") == (WHOM,)
    assert comes_to("a pupil says his dad is drinking again")[-1] == WHOM
    assert comes_to("mum has asked us to send the child's file on") == ()


def test_what_is_not_about_a_child_comes_down_to_nothing() -> None:
    assert comes_to("who do I tell about the broken lift") == ()


def test_a_follow_up_comes_down_to_what_it_asks_itself() -> None:
    before = "A toddler has bruises. Who do I tell?"
    assert comes_down_to(f"{before} How long is it kept?", "How long is it kept?") == ()


def test_whom_somebody_in_danger_is_told_of_is_an_emergency_whoever_they_are() -> None:
    asked = "Her ex is choking her and she dropped the phone. Can I give the operator her address?"
    assert comes_down_to(asked, asked, in_danger=True) == (EMERGENCY,)
    assert comes_down_to(asked, asked) == ()
    assert EMERGENCY not in comes_down_to("A boy has a knife.", "A boy has a knife.", in_danger=True)


@pytest.mark.parametrize("whom", ["tell her parents", "ring his mum", "let the family know", "tell him"])
def test_whether_the_family_is_told_is_no_emergency(whom: str) -> None:
    asked = f"They are flying her out tonight to be married. Can I {whom}?"
    assert EMERGENCY not in comes_down_to(asked, asked, in_danger=True)
