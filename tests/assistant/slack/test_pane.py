"""The assistant's pane: greeting, suggested questions, and answers in its thread."""

from __future__ import annotations

from pathlib import Path

from assistant.channels.slack.build import Built
from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import Build, KeepingAssistant, deliver, rules_file, words_in
from tests.assistant.slack.payloads import CHANNEL, DIRECT
from tests.assistant.slack.stub import SlackStub
from tests.fakes import CONSENT_QUOTE

PANE = "1700000000.000001"


def test_the_pane_greets_and_offers_questions(app: Built, slack: SlackStub) -> None:
    deliver(app, payloads.pane())

    [greeting] = slack.sent("chat.postMessage")
    [offered] = slack.sent("assistant.threads.setSuggestedPrompts")
    assert (greeting["channel"], greeting["thread_ts"]) == (DIRECT, PANE)
    assert "leave out names" in words_in(greeting)
    assert [prompt["title"] for prompt in offered["prompts"]] == [
        "Sharing without consent",
        "Recording a decision",
    ]


def test_the_questions_offered_are_for_the_channel_one_looks_at(
    build: Build, slack: SlackStub, tmp_path: Path
) -> None:
    app = build(channels_file=rules_file(tmp_path, "{partnership: otherton, role: gp}"))
    deliver(app, payloads.pane())
    deliver(app, payloads.pane("assistant_thread_context_changed", viewed=CHANNEL))

    _, offered = slack.sent("assistant.threads.setSuggestedPrompts")
    assert "May" not in offered["prompts"][0]["title"]
    assert [prompt["message"] for prompt in offered["prompts"][:2]] == [
        "When may a GP share information about a child without consent?",
        "How are concerns escalated in Otherton?",
    ]
    assert len(slack.sent("chat.postMessage")) == 1


def test_a_question_in_the_pane_gets_a_status_a_stream_and_a_title_once(
    app: Built, slack: SlackStub, assistant: KeepingAssistant
) -> None:
    deliver(app, payloads.direct("Do I need consent?", thread_ts=PANE))
    deliver(app, payloads.direct("And if they are 16?", thread_ts=PANE))

    assert [sent["status"] for sent in slack.sent("assistant.threads.setStatus")] == [
        "is looking through the guidance"
    ] * 2
    assert [sent["title"] for sent in slack.sent("assistant.threads.setTitle")] == [
        "What does the guidance say about [name]?"
    ]
    assert [sent["thread_ts"] for sent in slack.sent("chat.startStream")] == [PANE, PANE]
    assert CONSENT_QUOTE in words_in(slack.sent("chat.appendStream"))
    first, second = assistant.asked
    assert first.conversation == second.conversation


def test_the_status_is_shown_before_the_question_is_worked_on(app: Built, slack: SlackStub) -> None:
    deliver(app, payloads.direct("Do I need consent?", thread_ts=PANE))

    methods = [call.method for call in slack.calls]
    assert methods.index("assistant.threads.setStatus") < methods.index("chat.startStream")


def test_the_same_pane_is_greeted_once(app: Built, slack: SlackStub) -> None:
    opened = payloads.pane()
    deliver(app, opened)
    deliver(app, opened)

    assert len(slack.sent("chat.postMessage")) == 1


def test_a_pane_that_takes_no_suggestions_is_greeted_all_the_same(app: Built, slack: SlackStub) -> None:
    slack.refuse("assistant.threads.setSuggestedPrompts", "missing_scope")
    deliver(app, payloads.pane())

    assert len(slack.sent("chat.postMessage")) == 1
