"""The kind of answer a question asks for: heard in its words, favoured where it stands, missed where not."""

from __future__ import annotations

import pytest

from assistant.expected import AGE, CONTACT, COUNT, MONEY, TIME, Kind, expected, favour, lacking
from tests.assistant.test_extract import passage


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("how long do we keep the file", (TIME,)),
        ("how many working days have they got to reply", (TIME,)),
        ("what's the deadline for the report", (TIME,)),
        ("when does the interview have to be done by?", (TIME,)),
        ("the request came this morning. due when", (TIME,)),
        ("what does a copy of the file cost", (MONEY,)),
        ("whats the biggest fine the regulator can give", (MONEY,)),
        ("how old does she have to be to agree", (AGE,)),
        ("how many steps are there", (COUNT,)),
        ("whats the phone number for the mash", (CONTACT,)),
        ("number for out of hours", (CONTACT,)),
        ("LADO contact details pls", (CONTACT,)),
        ("have you got a number I can phone", ()),
        ("we got an email from the police about a lad", ()),
        ("the police want her new phone number", ()),
        ("have the school got the right phone number to give the police", ()),
        ("may I tell the school", ()),
    ],
)
def test_the_words_of_a_question_tell_what_kind_of_answer_it_asks_for(
    question: str, kinds: tuple[Kind, ...]
) -> None:
    assert expected(question) == kinds


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("how soon", "The reply is sent within two working days."),
        ("how soon", "It is reported without undue delay."),
        ("how long", "Records are kept until the child is 25."),
        ("what does it cost", "A copy is free."),
        ("how old", "A young person over 16 decides."),
        ("how many meetings", "Three meetings are held."),
        ("phone number for the helpline", "The line is 01632 960123."),
        ("email address for the helpline", "Write to help@example.org."),
    ],
)
def test_a_sentence_of_the_kind_comes_before_one_that_is_as_near(question: str, sentence: str) -> None:
    (found,) = favour([passage(f"Somebody at the council knows. {sentence}", (0.5, 0.5))], question)

    assert found.sentence_scores[1] > found.sentence_scores[0]


def test_nothing_is_favoured_where_no_kind_is_asked_for() -> None:
    found = passage("Somebody knows. It takes two days.", (0.5, 0.4))

    assert favour([found], "may I tell the school") == (found,)


def test_a_kind_is_lacking_where_no_sentence_near_the_question_is_of_it() -> None:
    near = passage("The fee is set by the court. Nobody is told.", (0.6, 0.5))
    far = passage("The hearing is in public. Bring two copies.", (0.6, 0.1))

    assert lacking([near], "how long does the hearing take")
    assert lacking([far], "how many copies do I bring")
    assert lacking([near, far], "phone number for the court")
    assert not lacking([far], "what is the hearing")
    assert not lacking([passage("It takes two hours.", (0.6,))], "how long does the hearing take")
