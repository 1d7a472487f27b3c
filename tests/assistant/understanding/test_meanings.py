"""Which terms a question asks the meaning of."""

from __future__ import annotations

import pytest

from assistant.understanding.meanings import asks_for_the_word, terms_asked
from ingest.sources.glossary import Glossary, Term

LADO = Term(
    term="LADO",
    full="local authority designated officer",
    meaning="A council officer who oversees allegations.",
    also=("allegations manager",),
)
MASH = Term(term="MASH", meaning="The team that receives concerns.", as_written=("MASH",))
PR = Term(term="PR", full="parental responsibility", meaning="A parent's rights.", also=("has pr",))
CP_IS = Term(term="CP-IS", meaning="A service that flags a child.")
NFA = Term(term="NFA", full="no further action", meaning="A decision to do nothing more.")
SENCO = Term(term="SENCO", meaning="Who leads on special needs.")
GLOSSARY = Glossary(terms=(LADO, MASH, PR, CP_IS, NFA, SENCO))


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("what is a LADO", LADO),
        ("whats the LADO", LADO),
        ("who is the LADO?", LADO),
        ("so what is an allegations manager", LADO),
        ("what does LADO stand for", LADO),
        ("so what is CP-IS", CP_IS),
        ("what does NFA stand for", NFA),
        ("who is the SENCO?", SENCO),
        ("no idea what a mash is", MASH),
        ("first day in the job. someone from the mash rang about a boy. what is a mash", MASH),
        ("our notice says what PR means on a file", PR),
        ("what do they mean by parental responsibility", PR),
        ("head says i have to ring the LADO about a coach. who on earth is that", LADO),
        ("the minutes end with LADO informed. what does it mean, need to tell mum", LADO),
        ("invited to the LADO tomorrow, what sort of meeting is it", LADO),
        ("she said get hold of the LADO. the what?", LADO),
        ("mum asks what parental responsibility is before she signs", PR),
        ("how is a LADO different from a social worker", LADO),
        ("whats the difference between the LADO and a governor", LADO),
    ],
)
def test_a_term_that_is_asked_for_by_its_name_or_by_a_pronoun(question: str, term: Term) -> None:
    assert terms_asked(question, GLOSSARY) == (term,)


@pytest.mark.parametrize(
    "question",
    [
        "what is the LADO going to do now",
        "the MASH has said no. what are my options",
        "the MASH has closed it, what is my next step",
        "who do I tell about the LADO meeting",
        "it was closed as NFA. what is my next step",
        "NFA again, whats our way forward",
        "who is our LADO",
        "how is the LADO involved when a volunteer is accused",
        "dad, who has PR, has asked for the file",
        "mum rang the MASH herself. what is it that she can see",
        "what is a genogram",
        "what is that",
    ],
)
def test_what_asks_something_else_asks_no_meaning(question: str) -> None:
    assert terms_asked(question, GLOSSARY) == ()


def test_two_terms_are_each_explained_once() -> None:
    asked = "what is a LADO and what is the MASH? what is a LADO"
    assert terms_asked(asked, GLOSSARY) == (LADO, MASH)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("is there a proper name for a kid doing it to a kid", True),
        ("what's it called when they take over his flat", True),
        ("what do you call the meeting after that", True),
        ("the social worker called about the boy, what now", False),
        ("do I give his name for the referral", False),
        ("may I tell the school", False),
    ],
)
def test_what_asks_for_the_word_describes_what_it_stands_for(question: str, asks: bool) -> None:
    assert asks_for_the_word(question) is asks
