"""The app in Slack, with real Bolt and real clients, over a scripted assistant and a stub of Slack."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr
from slack_bolt import BoltRequest, BoltResponse
from sqlalchemy import Engine

from assistant.channels.slack.app import create_app
from assistant.channels.slack.build import Built, build_slack
from assistant.channels.slack.settings import SlackSettings
from assistant.channels.slack.work import Job, Told, Work
from assistant.models import Answer, Question
from assistant.redact import Redactor, build_redactor
from assistant.settings import AssistantSettings
from assistant.store.answers import AnswerStore
from assistant.store.conversations import ConversationStore
from assistant.store.engine import open_engine
from tests.assistant.slack.limits import broken_in_message, broken_in_view
from tests.assistant.slack.payloads import CHANNEL, SECRET, encoded, signed
from tests.assistant.slack.stub import Json, SlackStub, SocketStub
from tests.fakes import FakeAssistant

MESSAGES = ("chat.postMessage", "chat.postEphemeral", "hook", "chat.update")
Build = Callable[..., Built]


@dataclass
class KeepingAssistant(FakeAssistant):
    """Keeps what it answers, as the real one does, under an id of its own.

    `scripted` is answered instead of what `status` stands for.
    """

    engine: Engine = field(kw_only=True)
    scripted: Answer | None = None

    def ask(self, question: Question) -> Answer:
        usual = super().ask(question)
        scripted = self.scripted or usual
        given = {"id": uuid4().hex, "conversation": question.conversation or uuid4().hex}
        answer = scripted.model_copy(update=given)
        self.kept[answer.id] = answer
        AnswerStore(self.engine, timedelta(days=3650)).save(answer)
        ConversationStore(self.engine).add(answer.conversation or "", answer, question.owner)
        return answer


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
def assistant(settings: AssistantSettings) -> KeepingAssistant:
    return KeepingAssistant(engine=open_engine(settings.database_url.get_secret_value()))


@pytest.fixture(scope="session")
def redactor() -> Redactor:
    return build_redactor()


@pytest.fixture
def build(
    slack: SlackStub, settings: AssistantSettings, assistant: KeepingAssistant, redactor: Redactor
) -> Iterator[Build]:
    """Builds the app; what is given goes into its settings. Its workers are waited for at the end."""
    with ExitStack() as opened:

        def built(**given: Any) -> Built:
            known = {
                "bot_token": SecretStr("xoxb-of-tests"),
                "signing_secret": SecretStr(SECRET),
                "api_url": slack.api_url,
                "timeout_seconds": 2,
            }
            app = build_slack(settings, SlackSettings(_env_file=None, **known | given), assistant, redactor)
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


def buttons_in(sent: Json) -> dict[str, Json]:
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
