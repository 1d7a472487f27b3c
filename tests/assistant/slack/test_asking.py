"""Every way to ask, and who sees what."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.channels.slack.build import Built
from assistant.models import Status
from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import Build, KeepingAssistant, buttons_in, deliver, rules_file, words_in
from tests.assistant.slack.payloads import CHANNEL, DIRECT, USER, thread_reply
from tests.assistant.slack.stub import BOT, SlackStub
from tests.fakes import CONSENT_QUOTE, URGENT

QUESTION = "Do I need consent to tell the social worker?"


def test_a_direct_message_is_answered_in_its_thread_as_a_stream(app: Built, slack: SlackStub) -> None:
    asked = payloads.direct(QUESTION)
    deliver(app, asked)

    methods = [call.method for call in slack.calls if call.method != "auth.test"]
    assert methods == [
        "assistant.threads.setStatus",
        "chat.startStream",
        "chat.appendStream",
        "chat.appendStream",
        "chat.stopStream",
        "assistant.threads.setTitle",
    ]
    [started] = slack.sent("chat.startStream")
    assert (started["channel"], started["thread_ts"]) == (DIRECT, asked["event"]["ts"])
    assert started["recipient_user_id"] == USER
    assert started["chunks"][0]["type"] == "blocks"
    assert words_in(started).startswith(f"🚨 {URGENT.headline}")
    assert CONSENT_QUOTE in words_in(slack.sent("chat.appendStream"))
    assert "Show extract" in words_in(slack.sent("chat.stopStream"))


def test_a_mention_in_a_channel_is_answered_to_the_asker_alone(
    app: Built, slack: SlackStub, assistant: KeepingAssistant
) -> None:
    deliver(app, payloads.mention(QUESTION))

    [sent] = slack.sent()
    assert (sent["channel"], sent["user"]) == (CHANNEL, USER)
    assert slack.sent("chat.postEphemeral") == [sent]
    assert CONSENT_QUOTE in words_in(sent)
    assert [asked.text for asked in assistant.asked] == [QUESTION]


def test_a_first_mention_is_answered_where_the_asker_looks_and_not_in_a_thread_nobody_opened(
    app: Built, slack: SlackStub
) -> None:
    deliver(app, payloads.mention(QUESTION))
    deliver(app, payloads.mention(QUESTION, thread_ts="1700000000.000009"))

    first, second = slack.sent("chat.postEphemeral")
    assert "thread_ts" not in first
    assert second["thread_ts"] == "1700000000.000009"


@pytest.mark.parametrize("surface", ["command", "shortcut"])
def test_a_command_or_shortcut_is_answered_by_its_response_url(
    app: Built, slack: SlackStub, assistant: KeepingAssistant, surface: str
) -> None:
    deliver(app, getattr(payloads, surface)(QUESTION, slack.hook_url()))

    [sent] = slack.sent()
    assert slack.sent("hook") == [sent]
    assert (sent["response_type"], sent["replace_original"]) == ("ephemeral", False)
    assert CONSENT_QUOTE in words_in(sent)
    assert [asked.text for asked in assistant.asked] == [QUESTION]


@pytest.mark.parametrize("text", ["help", "", "  HELP "])
def test_the_command_explains_itself(
    app: Built, slack: SlackStub, assistant: KeepingAssistant, text: str
) -> None:
    deliver(app, payloads.command(text, slack.hook_url()))

    [sent] = slack.sent("hook")
    assert "mention the app or type /guidance" in words_in(sent)
    assert assistant.asked == []


def test_a_follow_up_in_a_thread_needs_no_mention(
    app: Built, slack: SlackStub, assistant: KeepingAssistant
) -> None:
    first = payloads.mention(QUESTION)
    deliver(app, first)
    deliver(app, payloads.message("And if they are 16?", thread_ts=first["event"]["ts"]))

    asked, followed = assistant.asked
    assert followed.text == "And if they are 16?"
    assert asked.conversation == followed.conversation
    assert len(slack.sent("chat.postEphemeral")) == 2


@pytest.mark.parametrize(
    "inner",
    [
        {"user": "U0OTHER"},
        {"text": "<@U0OTHER> what do you think?"},
        {"text": f"<@{BOT}> told me so"},
        {"bot_id": "B0OTHER"},
        {"subtype": "channel_join"},
        {"thread_ts": "1700000000.999999"},
        {"thread_ts": None},
    ],
)
def test_what_is_not_meant_for_it_is_left_alone(
    app: Built, slack: SlackStub, assistant: KeepingAssistant, inner: dict[str, str | None]
) -> None:
    first = payloads.mention(QUESTION)
    deliver(app, first)
    later = {"thread_ts": first["event"]["ts"], **inner}
    said = payloads.message("And if they are 16?")
    said["event"].update({key: value for key, value in later.items() if value is not None})
    deliver(app, said)

    assert len(assistant.asked) == 1


def test_in_a_public_channel_the_answer_is_for_everyone_without_the_askers_words(
    build: Build, slack: SlackStub, tmp_path: Path
) -> None:
    app = build(channels_file=rules_file(tmp_path, "{answers: public}"))
    first = payloads.mention("My pupil lives at 4 Elm Road: do I need consent?")
    deliver(app, first)

    [public], [private] = slack.sent("chat.postMessage"), slack.sent("chat.postEphemeral")
    assert public["thread_ts"] == first["event"]["ts"]
    assert CONSENT_QUOTE in words_in(public)
    assert "What does the guidance say about [name]?" not in words_in(public)
    assert "We removed" not in words_in(public)
    assert "We removed 1 name and 1 date of birth" in words_in(private)
    assert {"record", "colleague", "share"}.isdisjoint(buttons_in(public))


def test_in_a_public_thread_others_may_follow_up(
    build: Build, assistant: KeepingAssistant, tmp_path: Path
) -> None:
    app = build(channels_file=rules_file(tmp_path, "{answers: public}"))
    first = payloads.mention(QUESTION)
    deliver(app, first)
    deliver(app, payloads.message("Does that hold for a GP?", user="U0OTHER", thread_ts=first["event"]["ts"]))

    asked, followed = assistant.asked
    assert followed.owner != asked.owner
    assert followed.conversation != asked.conversation


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("surface", ["direct", "mention"])
def test_danger_comes_first_however_a_question_ends(
    app: Built, slack: SlackStub, assistant: KeepingAssistant, status: Status, surface: str
) -> None:
    scripted = assistant.kept[status.value].model_copy(update={"urgent": URGENT})
    assistant.scripted.append(scripted)
    deliver(app, getattr(payloads, surface)(QUESTION))

    sent = slack.sent("chat.startStream") if surface == "direct" else slack.sent("chat.postEphemeral")
    assert words_in(sent[0]).index(URGENT.headline) < words_in(sent[0]).index(scripted.message)


def test_what_was_removed_is_told_to_the_asker_who_is_asked_not_to_post_it(
    app: Built, slack: SlackStub
) -> None:
    deliver(app, payloads.mention(QUESTION))

    [sent] = slack.sent("chat.postEphemeral")
    assert "We removed 1 name and 1 date of birth before searching." in words_in(sent)
    assert "edit or delete the message" in words_in(sent)


def test_an_empty_mention_is_told_how_to_ask(app: Built, slack: SlackStub) -> None:
    deliver(app, payloads.mention(""))

    [sent] = slack.sent("chat.postEphemeral")
    assert "/guidance do I need consent?" in words_in(sent)


def test_an_edited_question_is_asked_again_and_once(
    app: Built, slack: SlackStub, assistant: KeepingAssistant
) -> None:
    first = payloads.mention("Do I need consent to tell Jordan Mills?")
    deliver(app, first)
    changed = payloads.edited(first, f"<@{BOT}> Do I need consent to tell the GP?")
    deliver(app, changed)
    deliver(app, changed)

    assert [one.text for one in assistant.asked][1:] == ["Do I need consent to tell the GP?"]
    assert "You changed your question" in words_in(slack.sent("chat.postEphemeral")[1])


def test_an_edit_that_changes_no_word_asks_nothing(app: Built, assistant: KeepingAssistant) -> None:
    first = payloads.mention(QUESTION)
    deliver(app, first)
    deliver(app, payloads.edited(first, first["event"]["text"]))

    assert len(assistant.asked) == 1


def test_an_edit_of_a_message_that_was_never_asked_asks_nothing(
    app: Built, assistant: KeepingAssistant
) -> None:
    deliver(app, payloads.edited(payloads.message("Lunch?"), "Lunch at one?"))

    assert assistant.asked == []


def test_taking_back_a_question_deletes_what_was_kept_of_it(app: Built, assistant: KeepingAssistant) -> None:
    first = payloads.mention(QUESTION)
    deliver(app, first)
    [asked] = assistant.asked
    assert asked.conversation
    assert asked.owner
    assert assistant.conversations(asked.owner)
    deliver(app, payloads.deleted(first))

    assert assistant.conversations(asked.owner) == ()


def test_earlier_messages_of_a_thread_are_context_and_are_redacted_first(
    app: Built, slack: SlackStub, assistant: KeepingAssistant
) -> None:
    root = "1700000000.000001"
    slack.always["conversations.replies"] = thread_reply(
        ("U0OTHER", "Amy Smith was seen by the school nurse with bruises.", root),
        (BOT, "An earlier answer", "1700000000.000002"),
    )
    deliver(app, payloads.mention("What does the guidance say about that?", thread_ts=root))

    [asked] = assistant.asked
    assert (
        asked.text
        == "[name] was seen by the school nurse with bruises.\nWhat does the guidance say about that?"
    )


def test_a_question_that_stands_alone_is_asked_without_the_thread(
    app: Built, slack: SlackStub, assistant: KeepingAssistant
) -> None:
    deliver(app, payloads.mention(QUESTION, thread_ts="1700000000.000001"))

    assert [asked.text for asked in assistant.asked] == [QUESTION]
    assert slack.sent("conversations.replies") == []


def test_nothing_as_typed_is_in_the_database(app: Built, slack: SlackStub, tmp_path: Path) -> None:
    slack.refuse("chat.postEphemeral", "fatal_error", times=9)
    slack.refuse("chat.postMessage", "fatal_error", times=9)
    deliver(app, payloads.mention("Jordan Mills, born 4 May 2012: do I need consent?"))
    deliver(app, payloads.direct("Jordan Mills again"))

    held = b"".join(file.read_bytes() for file in tmp_path.glob("slack.db*"))
    assert b"event_keys" in held
    assert b"Jordan" not in held
