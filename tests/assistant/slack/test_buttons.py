"""What the buttons of an answer do, for whom, and what others never see."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.channels.slack.build import Built
from assistant.errors import NotFound
from assistant.models import Status
from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import (
    Build,
    KeepingAssistant,
    buttons_in,
    deliver,
    rules_file,
    words_in,
)
from tests.assistant.slack.payloads import CHANNEL, DIRECT, USER
from tests.assistant.slack.stub import Json, SlackStub
from tests.fakes import CONSENT_QUOTE, HOSTILE, SHARING

QUESTION = "Do I need consent to tell the social worker?"
REDACTED_QUESTION = "What does the guidance say about [name]?"


def answered(app: Built, slack: SlackStub) -> dict[str, Json]:
    """The buttons of an answer that was given in a channel."""
    deliver(app, payloads.mention(QUESTION))
    return buttons_in(slack.sent("chat.postEphemeral")[-1])


def test_show_extract_opens_the_quoted_words_marked_in_their_section(app: Built, slack: SlackStub) -> None:
    button = answered(app, slack)["extract:1"]
    deliver(app, payloads.press(button, slack.hook_url()))

    [opened] = slack.sent("views.open")
    runs = [
        run
        for block in opened["view"]["blocks"]
        if block["type"] == "rich_text"
        for element in block["elements"]
        for run in element["elements"]
    ]
    marked = [run["text"] for run in runs if run.get("style") == {"bold": True}]
    assert marked == [CONSENT_QUOTE]
    assert HOSTILE in words_in(opened["view"])
    assert [run["url"] for run in runs if run["type"] == "link"] == [f"{SHARING.url}#para-1-2"]


def test_an_extract_whose_section_has_changed_says_so(
    app: Built, slack: SlackStub, assistant: KeepingAssistant
) -> None:
    button = answered(app, slack)["extract:1"]
    assistant.edit(SHARING.id, 1, "Rewritten.")
    deliver(app, payloads.press(button, slack.hook_url()))

    [opened] = slack.sent("views.open")
    assert CONSENT_QUOTE in words_in(opened["view"])
    assert "has changed since" in words_in(opened["view"])


def test_useful_is_kept_under_a_pseudonym(app: Built, slack: SlackStub, assistant: KeepingAssistant) -> None:
    button = answered(app, slack)["useful"]
    deliver(app, payloads.press(button, slack.hook_url()))

    owner = assistant.asked[0].owner
    assert assistant.rated == [(button["value"], owner, True, None)]
    assert owner
    assert USER not in owner
    assert "Thank you." in words_in(slack.sent("hook"))


def test_not_useful_counts_at_once_and_a_reason_may_follow(
    app: Built, slack: SlackStub, assistant: KeepingAssistant
) -> None:
    button = answered(app, slack)["not_useful"]
    deliver(app, payloads.press(button, slack.hook_url()))
    assert [useful for _, _, useful, _ in assistant.rated] == [False]

    [opened] = slack.sent("views.open")
    reason = {"type": "plain_text_input", "value": "It said nothing about schools."}
    deliver(app, payloads.submission(opened["view"], {"reason": reason}))

    owner = assistant.asked[0].owner
    assert assistant.rated[-1] == (button["value"], owner, False, "It said nothing about schools.")


def test_share_shows_the_guidance_to_the_channel_without_the_question(app: Built, slack: SlackStub) -> None:
    button = answered(app, slack)["share"]
    deliver(app, payloads.press(button, slack.hook_url(), thread_ts="1700000000.000009"))

    [shared] = slack.sent("hook")
    assert (shared["response_type"], shared["thread_ts"]) == ("in_channel", "1700000000.000009")
    assert CONSENT_QUOTE in words_in(shared)
    assert REDACTED_QUESTION not in words_in(shared)
    assert "We removed" not in words_in(shared)
    assert {"record", "colleague", "share"}.isdisjoint(buttons_in(shared))


def test_the_record_note_goes_to_the_askers_direct_messages_as_word_and_pdf(
    app: Built, slack: SlackStub
) -> None:
    button = answered(app, slack)["record"]
    deliver(app, payloads.press(button, slack.hook_url()))

    names = [sent["filename"] for sent in slack.sent("files.getUploadURLExternal")]
    assert [name.rpartition(".")[2] for name in names] == ["docx", "pdf"]
    assert [sent["bytes"][:4] for sent in slack.sent("upload")] == [b"PK\x03\x04", b"%PDF"]
    [completed] = slack.sent("files.completeUploadExternal")
    assert completed["channel_id"] == DIRECT
    assert "in your direct messages" in words_in(slack.sent("hook"))


def test_ask_a_colleague_hands_the_redacted_question_and_the_answer_over(
    build: Build, slack: SlackStub, tmp_path: Path
) -> None:
    app = build(channels_file=rules_file(tmp_path, "{}", "colleagues: {exampleshire: C0MASH}"))
    button = answered(app, slack)["colleague"]
    deliver(app, payloads.press(button, slack.hook_url()))

    question, answer = slack.sent("chat.postMessage")
    assert (question["channel"], answer["channel"]) == ("C0MASH", "C0MASH")
    assert f"<@{USER}> asks for a colleague's view" in words_in(question)
    assert REDACTED_QUESTION in words_in(question)
    assert CONSENT_QUOTE in words_in(answer)
    assert "Handed over." in words_in(slack.sent("hook"))


def test_without_a_colleague_set_up_the_contacts_are_shown(app: Built, slack: SlackStub) -> None:
    button = answered(app, slack)["colleague"]
    deliver(app, payloads.press(button, slack.hook_url()))

    assert "Exampleshire front door: 01632 960 100" in words_in(slack.sent("hook"))
    assert slack.sent("chat.postMessage") == []


@pytest.mark.parametrize("action", ["record", "colleague", "share"])
def test_nobody_else_gets_at_the_question(app: Built, slack: SlackStub, action: str) -> None:
    button = answered(app, slack)[action]
    deliver(app, payloads.press(button, slack.hook_url(), user="U0OTHER"))

    assert "no longer kept" in words_in(slack.sent("hook"))
    assert slack.sent("files.getUploadURLExternal", "chat.postMessage") == []


@pytest.mark.parametrize("action", ["extract:1", "record", "share", "useful"])
def test_a_button_of_an_answer_that_is_gone_says_so(
    app: Built, slack: SlackStub, assistant: KeepingAssistant, action: str
) -> None:
    button = answered(app, slack)[action]
    assistant.lost = NotFound("gone")
    deliver(app, payloads.press(button, slack.hook_url()))

    assert "no longer kept" in words_in(slack.sent("hook"))


def test_a_choice_is_asked_in_the_same_conversation(
    app: Built, slack: SlackStub, assistant: KeepingAssistant
) -> None:
    choices = ("Is it about a child?", "Is it about an adult?")
    assistant.scripted.append(assistant.kept[Status.CLARIFY].model_copy(update={"choices": choices}))
    buttons = answered(app, slack)
    deliver(app, payloads.press(buttons["choice:1"], slack.hook_url()))

    first, second = assistant.asked
    assert second.text == "Is it about an adult?"
    assert (second.conversation, second.owner) == (first.conversation, first.owner)
    assert CONSENT_QUOTE in words_in(slack.sent("hook"))


def test_buttons_under_a_streamed_answer_reply_in_its_thread(app: Built, slack: SlackStub) -> None:
    asked = payloads.direct(QUESTION)
    deliver(app, asked)
    button = buttons_in(slack.sent("chat.stopStream")[0])["useful"]
    deliver(app, payloads.press(button, None, DIRECT, thread_ts=asked["event"]["ts"]))

    [thanks] = slack.sent("chat.postMessage")
    assert (thanks["channel"], thanks["thread_ts"]) == (DIRECT, asked["event"]["ts"])


def test_the_home_shows_what_one_asked_and_keeps_what_one_chooses(
    app: Built, slack: SlackStub, assistant: KeepingAssistant
) -> None:
    deliver(app, payloads.direct(QUESTION))
    deliver(app, payloads.home_opened())
    home = slack.sent("views.publish")[-1]
    assert home["user_id"] == USER
    assert REDACTED_QUESTION in words_in(home["view"])

    for action, value in (("choose_role", "midwife"), ("choose_partnership", "otherton")):
        select = buttons_in(home["view"])[action]
        chosen = next(one for one in select["options"] if one["value"] == value)
        deliver(app, payloads.press_in_home({**select, "selected_option": chosen}))
    deliver(app, payloads.direct("And a midwife?"))

    assert (assistant.asked[-1].role, assistant.asked[-1].partnership) == ("midwife", "otherton")
    shown = buttons_in(slack.sent("views.publish")[-1]["view"])
    assert shown["choose_role"]["initial_option"]["value"] == "midwife"
    assert "Otherton front door" in words_in(slack.sent("views.publish")[-1]["view"])


def test_the_home_shows_only_ones_own_questions(app: Built, slack: SlackStub) -> None:
    deliver(app, payloads.direct(QUESTION, user="U0OTHER"))
    deliver(app, payloads.home_opened())

    assert REDACTED_QUESTION not in words_in(slack.sent("views.publish")[-1]["view"])


def test_an_earlier_answer_opens_from_the_home_for_its_asker_alone(app: Built, slack: SlackStub) -> None:
    deliver(app, payloads.direct(QUESTION))
    deliver(app, payloads.home_opened())
    button = buttons_in(slack.sent("views.publish")[-1]["view"])["reopen:0"]
    deliver(app, payloads.press_in_home(button))
    deliver(app, payloads.press_in_home(button, user="U0OTHER"))

    [opened] = slack.sent("views.open")
    assert CONSENT_QUOTE in words_in(opened["view"])
    assert "no longer kept" in words_in(slack.sent("chat.postMessage")[-1])


def test_ones_questions_can_be_deleted(app: Built, slack: SlackStub, assistant: KeepingAssistant) -> None:
    deliver(app, payloads.direct(QUESTION))
    deliver(app, payloads.direct(QUESTION, user="U0OTHER"))
    deliver(app, payloads.home_opened())
    button = buttons_in(slack.sent("views.publish")[-1]["view"])["forget"]
    deliver(app, payloads.press_in_home(button))

    own, others = (assistant.conversations(asked.owner or "") for asked in assistant.asked)
    assert (len(own), len(others)) == (0, 1)
    assert "Nothing yet." in words_in(slack.sent("views.publish")[-1]["view"])


def test_only_an_admin_opens_the_settings_of_a_channel(app: Built, slack: SlackStub) -> None:
    deliver(app, payloads.command("settings", slack.hook_url()))

    assert "SLACK_ADMINS" in words_in(slack.sent("hook"))
    assert slack.sent("views.open") == []


def open_settings(app: Built, slack: SlackStub) -> Json:
    deliver(app, payloads.command("settings", slack.hook_url(), user="U0ADMIN"))
    return dict(slack.sent("views.open")[-1]["view"])


ENTERED: dict[str, Json] = {
    "enabled": {"type": "checkboxes", "selected_options": [{"value": "enabled"}]},
    "partnership": {"type": "static_select", "selected_option": {"value": "otherton"}},
    "role": {"type": "static_select", "selected_option": {"value": "gp"}},
    "answers": {"type": "radio_buttons", "selected_option": {"value": "ephemeral"}},
    "mention_only": {"type": "checkboxes", "selected_options": []},
    "people": {"type": "multi_users_select", "selected_users": []},
    "groups": {"type": "plain_text_input", "value": None},
}


def test_what_an_admin_saves_holds_in_the_channel_and_is_shown_again(
    app: Built, slack: SlackStub, assistant: KeepingAssistant
) -> None:
    deliver(app, payloads.submission(open_settings(app, slack), ENTERED, user="U0ADMIN"))
    deliver(app, payloads.mention(QUESTION))

    [asked] = assistant.asked
    assert (asked.partnership, asked.role) == ("otherton", "gp")
    again = buttons_in(open_settings(app, slack))
    assert again["partnership"]["initial_option"]["value"] == "otherton"
    assert again["answers"]["initial_option"]["value"] == "ephemeral"


def test_settings_sent_by_somebody_else_change_nothing(app: Built, slack: SlackStub) -> None:
    view = open_settings(app, slack)
    deliver(app, payloads.submission(view, ENTERED, user="U0OTHER"))

    assert app.slack.channels.of(CHANNEL).partnership is None


def test_an_entry_that_is_no_id_is_shown_in_the_modal(app: Built, slack: SlackStub) -> None:
    from tests.assistant.slack.conftest import send

    wrong = {**ENTERED, "groups": {"type": "plain_text_input", "value": "the duty team"}}
    reply = send(app, payloads.submission(open_settings(app, slack), wrong, user="U0ADMIN"))

    assert reply.status == 200
    assert '"groups"' in reply.body
    assert app.slack.channels.of(CHANNEL).partnership is None
