"""Conversations and feedback of a real assistant, and search of its library."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from assistant.errors import NotFound, UnknownPartnership
from assistant.models import Question
from assistant.pipeline import Assistant
from assistant.store.feedback import FeedbackStore

CONSENT = "Do I need consent to share information about a child at risk of harm?"
NAMED = "Zainab Hussain, dob 12/03/2014"


def asked_twice(assistant: Assistant, owner: str | None) -> str:
    first = assistant.ask(Question(CONSENT, owner=owner))
    assistant.ask(Question("What do I record?", conversation=first.conversation, owner=owner))
    return str(first.conversation)


def test_an_owner_reads_lists_and_deletes_their_conversation(assistant: Assistant) -> None:
    talk = asked_twice(assistant, "reader")

    answers = assistant.conversation(talk, "reader")
    assert [one.question for one in answers] == [CONSENT, "What do I record?"]
    assert [one.id for one in assistant.conversations("reader")] == [talk]

    assistant.forget(talk, "reader")
    assert assistant.conversations("reader") == ()
    with pytest.raises(NotFound):
        assistant.answer(answers[0].id)


@pytest.mark.parametrize("other", ["stranger", None])
def test_anothers_conversation_looks_like_none(assistant: Assistant, other: str | None) -> None:
    talk = asked_twice(assistant, "owner")

    with pytest.raises(NotFound) as theirs:
        assistant.conversation(talk, other)
    with pytest.raises(NotFound):
        assistant.forget(talk, other)
    with pytest.raises(NotFound) as unknown:
        assistant.conversation("0" * 32, other)
    assert str(theirs.value).replace(talk, "") == str(unknown.value).replace("0" * 32, "")
    assert len(assistant.conversation(talk, "owner")) == 2


def test_a_conversation_without_an_owner_is_read_by_its_id(assistant: Assistant) -> None:
    talk = asked_twice(assistant, None)

    assert len(assistant.conversation(talk, "anybody")) == 2


def test_feedback_is_kept_without_the_personal_data_in_its_reason(
    assistant: Assistant, database: Path
) -> None:
    answer = assistant.ask(Question(CONSENT))
    assistant.feedback(answer.id, "reader", False, f"  It is about {NAMED} and of no use.  ")
    assistant.feedback(answer.id, None, True, " ")

    kept = FeedbackStore(create_engine(f"sqlite:///{database}")).of([answer.id])
    assert {(one.asker, one.useful, one.reason) for one in kept} == {
        ("reader", False, "It is about [name], dob [date of birth] and of no use."),
        ("unknown", True, None),
    }


def test_the_text_as_redacted_says_where_personal_data_stood(assistant: Assistant) -> None:
    redacted = assistant.redacted(f"About {NAMED}.")

    assert [one.span.of(f"About {NAMED}.") for one in redacted.redactions] == ["Zainab Hussain", "12/03/2014"]


def test_a_search_gives_each_section_once_nearest_first(assistant: Assistant) -> None:
    found = assistant.search("consent child risk of harm", "exampleshire", 10)

    sections = [passage.section.id for passage in found]
    assert sections[0] == "sharing#rule-3"
    assert len(set(sections)) == len(sections)


@pytest.mark.parametrize(("partnership", "reached"), [(None, False), ("exampleshire", True)])
def test_a_search_reaches_a_partnerships_text_with_that_partnership_only(
    assistant: Assistant, partnership: str | None, reached: bool
) -> None:
    found = assistant.search("Exampleshire hub", partnership, 10)

    assert ("exampleshire-protocol" in {passage.source.id for passage in found}) is reached
    assert "northmere-protocol" not in {passage.source.id for passage in found}


def test_a_search_of_a_partnership_that_is_not_held_is_refused(assistant: Assistant) -> None:
    with pytest.raises(UnknownPartnership):
        assistant.search("consent", "nowhere", 10)


@pytest.mark.parametrize("words", ["", "SW1A 1AA"])
def test_nothing_is_found_where_nothing_is_left_to_look_for(assistant: Assistant, words: str) -> None:
    assert assistant.search(words, None, 10) == ()
