"""The library as tools of other assistants, through the SDK's own client."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp_types import CallToolResult, TextResourceContents

from assistant.channels.mcp.answering import Asker, Found, Tools, on_this_machine
from assistant.channels.mcp.server import build_server
from assistant.channels.web.schemas import SectionText
from assistant.errors import QuestionRefused
from assistant.models import Answer, Question, Reach, Status
from assistant.pipeline import Assistant
from ingest.errors import IndexMissing
from ingest.workspace import Workspace
from tests.fakes import ANSWERS, CONSENT_QUOTE, NAME_TYPED, RECORD_QUOTE, SECRET, TODAY, URGENT, FakeAssistant

ROOT = Path(__file__).resolve().parents[3]
DANGER = "He is in the room now with a knife and says he will kill her."
HERE = on_this_machine("exampleshire", "owner")


@pytest.fixture
def scripted() -> FakeAssistant:
    return FakeAssistant()


def with_client(server: Any, do: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with Client(server) as client:
            return await do(client)

    return anyio.run(run)


def called(
    assistant: FakeAssistant | Assistant, tool: str, asker: Asker = HERE, **arguments: object
) -> CallToolResult:
    server = build_server(Tools(assistant, lambda: TODAY), lambda _: asker)
    result: CallToolResult = with_client(server, lambda client: client.call_tool(tool, arguments))
    return result


def said(result: CallToolResult) -> str:
    return "\n".join(block.text for block in result.content if block.type == "text")


def test_the_tools_say_what_they_take_and_give(scripted: FakeAssistant) -> None:
    server = build_server(Tools(scripted, lambda: TODAY), lambda _: HERE)
    tools = with_client(server, lambda client: client.list_tools()).tools

    assert [tool.name for tool in tools] == ["search_guidance", "open_section", "answer_question"]
    assert all(tool.description and tool.output_schema for tool in tools)
    assert not [tool.name for tool in tools if "partnership" in tool.input_schema["properties"]]


def test_an_answer_is_given_to_read_and_as_data_with_its_citations(scripted: FakeAssistant) -> None:
    result = called(scripted, "answer_question", question="Do I need consent?", role="gp")

    answer = Answer.model_validate(result.structured_content)
    assert answer == ANSWERS[Status.ANSWERED]
    assert f"“{CONSENT_QUOTE}” [1]" in said(result)
    assert "https://www.example.gov.uk/information-sharing" in said(result)
    asked = Question(
        "Do I need consent?", "exampleshire", "gp", owner="owner", reach=Reach(frozenset({"exampleshire"}))
    )
    assert scripted.asked == [asked]


def test_an_answer_says_first_what_to_do_in_danger_and_then_what_was_removed(scripted: FakeAssistant) -> None:
    text = said(called(scripted, "answer_question", question="q"))

    assert text.startswith(f"**{URGENT.headline}**")
    assert text.index("Call 999") < text.index("We removed 1 name") < text.index(CONSENT_QUOTE)


def test_a_refusal_still_says_what_is_urgent(scripted: FakeAssistant) -> None:
    scripted.fault = QuestionRefused("The question is too long.", urgent=URGENT)

    result = called(scripted, "answer_question", question=DANGER)

    assert result.is_error
    assert said(result).index(URGENT.headline) < said(result).index("The question is too long.")


def test_a_search_gives_sections_with_their_place_and_no_personal_data(scripted: FakeAssistant) -> None:
    result = called(scripted, "search_guidance", words=f"{NAME_TYPED} consent")

    found = Found.model_validate(result.structured_content)
    assert found.words == "[name] consent"
    assert [hit.section_id for hit in found.sections] == ["info-sharing-2026#section-1"]
    assert NAME_TYPED not in said(result)


def test_words_of_danger_are_answered_with_what_to_do_when_they_are_only_searched_for(
    scripted: FakeAssistant,
) -> None:
    result = called(scripted, "search_guidance", words=DANGER)

    assert Found.model_validate(result.structured_content).urgent
    assert "999" in said(result).splitlines()[0]


def test_a_section_is_read_word_for_word_with_its_neighbours(scripted: FakeAssistant) -> None:
    result = called(scripted, "open_section", section_id="info-sharing-2026#section-1")

    opened = SectionText.model_validate(result.structured_content)
    assert CONSENT_QUOTE in opened.section.text
    assert (len(opened.before), len(opened.after)) == (1, 1)


@pytest.mark.parametrize(
    ("asker", "reads"), [(HERE, True), (on_this_machine("otherton"), False), (on_this_machine(None), False)]
)
def test_a_partnerships_text_is_read_by_its_own_tools_only(
    scripted: FakeAssistant, asker: Asker, reads: bool
) -> None:
    opened = called(scripted, "open_section", asker, section_id="exampleshire-recording#section-0")
    found = called(scripted, "search_guidance", asker, words="record decision")

    assert (RECORD_QUOTE in said(opened), opened.is_error) == (reads, not reads)
    assert (RECORD_QUOTE in said(found)) is reads


def test_a_section_may_be_read_as_a_resource(scripted: FakeAssistant) -> None:
    server = build_server(Tools(scripted, lambda: TODAY), lambda _: HERE)
    read = with_client(
        server, lambda client: client.read_resource("guidance://sources/info-sharing-2026/section-1")
    )

    (content,) = read.contents
    assert isinstance(content, TextResourceContents)
    assert CONSENT_QUOTE in content.text


def test_another_partnerships_section_is_no_resource(scripted: FakeAssistant) -> None:
    server = build_server(Tools(scripted, lambda: TODAY), lambda _: HERE)

    with pytest.RaisesGroup(pytest.RaisesExc(Exception, match="There is no source"), flatten_subgroups=True):
        with_client(server, lambda client: client.read_resource(f"guidance://sources/{SECRET.id}/section-0"))


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (IndexMissing("Run: python -m ingest build"), "ingest build"),
        (ZeroDivisionError("Kezia"), "Error executing"),
    ],
)
def test_what_goes_wrong_is_said_where_somebody_can_act_on_it(
    scripted: FakeAssistant, fault: Exception, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    scripted.fault = fault

    result = called(scripted, "answer_question", question="q")

    assert result.is_error
    assert told in said(result)
    assert "Kezia" not in said(result)


@pytest.mark.parametrize("arguments", [{"words": "x" * 301}, {"words": "q", "most": 0}, {}])
def test_what_a_tool_does_not_take_is_refused(scripted: FakeAssistant, arguments: dict[str, object]) -> None:
    assert called(scripted, "search_guidance", HERE, **arguments).is_error


def test_over_http_pages_of_other_sites_reach_nothing(scripted: FakeAssistant) -> None:
    app = build_server(Tools(scripted, lambda: TODAY), lambda _: HERE).streamable_http_app(
        stateless_http=True
    )

    async def posted(host: str) -> int:
        transport = httpx.ASGITransport(app)
        async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport) as client:
            headers = {"accept": "application/json, text/event-stream"}
            call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
            return (await client.post(f"http://{host}/mcp", json=call, headers=headers)).status_code

    assert anyio.run(posted, "evil.example:8001") == 421


def test_another_program_starts_the_tools_and_asks_a_real_question(
    assistant: Assistant, workspace: Workspace, tmp_path: Path
) -> None:
    settings = workspace.settings
    places = [str(settings.docs_dir), str(settings.index_dir), str(tmp_path / "answers.db")]
    started = StdioServerParameters(
        command=sys.executable, args=["-m", "tests.assistant.mcp.served", *places], cwd=ROOT
    )

    async def ask(client: Client) -> CallToolResult:
        question = "Do I need consent to share information about a child at risk of harm?"
        return await client.call_tool("answer_question", {"question": question})

    answer = Answer.model_validate(with_client(started, ask).structured_content)

    assert answer.status is Status.ANSWERED
    assert {citation.source_id for citation in answer.citations} >= {"sharing", "exampleshire-protocol"}
    assert "northmere" not in answer.model_dump_json().lower()
