"""A message as a whole: what the pipeline is given to work with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models import Question, Reach, Turn
from assistant.understand import Understood, understand
from assistant.understanding.asks import find_asks
from assistant.understanding.schemes import unnamed_matters
from assistant.understanding.words import Words
from ingest.models import Anchor, Section, Span, Subject

TURN = Turn("Do I need consent to share with social care?", "a1")


def understood(message: str, words: Words, *turns: Turn, **asked: Any) -> Understood:
    return understand(message, Question(message, **asked), turns, words)


def test_of_a_partnership_that_the_asker_may_not_read_only_what_is_public_is_given(words: Words) -> None:
    asked = {"partnership": "exampleshire", "other_partnership": "northmere"}

    assert understood("What do I do?", words, **asked).given == {"exampleshire", "northmere"}
    reach = Reach(frozenset({"northmere"}))
    found = understood("What do I do?", words, reach=reach, **asked)
    assert found.given == {"northmere"}
    assert (found.partnership, found.other_partnership) == ("exampleshire", "northmere")


def test_one_question_is_searched_as_it_was_typed(words: Words) -> None:
    found = understood("Can I tell the police without consent?", words)

    assert [ask.text for ask in found.asks] == ["Can I tell the police without consent?"]
    assert found.asks[0].search == found.asks[0].text
    assert not found.follows


def test_misspelt_words_are_shown_as_typed_and_searched_as_meant(words: Words) -> None:
    (ask,) = understood("do i need concent to share infomation with the new school", words).asks

    assert "concent" in ask.text
    assert "consent to share information" in ask.search


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("what does s16H say", "what does section 16H say"),
        ("is S.47(9) about refusals", "is section 47(9) about refusals"),
        ("does sec 251B bind us", "does section 251B bind us"),
        ("the child's 3 sisters and his 4 cousins", "the child's 3 sisters and his 4 cousins"),
    ],
)
def test_a_section_is_searched_as_the_law_writes_it(typed: str, searched: str, words: Words) -> None:
    (ask,) = understood(typed, words).asks

    assert ask.search == searched


def test_practitioners_terms_are_searched_for_in_the_guidances_words(words: Words) -> None:
    (ask,) = understood("does social services need to call a strat meeting?", words).asks

    assert "children's social care" in ask.terms
    assert "strategy discussion" in ask.terms


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("mum wont agree to a referral, can I still make it", False),
        ("he scored high on the DASH, can I still make a referral", True),
        ("can we refer to maracs without consent", True),
    ],
)
def test_documents_on_a_scheme_step_aside_unless_the_question_names_it(
    message: str, named: bool, words: Words
) -> None:
    (ask,) = understood(message, words).asks

    assert ("marac" not in ask.aside) is named
    assert "working-together-2026" not in ask.aside


def test_a_scheme_that_was_named_before_is_still_meant(words: Words) -> None:
    (ask,) = understood("and if she says no?", words, Turn("Should her case go to MARAC?", "a1")).asks

    assert "marac" not in ask.aside


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("She is expecting, can I refer?", True),
        ("pre birth worries about the tenants", True),
        ("we have SARs about it", True),
        ("The tenant's boyfriend hurt a child, can I refer?", False),
    ],
)
def test_sections_on_a_narrow_matter_step_aside_unless_the_question_names_it(
    message: str, named: bool, words: Words
) -> None:
    (ask,) = understood(message, words).asks
    plain = Section("guide", 0, ("Guide", "Unborn"), "Text.", (Anchor("unborn", "para 1"),), (Span(0, 5),))
    narrow = replace(plain, concerns=("expecting", "pre-birth", "subject access request"))

    assert unnamed_matters([narrow], ask.names) == (frozenset() if named else {"guide#unborn"})
    assert unnamed_matters([plain], ask.names) == frozenset()


@pytest.mark.parametrize(
    ("message", "ages"),
    [
        ("A 12 year old wants the pill, her boyfriend is 14", {12}),
        ("girl of 15, dont tell mum", {15}),
        ("she's 22, do I ring them", {22}),
        ("17 yr old lad exploited", {17}),
        ("17 and sexually active, refer?", {17}),
        ("yr 7 girl told me", {11, 12}),
        ("a 6 week old with a bruise", {0}),
        ("she is 30 weeks pregnant", set()),
        ("do I need consent in 2026", set()),
    ],
)
def test_the_age_named_first_is_whom_it_is_about(message: str, ages: set[int], words: Words) -> None:
    assert understood(message, words).asks[0].ages == ages


def test_an_age_put_right_in_a_follow_up_is_the_one_that_counts(words: Words) -> None:
    before = replace(TURN, question="A girl of 16 has been cut. Do I tell the police?")
    (ask,) = understood("sorry, she's 22, what about her?", words, before).asks
    assert ask.ages == {22}


def test_a_follow_up_stands_alone_after_the_question_before_it(words: Words) -> None:
    found = understood("what if dad objects?", words, TURN)

    assert found.follows
    assert [ask.text for ask in found.asks] == [
        "Do I need consent to share with social care? What if dad objects?"
    ]


def test_each_question_of_a_follow_up_stands_alone(words: Words) -> None:
    found = understood("and if he refuses, whose call is it and what do we tell him?", words, TURN)

    assert len(found.asks) == 2
    assert all(ask.text.startswith(TURN.question) for ask in found.asks)


def test_a_new_topic_in_a_conversation_is_not_joined_to_the_old_one(words: Words) -> None:
    found = understood("When must a school refer to the Disclosure and Barring Service?", words, TURN)

    assert not found.follows
    assert TURN.question not in found.asks[0].text


@pytest.mark.parametrize(
    ("message", "asked", "role", "role_from"),
    [
        ("I'm a nurse, can I share?", {}, "nurse", "wording"),
        ("I'm a nurse, can I share?", {"role": "midwife"}, "midwife", "given"),
        ("The nurse told me about a burn.", {}, None, None),
    ],
)
def test_a_given_role_comes_before_the_wordings(
    message: str, asked: dict[str, str], role: str | None, role_from: str | None, words: Words
) -> None:
    found = understood(message, words, **asked)

    assert (found.role, found.role_from) == (role, role_from)


def test_a_follow_up_keeps_the_role_and_subject_of_the_question_before_it(words: Words) -> None:
    earlier = Turn("I'm a health visitor and a baby has a bruise. Do I refer?", "a1")

    found = understood("what if mum objects?", words, earlier)

    assert (found.role, found.subject) == ("health_visitor", Subject.CHILDREN)


def test_the_partnerships_of_the_request_come_before_those_named(words: Words) -> None:
    found = understood("The family came from Northmere", words, partnership="exampleshire")

    assert (found.partnership, found.other_partnership) == ("exampleshire", "northmere")


def test_two_partnerships_of_the_request_are_kept(words: Words) -> None:
    found = understood(
        "Who sends the file?", words, partnership="northmere", other_partnership="exampleshire"
    )

    assert (found.partnership, found.other_partnership) == ("northmere", "exampleshire")


def test_a_bare_topic_is_asked_back_only_outside_a_conversation(words: Words) -> None:
    assert understood("consent?", words).choices
    assert not understood("consent?", words, TURN).choices


def test_a_misspelt_bare_topic_is_asked_back_too(words: Words) -> None:
    assert understood("concent?", words).choices == understood("consent?", words).choices


def test_what_changed_names_both_editions(words: Words) -> None:
    found = understood("what changed in KCSIE 2026?", words)

    assert (found.changed, found.old_edition, found.new_edition) == (True, "kcsie-2025", "kcsie-2026")
    assert found.edition is None


@pytest.mark.parametrize("message", ["?!", "[name]", "a", "\n\n", "1. 2. 3.", "🙂 ok"])
def test_any_message_gives_at_least_one_question(message: str, words: Words) -> None:
    assert 1 <= len(understood(message, words).asks) <= 3


@given(st.text(alphabet=st.sampled_from("ab what who do i and if it, ?.\n[]'1)"), min_size=1, max_size=200))
def test_any_text_is_taken_apart(text: str) -> None:
    asks = find_asks(text)

    assert 1 <= len(asks) <= 3
    assert all(asks)


def test_a_story_of_many_questions_gives_three_and_loses_none(words: Words) -> None:
    message = "Who chairs it? When is it held? Where is it written? How is it recorded? Why does it matter?"

    asks = understood(message, words).asks

    assert len(asks) == 3
    assert all(
        word in " ".join(ask.text for ask in asks)
        for word in ("chairs", "held", "written", "recorded", "matter")
    )


@pytest.mark.parametrize(
    ("message", "subject"),
    [
        ("he understands it all and says leave it, can we raise it", Subject.ADULTS),
        ("the tenant says leave it but there is a toddler upstairs", Subject.CHILDREN),
        ("the client looks after a lad of 12 and says leave it", None),
        ("client says mum and dad shout at her brother", None),
    ],
)
def test_adult_services_speak_of_adults_where_no_child_is_named(
    message: str, subject: Subject | None, words: Words
) -> None:
    assert understood(message, words, role="adult_services").subject == subject


@pytest.mark.parametrize(
    ("role", "subject"),
    [
        ("teacher", Subject.CHILDREN),
        (None, Subject.CHILDREN),
        ("gp", None),
        ("adult_services", Subject.ADULTS),
    ],
)
def test_where_the_words_do_not_tell_the_role_says_who_is_meant(
    role: str | None, subject: Subject | None, words: Words
) -> None:
    assert understood("do I need consent to refer", words, role=role).subject == subject


def test_a_message_that_reads_as_asking_for_a_meaning_might_mean_any_term_it_names(
    words: Words,
) -> None:
    asked = "the MASH has sent it on to a LADO, never came across one. can mum ask for a copy?"
    question = Question(asked)

    plain = understand(asked, question, (), words)
    read = understand(asked, question, (), words, asks_meaning=True)

    assert [term.term for ask in plain.asks for term in (*ask.meanings, *ask.might_mean)] == []
    assert [term.term for ask in read.asks for term in ask.might_mean] == ["MASH", "LADO"]


def test_a_term_that_is_asked_for_in_words_is_the_one_that_is_meant(words: Words) -> None:
    asked = "what is a MASH? the LADO told me to ring it"

    (found,) = understand(asked, Question(asked), (), words, asks_meaning=True).asks[:1]

    assert [term.term for term in found.meanings] == ["MASH"]
    assert found.might_mean == ()


def test_of_the_terms_that_it_names_it_means_the_one_that_it_quotes(words: Words) -> None:
    asked = 'the letter says "LADO informed", and the MASH has a copy. no idea'

    (found,) = understand(asked, Question(asked), (), words, asks_meaning=True).asks

    assert [term.term for term in found.might_mean] == ["LADO"]


def test_a_term_that_is_misspelt_is_asked_for_all_the_same(words: Words) -> None:
    (found,) = understood("what is operation encompas", words).asks

    assert [term.term for term in found.meanings] == ["Operation Encompass"]


def test_without_a_term_no_meaning_is_asked_for(words: Words) -> None:
    asked = "what on earth is that on the form"

    assert understand(asked, Question(asked), (), words, asks_meaning=True).asks[0].might_mean == ()
