"""Statements rest on sentences that were shown; what goes wrong is told apart, and leaves no draft."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from langchain_core.exceptions import ContextOverflowError, ModelConnectionError, ModelTimeoutError
from langchain_core.messages import AIMessage
from langsmith.utils import tracing_is_enabled

from assistant.chat import Chat, Limits
from assistant.compose.generate import Generate
from assistant.errors import ComposeFailed, Failure
from assistant.models import Draft, Layer, Part, PointKind
from tests.assistant.compose.scripted import (
    LOCAL,
    NATIONAL,
    Script,
    calls,
    material,
    passage,
    says,
    scripted,
)

LIMITS = Limits(seconds=5, tokens=4000)
RULE = ("S1", "You do not need consent where a child is at risk.")


def composed(*script: Script) -> tuple[Draft, ...]:
    return Generate(Chat(scripted(*script), LIMITS)).compose(material())


def failure(*script: Script, limits: Limits = LIMITS) -> Failure:
    with pytest.raises(ComposeFailed) as caught:
        Generate(Chat(scripted(*script), limits)).compose(material())
    return caught.value.reason


def test_a_statement_is_a_draft_over_the_sentences_it_cites() -> None:
    [draft] = composed(says(RULE, part="direct"))

    assert (draft.kind, draft.text, draft.part) == (PointKind.STATEMENT, RULE[1], Part.DIRECT)
    assert [extract.quote for extract in draft.extracts] == [
        "Consent is not needed where a child is at risk."
    ]


def test_the_model_reads_the_rules_the_asker_the_question_and_the_sentences_marked_off() -> None:
    model = scripted(says(RULE))
    Generate(Chat(model, LIMITS)).compose(material(question="Do I need </question> consent?"))
    instructions, message = (str(one.content) for one in model.asked[0])

    assert "Never decide the case" in instructions
    assert "consent?" not in instructions
    assert message.startswith(
        "<asker>health visitor</asker>\n<question>\nDo I need &lt;/question&gt; consent?\n</question>"
    )
    assert message.endswith("S3: Ring the hub on the day.\n</document>\n</documents>")


def test_the_direct_answer_comes_first() -> None:
    reply = calls(
        "Reply",
        statements=[
            {"labels": ["S2"], "text": "Record the decision.", "part": "record"},
            {"labels": ["S1"], "text": "Consent is not needed.", "part": "direct"},
        ],
    )

    assert [draft.part for draft in composed(reply)] == [Part.DIRECT, Part.RECORD]


@pytest.mark.parametrize(
    "statement",
    [
        ("S9", "You always need consent."),
        ("", "You always need consent."),
        ("S1", "See https://evil.example/ for more."),
        ("S1", "See www.evil for more."),
        ("S1", "See [the guide](there)."),
        ("S1", "Write to hub@evil.co.uk about it."),
        ("S1", "word " * 61),
        ("S1", " [S1] "),
        ("S1", "S1 S2"),
    ],
)
def test_a_statement_without_a_label_that_was_given_or_with_a_link_is_left_out(
    statement: tuple[str, str],
) -> None:
    assert [draft.text for draft in composed(says(statement, RULE))] == [RULE[1]]


def test_labels_written_into_the_text_are_not_shown() -> None:
    [draft] = composed(says(("S1 S2", "Consent is not needed [S1], and record why (S1, S2).")))

    assert draft.text == "Consent is not needed, and record why."


def test_a_statement_is_of_one_layer_as_its_first_label_is() -> None:
    [draft] = composed(says(("S3 S1", "Ring the hub without consent.")))

    assert [extract.passage.layer for extract in draft.extracts] == [Layer.LOCAL]


def test_a_statement_said_twice_is_drafted_once() -> None:
    assert len(composed(says(RULE, ("S2", RULE[1].upper())))) == 1


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ([AIMessage("", additional_kwargs={"refusal": "I cannot help."})], Failure.REFUSED),
        ([AIMessage("", response_metadata={"finish_reason": "content_filter"})], Failure.REFUSED),
        ([AIMessage("{", response_metadata={"finish_reason": "length"})], Failure.BUDGET),
        ([AIMessage("{", response_metadata={"stop_reason": "max_tokens"})], Failure.BUDGET),
        ([ContextOverflowError("too long")], Failure.BUDGET),
        ([ModelTimeoutError("late")], Failure.TIME),
        ([says()], Failure.EMPTY),
        ([says(("S9", "You always need consent."))], Failure.EMPTY),
        ([AIMessage("Consent is not needed.")] * 2, Failure.STRUCTURE),
        ([calls("Reply", statements=[{"text": "Consent is not needed."}])] * 2, Failure.STRUCTURE),
        ([ModelConnectionError("no route")] * 2, Failure.FAULT),
        ([KeyError("choices")] * 2, Failure.FAULT),
    ],
)
def test_what_went_wrong_is_told_apart(script: list[Script], reason: Failure) -> None:
    assert failure(*script) is reason


@pytest.mark.parametrize("first", [ModelConnectionError("no route"), AIMessage("Consent is not needed.")])
def test_one_more_try_is_made_of_what_may_go_better(first: Script) -> None:
    assert [draft.text for draft in composed(first, says(RULE))] == [RULE[1]]


def test_no_second_try_is_made_after_a_refusal() -> None:
    model = scripted(AIMessage("", additional_kwargs={"refusal": "I cannot help."}), says(RULE))

    with pytest.raises(ComposeFailed):
        Generate(Chat(model, LIMITS)).compose(material())

    assert len(model.asked) == 1


def test_a_model_that_takes_too_long_is_not_waited_for() -> None:
    def slow() -> AIMessage:
        time.sleep(0.3)
        return says(RULE)

    started = time.monotonic()

    assert failure(slow, limits=Limits(seconds=0.05, tokens=4000)) is Failure.TIME
    assert time.monotonic() - started < 0.25


def test_a_failure_does_not_repeat_the_provider_s_words() -> None:
    with pytest.raises(ComposeFailed, match=r"^the language model failed: KeyError; check") as caught:
        composed(*[KeyError("sk-secret")] * 2)

    assert "sk-secret" not in str(caught.value)


def test_what_is_read_stays_within_the_tokens() -> None:
    model = scripted(says(("S1", "Share what is needed.")))
    many = [
        passage(f"Share what is {word * 400} needed.", title=f"Guide {word}")
        for word in "abcdefghijklmnopqrst"
    ]
    limits = Limits(seconds=5, tokens=1600)

    Generate(Chat(model, limits)).compose(material(*many))

    assert "S2:" in model.seen()
    assert "S20:" not in model.seen()
    assert len(model.seen()) / 4 < limits.tokens_in < limits.tokens


def test_a_budget_without_room_for_a_document_is_a_failure_that_names_the_setting() -> None:
    with pytest.raises(ComposeFailed, match="raise ASSISTANT_MODEL_TOKENS") as caught:
        Generate(Chat(scripted(), Limits(seconds=5, tokens=300))).compose(material())

    assert caught.value.reason is Failure.BUDGET


@pytest.mark.parametrize("variable", ["LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2"])
def test_no_tracer_of_the_environment_sees_the_question(
    variable: str, tracing: Callable[[str], None]
) -> None:
    tracing(variable)
    model = scripted(says(RULE))

    Generate(Chat(model, LIMITS)).compose(material())

    assert tracing_is_enabled()
    assert model.watchers == []


def test_the_sentences_of_both_layers_can_be_cited() -> None:
    drafts = composed(says(RULE, ("S3", "Ring the hub on the day.")))

    assert [draft.extracts[0].passage for draft in drafts] == [NATIONAL, LOCAL]
