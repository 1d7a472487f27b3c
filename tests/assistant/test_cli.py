"""The commands: what they print, and how they end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from assistant import __main__ as cli
from assistant.channels.web import serving
from assistant.errors import QuestionRefused, UnknownPartnership
from assistant.models import Answer, Question, Status
from ingest import __main__ as ingest_cli
from ingest.errors import IndexMissing
from ingest.settings import IngestSettings
from tests.fakes import ANSWERS, CHOICES, CONSENT_QUOTE, RECORD_QUOTE, SHAPED, URGENT, FakeAssistant


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(assistant: FakeAssistant, *arguments: str) -> Result:
    return CliRunner().invoke(cli.app, arguments, obj=lambda _settings: assistant)


def test_an_answer_shows_danger_first_then_points_then_where_they_stand(assistant: FakeAssistant) -> None:
    result = run(assistant, "ask", "Do I need consent?")
    shown = " ".join(result.stdout.split())

    places = [
        shown.index(words)
        for words in (
            "Ring 999 now if anyone is in immediate danger.",
            "These words answer your question.",
            "We removed 1 name and 1 date of birth before searching.",
            "What national guidance says",
            f"“{CONSENT_QUOTE}” [1]",
            "What Exampleshire says",
            f"“{RECORD_QUOTE}” [2]",
            "[1] Information sharing guidance, para 2",
            "Statutory guidance; Department for Education; September 2026; in effect from 1 September 2026",
            "[2] Recording policy, What to record",
            "past its review date",
            "Exampleshire front door: 01632 960 100",
        )
    ]
    assert places == sorted(places)
    assert result.exit_code == 0


def test_two_questions_are_answered_one_after_the_other_each_in_the_same_order(
    assistant: FakeAssistant,
) -> None:
    assistant.scripted = [SHAPED]

    shown = " ".join(run(assistant, "ask", "q").stdout.split())

    places = [
        shown.index(words)
        for words in (
            "Do I need consent? The direct answer",
            f"National: “{CONSENT_QUOTE}” [1]",
            "What national guidance says",
            "What Exampleshire says",
            "What Otherton says",
            "Exceptions and conditions",
            "What do I record? What to record",
            f"Exampleshire: “{RECORD_QUOTE}” [2]",
            "Who to involve Otherton: ",
        )
    ]
    assert places == sorted(places)


def test_choices_are_numbered(assistant: FakeAssistant) -> None:
    assistant.scripted = [CHOICES]

    assert "1. Whose consent?\n2. What is recorded?" in run(assistant, "ask", "q").stdout


def test_two_partnerships_are_asked_where_two_are_named(assistant: FakeAssistant) -> None:
    run(assistant, "ask", "q", "--partnership", "exampleshire", "--partnership", "otherton")

    assert assistant.asked == [Question("q", "exampleshire", None, "otherton")]


@pytest.mark.parametrize("status", Status)
def test_every_status_says_how_it_ended(assistant: FakeAssistant, status: Status) -> None:
    assistant.status = status

    result = run(assistant, "ask", "q")

    assert ANSWERS[status].message in result.stdout
    assert result.exit_code == 0


def test_markup_in_texts_is_printed_and_not_obeyed(
    assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = ANSWERS[Status.CLARIFY].model_copy(update={"message": "[bold]Whose[/bold] information?"})
    monkeypatch.setitem(ANSWERS, Status.CLARIFY, odd)
    assistant.status = Status.CLARIFY

    assert "[bold]Whose[/bold] information?" in run(assistant, "ask", "q").stdout


def test_json_is_the_whole_answer_and_nothing_else(assistant: FakeAssistant) -> None:
    result = run(assistant, "ask", "q", "--json", "--partnership", "exampleshire", "--role", "teacher")

    assert Answer.model_validate_json(result.stdout) == ANSWERS[Status.ANSWERED]
    assert assistant.asked == [Question("q", "exampleshire", "teacher")]


def test_the_partnership_of_the_settings_is_asked_where_none_is_named(
    assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_PARTNERSHIP", "otherton")
    run(assistant, "ask", "q")

    assert assistant.asked == [Question("q", "otherton", None)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "  "], "The question has no words in it"),
        (["ask", "q", "--role", "wizard"], "'wizard'"),
        (["serve", "--host", "0.0.0.0"], "nobody signs in"),  # noqa: S104 - the address refused
        (["serve", "--host", "guidance.example"], "nobody signs in"),
    ],
)
def test_what_cannot_be_taken_ends_with_2_and_the_reason_on_stderr(
    assistant: FakeAssistant, arguments: list[str], message: str
) -> None:
    result = run(assistant, *arguments)

    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("refusal", [QuestionRefused, UnknownPartnership])
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_danger_in_a_question_that_is_not_taken_comes_before_the_reason(
    assistant: FakeAssistant, refusal: type[QuestionRefused | UnknownPartnership], options: list[str]
) -> None:
    assistant.fault = refusal("Ask it another way.", urgent=URGENT)

    result = run(assistant, "ask", "q", *options)

    assert result.stderr.index(URGENT.headline) < result.stderr.index("Ask it another way.")
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize("program", [cli.app, ingest_cli.app])
def test_a_fault_is_not_printed_with_the_values_that_led_to_it(program: typer.Typer) -> None:
    assert program.pretty_exceptions_enable is False


def test_a_missing_index_ends_with_1_and_what_to_run(assistant: FakeAssistant) -> None:
    assistant.fault = IndexMissing("There is no index. Run: python -m ingest build")

    result = run(assistant, "ask", "q")

    assert result.exit_code == 1
    assert result.stderr == "There is no index. Run: python -m ingest build\n"


def test_a_wrong_setting_is_named(assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_PORT", "70000")

    result = run(assistant, "ask", "q")

    assert result.exit_code == 1
    assert "ASSISTANT_PORT" in result.stderr


def test_a_wrong_address_in_the_settings_of_ingest_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> IngestSettings:
        return IngestSettings.model_validate({"chroma_url": ["http://user:hunter2@host"], "chunk_words": 5})

    monkeypatch.setattr(ingest_cli, "IngestSettings", refuse)

    result = CliRunner().invoke(ingest_cli.app, ["check"])

    assert result.exit_code == 2
    assert "INGEST_CHROMA_URL: Input should be a valid string" in result.stderr
    assert "INGEST_CHUNK_WORDS is 5: " in result.stderr
    assert "hunter2" not in result.stderr


def test_a_port_that_is_taken_is_named_with_the_way_out(assistant: FakeAssistant) -> None:
    with serving.listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        result = run(assistant, "serve", "--port", str(port))

    assert result.exit_code == 1
    assert f"127.0.0.1 port {port}" in result.stderr
    assert "--port" in result.stderr


def announce_only(_app: object, listening: object, announce: object, proxies: object) -> None:
    announce("http://127.0.0.1:8000")  # type: ignore[operator]


def test_serving_without_an_index_says_what_to_run_and_serves(
    assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant.not_ready = "there is no index yet; run: python -m ingest build"
    monkeypatch.setattr(serving, "run", announce_only)

    result = run(assistant, "serve", "--port", "0")

    assert result.stdout == "Guidance assistant: http://127.0.0.1:8000\n"
    assert result.stderr == "Not ready to answer yet: there is no index yet; run: python -m ingest build\n"


def test_help_loads_no_web_server_and_no_model() -> None:
    root = Path(cli.__file__).parent.parent
    code = "import sys; import assistant.__main__; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )

    heavy = {"torch", "sentence_transformers", "chromadb", "spacy", "fastapi", "uvicorn", "sqlalchemy"}
    assert heavy & set(loaded.stdout.split()) == set()
