"""The app in Slack, with real Bolt and real clients, over a scripted assistant and a stub of Slack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr
from slack_bolt import BoltRequest, BoltResponse

from assistant.channels.slack.app import create_app
from assistant.channels.slack.build import Built, build_slack
from assistant.channels.slack.settings import SlackSettings
from assistant.channels.slack.work import Job, Told, Work
from assistant.models import Answer, Question, Redacted
from assistant.settings import AssistantSettings
from tests.assistant.slack.limits import broken_in_message, broken_in_view
from tests.assistant.slack.payloads import CHANNEL, SECRET, encoded, signed
from tests.assistant.slack.stub import Json, SlackStub, SocketStub
from tests.fakes import FakeAssistant

NAME = re.compile("Amy Smith")
MESSAGES = ("chat.postMessage", "chat.postEphemeral", "hook", "chat.update")
Build = Callable[..., Built]


class KeepingAssistant(FakeAssistant):
    """Keeps what it answers, as the real one does, under an id and in a conversation of its own."""

    def ask(self, question: Question) -> Answer:
        given = {"id": uuid4().hex, "conversation": question.conversation or uuid4().hex}
        answer = super().ask(question).model_copy(update=given)
        self.owners.setdefault(given["conversation"], question.owner)
        self.kept[answer.id] = answer
        return answer

    def redacted(self, text: str) -> Redacted:
        return Redacted(NAME.sub("[name]", text))


class WatchedWork(Work):
    """Work whose end can be waited for."""

    def __init__(self, questions: int) -> None:
        super().__init__(questions)
        self._ends: list[Event] = []

    def question(self, job: Job, failed: Told) -> None:
        super().question(*self._watched(job, failed))

    def button(self, job: Job, failed: Told) -> None:
        super().button(*self._watched(job, failed))

    def wait(self) -> None:
        assert all(end.wait(20) for end in list(self._ends))

    def _watched(self, job: Job, failed: Told) -> tuple[Job, Told]:
        end = Event()
        self._ends.append(end)

        def run() -> None:
            job()
            end.set()

        def tell(reference: str) -> None:
            try:
                failed(reference)
            finally:
                end.set()

        return run, tell


@pytest.fixture(autouse=True)
def without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack's clients would ask a proxy for this machine too."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def slack() -> Iterator[SlackStub]:
    """Slack itself; at the end, everything that was shown kept to its limits."""
    with SlackStub().running() as stub:
        yield stub
    for call in stub.calls:
        if call.method in MESSAGES:
            assert broken_in_message(call.sent) == [], call
        if "view" in call.sent:
            assert broken_in_view(call.sent["view"]) == [], call


@pytest.fixture
def socket(slack: SlackStub) -> Iterator[SocketStub]:
    with SocketStub().running() as stub:
        slack.socket_url = stub.url
        yield stub


@pytest.fixture
def settings(tmp_path: Path) -> AssistantSettings:
    return AssistantSettings(
        _env_file=None, database_url=SecretStr(f"sqlite:///{tmp_path / 'slack.db'}"), retention_days=3650
    )


@pytest.fixture
def assistant() -> KeepingAssistant:
    return KeepingAssistant()


@pytest.fixture
def build(slack: SlackStub, settings: AssistantSettings, assistant: KeepingAssistant) -> Iterator[Build]:
    """Builds the app; what is given goes into its settings. Its workers are waited for at the end."""
    with ExitStack() as opened:

        def built(**given: Any) -> Built:
            known: dict[str, Any] = {
                "bot_token": SecretStr("xoxb-of-tests"),
                "signing_secret": SecretStr(SECRET),
                "api_url": slack.api_url,
                "timeout_seconds": 2,
            }
            app = build_slack(settings, SlackSettings(_env_file=None, **known | given), assistant)
            app.work.close()
            work = WatchedWork(app.slack.settings.workers)
            opened.callback(work.close)
            return Built(create_app(app.slack, app.slack.post.client, work), app.slack, work)

        yield built


@pytest.fixture
def app(build: Build) -> Built:
    return build(admins=("U0ADMIN",))


def send(app: Built, body: Json, **headers: str) -> BoltResponse:
    """Signed and delivered as Slack does it over HTTP."""
    raw, kind = encoded(body)
    return app.app.dispatch(BoltRequest(body=raw.decode(), headers={**signed(raw, kind), **headers}))


def deliver(app: Built, body: Json) -> None:
    """Delivered, acknowledged and worked on until nothing is left to do."""
    assert send(app, body).status == 200
    settle(app)


def settle(app: Built) -> None:
    """Waits until the workers have done what they were asked before."""
    assert isinstance(app.work, WatchedWork)
    app.work.wait()


def rules_file(folder: Path, of_channel: str, more: str = "") -> Path:
    file = folder / "channels.yaml"
    file.write_text(f"channels: {{{CHANNEL}: {of_channel}}}\n{more}", encoding="utf-8")
    return file


def buttons_in(sent: Any) -> dict[str, Json]:
    """The buttons and selects people see, by action id."""
    return {element["action_id"]: element for element in _elements(sent)}


def _elements(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        if "action_id" in value:
            yield value
        for part in value.values():
            yield from _elements(part)
    elif isinstance(value, list):
        for part in value:
            yield from _elements(part)


def words_in(value: Any) -> str:
    """Everything people read, a piece a line."""
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return "\n".join([*own, *(words for part in value.values() if (words := words_in(part)))])
    if isinstance(value, list):
        return "\n".join(words for part in value if (words := words_in(part)))
    return ""
