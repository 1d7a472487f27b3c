"""The whole way over the starter library: a question, its answer, an extract, feedback and the note."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest
from pydantic import SecretStr

from assistant.build import assemble
from assistant.channels.slack.app import create_app
from assistant.channels.slack.build import Built, build_slack
from assistant.channels.slack.settings import SlackSettings
from assistant.pipeline import Assistant
from assistant.settings import AssistantSettings
from assistant.store.engine import open_engine
from assistant.store.feedback import FeedbackStore
from ingest.pipeline import build
from ingest.settings import IngestSettings
from ingest.sources.register import Register, load_register
from ingest.workspace import open_workspace
from tests.assistant.slack import payloads
from tests.assistant.slack.conftest import WatchedWork, buttons_in, deliver, words_in
from tests.assistant.slack.payloads import DIRECT, SECRET
from tests.assistant.slack.stub import SlackStub
from tests.encoder import WordEncoder

DOCS = Path(__file__).resolve().parents[3] / "guidance_docs"
QUESTION = (
    "My pupil Amy Smith, NHS number 943 476 5919, may be at risk of harm."
    " Do I need her parents' consent to share information with children's social care?"
)


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register(DOCS)


@pytest.fixture(scope="module")
def starter(register: Register, tmp_path_factory: pytest.TempPathFactory) -> tuple[Assistant, Path]:
    folder = tmp_path_factory.mktemp("starter")
    workspace = open_workspace(IngestSettings(docs_dir=DOCS, index_dir=folder / "index"), WordEncoder())
    assert build(workspace, register.sources, DOCS).ok
    settings = AssistantSettings(_env_file=None, database_url=SecretStr(f"sqlite:///{folder / 'answers.db'}"))
    return assemble(settings, workspace, register), folder / "answers.db"


@pytest.fixture
def app(starter: tuple[Assistant, Path], slack: SlackStub) -> Iterator[Built]:
    assistant, database = starter
    settings = AssistantSettings(
        _env_file=None, database_url=SecretStr(f"sqlite:///{database}"), partnership="exampleshire"
    )
    known = SlackSettings(
        _env_file=None,
        bot_token=SecretStr("xoxb-of-tests"),
        signing_secret=SecretStr(SECRET),
        api_url=slack.api_url,
    )
    built = build_slack(settings, known, assistant)
    work = WatchedWork(2)
    yield Built(create_app(built.slack, built.slack.post.client, work), built.slack, work)
    work.close()
    built.work.close()


def test_from_a_question_to_the_note_for_the_case_file(
    app: Built, slack: SlackStub, starter: tuple[Assistant, Path]
) -> None:
    assistant, database = starter
    asked = payloads.direct(QUESTION)
    deliver(app, asked)
    thread = asked["event"]["ts"]

    shown = words_in([slack.sent("chat.startStream"), slack.sent("chat.appendStream")])
    assert "We removed 1 name and 1 NHS number before searching." in shown
    assert "consent" in shown
    buttons = buttons_in(slack.sent("chat.stopStream", "chat.postMessage"))
    answer = assistant.answer(buttons["useful"]["value"])
    assert answer.citations

    deliver(app, payloads.press(buttons["extract:1"], None, DIRECT, thread_ts=thread))
    [extract] = slack.sent("views.open")
    assert answer.citations[0].quote in words_in(extract["view"])
    assert "has changed since" not in words_in(extract["view"])

    deliver(app, payloads.press(buttons["not_useful"], None, DIRECT, thread_ts=thread))
    reason = {"type": "plain_text_input", "value": "Nothing on what I tell Amy Smith's grandmother."}
    deliver(app, payloads.submission(slack.sent("views.open")[-1]["view"], {"reason": reason}))
    [said] = FeedbackStore(open_engine(f"sqlite:///{database}")).of([answer.id])
    assert said.useful is False
    assert said.reason
    assert "Amy" not in said.reason

    deliver(app, payloads.press(buttons["record"], None, DIRECT, thread_ts=thread))
    word, _pdf = (sent["bytes"] for sent in slack.sent("upload"))
    note = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(word)).paragraphs)
    assert answer.citations[0].quote.split("\n")[0] in note

    everything = "".join(str(call.sent) for call in slack.calls) + note
    assert "Amy Smith" not in everything
    assert "943 476" not in everything


def test_a_danger_is_shown_before_the_guidance(app: Built, slack: SlackStub) -> None:
    deliver(app, payloads.mention("He is hitting her right now. Can I tell the police without her consent?"))

    [first, *_] = slack.sent("chat.postEphemeral")
    assert "999" in words_in(first["blocks"][0])
    assert first["text"] in words_in(first["blocks"][0])
