"""Who is let in: signatures, workspaces, guests, and the settings of a channel."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.channels.slack.build import Built
from assistant.channels.slack.http import MOST_BYTES, PATH, http_app
from assistant.channels.slack.rules import load_rules
from assistant.errors import ConfigurationError
from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import (
    Build,
    KeepingAssistant,
    deliver,
    rules_file,
    send,
    settle,
    words_in,
)
from tests.assistant.slack.payloads import CHANNEL, SECRET, encoded, signed
from tests.assistant.slack.stub import Reply, SlackStub
from tests.fakes import CONSENT_QUOTE

QUESTION = "Do I need consent to tell the social worker?"
DANGER = "He is hitting her right now and the children are screaming. Do I need consent?"
FOREIGN = "T0FOREIGN"


@pytest.fixture
def http(app: Built) -> Iterator[TestClient]:
    with TestClient(http_app(app.app, SECRET)) as client:
        yield client


def test_a_signed_event_over_http_is_answered(http: TestClient, app: Built, slack: SlackStub) -> None:
    raw, kind = encoded(payloads.mention(QUESTION))
    reply = http.post(PATH, content=raw, headers=signed(raw, kind))
    settle(app)

    assert reply.status_code == 200
    assert len(slack.sent("chat.postEphemeral")) == 1


def test_slack_may_verify_the_address(http: TestClient) -> None:
    raw, kind = encoded({"type": "url_verification", "challenge": "echo-this", "token": "verification"})
    reply = http.post(PATH, content=raw, headers=signed(raw, kind))

    assert (reply.status_code, reply.json()) == (200, {"challenge": "echo-this"})


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"x-slack-signature": ""}, id="unsigned"),
        pytest.param({"x-slack-signature": "v0=" + "0" * 64}, id="mis-signed"),
        pytest.param({"x-slack-request-timestamp": str(int(time.time()) - 60)}, id="another time"),
        pytest.param({"x-slack-request-timestamp": "noon"}, id="no time"),
    ],
)
def test_what_slack_did_not_sign_is_refused(
    http: TestClient, app: Built, assistant: KeepingAssistant, headers: dict[str, str]
) -> None:
    raw, kind = encoded(payloads.mention(QUESTION))
    reply = http.post(PATH, content=raw, headers={**signed(raw, kind), **headers})
    settle(app)

    assert reply.status_code == 401
    assert assistant.asked == []


@pytest.mark.parametrize("seconds", [-301, 400])
def test_a_replayed_event_is_refused_although_it_is_signed(
    http: TestClient, assistant: KeepingAssistant, seconds: int
) -> None:
    raw, kind = encoded(payloads.mention(QUESTION))
    reply = http.post(PATH, content=raw, headers=signed(raw, kind, at=time.time() + seconds))

    assert reply.status_code == 401
    assert assistant.asked == []


def test_a_body_signed_with_another_secret_or_changed_afterwards_is_refused(http: TestClient) -> None:
    raw, kind = encoded(payloads.command(QUESTION, "https://hooks.slack.com/x"))
    other = http.post(PATH, content=raw, headers=signed(raw, kind, secret="another"))  # noqa: S106
    changed = http.post(PATH, content=raw + b"&text=else", headers=signed(raw, kind))

    assert (other.status_code, changed.status_code) == (401, 401)


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b"[1, 2]", b"null"])
def test_a_body_that_makes_no_sense_is_refused(http: TestClient, raw: bytes) -> None:
    reply = http.post(PATH, content=raw, headers={"content-type": "application/json"})

    assert reply.status_code == 401


def test_a_body_beyond_measure_is_not_read(http: TestClient) -> None:
    assert http.post(PATH, content=b"x" * (MOST_BYTES + 1)).status_code == 413


def test_a_refused_body_is_in_no_log(http: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    raw, kind = encoded(payloads.mention("Amy Smith is hurt"))
    http.post(PATH, content=raw, headers={**signed(raw, kind), "x-slack-signature": "v0=0"})

    assert "Amy" not in caplog.text


@pytest.mark.parametrize("body", [payloads.mention, payloads.direct])
def test_an_event_of_a_foreign_workspace_is_refused_and_not_sent_again(
    app: Built, assistant: KeepingAssistant, body: type
) -> None:
    foreign = body(QUESTION)
    foreign |= {"team_id": FOREIGN, "authorizations": [{"team_id": FOREIGN}]}
    reply = send(app, foreign)
    settle(app)

    assert (reply.status, reply.headers["x-slack-no-retry"]) == (403, ["1"])
    assert assistant.asked == []


def test_commands_and_buttons_of_a_foreign_workspace_are_refused(app: Built, slack: SlackStub) -> None:
    command = payloads.command(QUESTION, slack.hook_url()) | {"team_id": FOREIGN}
    button = {"type": "button", "action_id": "useful", "value": "1"}
    pressed = payloads.press(button, slack.hook_url()) | {"team": {"id": FOREIGN}}

    assert [send(app, body).status for body in (command, pressed)] == [403, 403]


def test_workspaces_that_are_listed_are_served(build: Build, assistant: KeepingAssistant) -> None:
    app = build(teams=(FOREIGN,))
    listed = payloads.mention(QUESTION, team=FOREIGN)
    listed |= {"team_id": FOREIGN, "authorizations": [{"team_id": FOREIGN}]}
    deliver(app, listed)

    assert len(assistant.asked) == 1
    assert send(app, payloads.mention(QUESTION)).status == 403


def test_a_guest_in_a_shared_channel_is_refused_privately_and_shown_danger_all_the_same(
    app: Built, slack: SlackStub, assistant: KeepingAssistant
) -> None:
    deliver(app, payloads.mention(DANGER, user_team=FOREIGN))

    [told] = slack.sent("chat.postEphemeral")
    assert words_in(told).index("999") < words_in(told).index("people of this workspace only")
    assert assistant.asked == []


def test_a_guest_who_is_let_in_reads_national_guidance_only(
    build: Build, assistant: KeepingAssistant, tmp_path: Path
) -> None:
    app = build(guests="national", channels_file=rules_file(tmp_path, "{partnership: exampleshire}"))
    deliver(app, payloads.mention(QUESTION, user_team=FOREIGN))
    deliver(app, payloads.mention(QUESTION))

    assert [asked.partnership for asked in assistant.asked] == [None, "exampleshire"]


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ("{enabled: false}", "not answered in this channel"),
        ("{people: [U0OTHER]}", "only some people may ask"),
        ("{groups: [S0TEAM]}", "only some people may ask"),
    ],
)
def test_a_channel_may_be_off_or_for_some_only_but_danger_is_shown(
    build: Build, slack: SlackStub, tmp_path: Path, rules: str, told: str
) -> None:
    app = build(channels_file=rules_file(tmp_path, rules))
    deliver(app, payloads.mention(DANGER))

    [sent] = slack.sent("chat.postEphemeral")
    assert words_in(sent).index("999") < words_in(sent).index(told)
    assert CONSENT_QUOTE not in words_in(sent)


@pytest.mark.parametrize("rules", ["{people: [U0MEMBER]}", "{groups: [S0TEAM]}", "{enabled: true}"])
def test_those_who_are_listed_may_ask(
    build: Build, assistant: KeepingAssistant, tmp_path: Path, rules: str
) -> None:
    app = build(channels_file=rules_file(tmp_path, rules))
    deliver(app, payloads.mention(QUESTION, user="U0MEMBER"))

    assert len(assistant.asked) == 1


def test_a_group_whose_members_slack_does_not_tell_lets_nobody_in(
    build: Build, slack: SlackStub, assistant: KeepingAssistant, tmp_path: Path
) -> None:
    app = build(channels_file=rules_file(tmp_path, "{groups: [S0TEAM]}"))
    slack.always["usergroups.users.list"] = Reply({"ok": False, "error": "missing_scope"})
    deliver(app, payloads.mention(QUESTION, user="U0MEMBER"))

    assert assistant.asked == []


def test_where_only_mentions_count_a_follow_up_is_left_alone(
    build: Build, assistant: KeepingAssistant, tmp_path: Path
) -> None:
    app = build(channels_file=rules_file(tmp_path, "{mention_only: true}"))
    first = payloads.mention(QUESTION)
    deliver(app, first)
    deliver(app, payloads.message("And if they are 16?", thread_ts=first["event"]["ts"]))

    assert len(assistant.asked) == 1


def test_a_channels_role_and_partnership_come_before_ones_own(
    build: Build, assistant: KeepingAssistant, tmp_path: Path
) -> None:
    app = build(channels_file=rules_file(tmp_path, "{partnership: otherton, role: gp}"))
    deliver(app, payloads.mention(QUESTION))
    deliver(app, payloads.direct(QUESTION))

    assert [(one.partnership, one.role) for one in assistant.asked] == [("otherton", "gp"), (None, None)]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (f"channels: {{{CHANNEL}: {{anwsers: public}}}}", "anwsers"),
        ("channels: {general: {}}", "general"),
        ("colleagues: {exampleshire: the duty team}", "exampleshire"),
        ("channels: [", "line 1"),
    ],
)
def test_a_file_of_channels_that_is_wrong_is_named_with_what_is_wrong(
    tmp_path: Path, text: str, wrong: str
) -> None:
    file = tmp_path / "channels.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=wrong) as raised:
        load_rules(file)

    assert str(file) in str(raised.value)


def test_a_file_of_channels_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="SLACK_CHANNELS_FILE"):
        load_rules(tmp_path / "none.yaml")
