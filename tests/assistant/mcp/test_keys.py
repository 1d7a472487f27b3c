"""The tools over HTTP, to programs of other machines: by key, with its scopes, its reach and its limits.

Each tool has a row in the table: what somebody who wants Northmere's text asks of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, ReadResourceResult
from pydantic import SecretStr

from assistant.channels.mcp import serving as mcp_serving
from assistant.channels.mcp.answering import Tools, on_this_machine
from assistant.channels.mcp.serving import Admission, app_by_key, app_here
from assistant.identity.caller import Scope
from assistant.identity.keys import Keys
from assistant.identity.limiting import Limits
from assistant.identity.settings import SignInSettings
from assistant.models import Answer
from assistant.pipeline import Assistant
from assistant.store.engine import open_engine
from assistant.store.keys import KeyStore
from tests.assistant.web.served import serving_at
from tests.fakes import TODAY, FakeAssistant

QUESTION = "Do I need consent to share information about a child at risk of harm?"
DANGER = "He is in the room now with a knife and says he will kill her."
THEIRS = ("Northmere practitioners", "Northmere form", "Northmere protocol")
LOCAL = "guidance://sources/northmere-protocol/front-door"
ASKING = (Scope.SEARCH, Scope.SOURCES, Scope.ANSWERS)
ROWS: Mapping[str, dict[str, Any]] = {
    "search_guidance": {"words": "practitioners record on the form why information was shared"},
    "open_section": {"section_id": "northmere-protocol#front-door"},
    "answer_question": {"question": f"In Northmere, {QUESTION[0].lower()}{QUESTION[1:]}"},
}


@dataclass(frozen=True)
class Service:
    """The tools at an address, and the keys that open them."""

    address: str
    keys: Keys

    def key(self, scopes: Collection[Scope], *partnerships: str) -> str:
        return self.keys.issue("test", scopes, partnerships, timedelta(days=1)).token

    def through(self, token: str, do: Callable[[Client], Awaitable[Any]]) -> Any:
        """By the SDK's own client."""

        async def run() -> Any:
            headers = {"authorization": f"Bearer {token}"}
            async with httpx2.AsyncClient(headers=headers, trust_env=False, timeout=60) as http:
                transport = streamable_http_client(f"{self.address}/mcp", http_client=http)
                async with Client(transport) as client:
                    return await do(client)

        return anyio.run(run)

    def call(self, token: str, tool: str, **arguments: Any) -> CallToolResult:
        called: CallToolResult = self.through(token, lambda client: client.call_tool(tool, arguments))
        return called

    def post(self, headers: Mapping[str, str], words: str = "consent") -> httpx2.Response:
        """A call by hand, of a program that speaks HTTP alone."""
        call = {"name": "search_guidance", "arguments": {"words": words}}
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        sent = {"accept": "application/json, text/event-stream", **headers}
        return httpx2.post(f"{self.address}/mcp", json=body, headers=sent, trust_env=False)


def keys_in(database: Path) -> Keys:
    return Keys(KeyStore(open_engine(f"sqlite:///{database}")), lambda: datetime.now(UTC))


def service(assistant: Assistant | FakeAssistant, database: Path, **limits: Any) -> Iterator[Service]:
    keys = keys_in(database)
    sign_in = SignInSettings(_env_file=None, limits_url=SecretStr("memory://"), **limits)
    admission = Admission(keys, Limits(sign_in), ("127.0.0.1",), home="exampleshire")
    tools = Tools(assistant, lambda: TODAY)
    with serving_at(lambda address: app_by_key(tools, admission, address)) as address:
        yield Service(address, keys)


@pytest.fixture(scope="module")
def shared(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    yield from service(assistant, tmp_path_factory.mktemp("keys") / "answers.db", asks_a_minute=1000)


@pytest.fixture(scope="module")
def here(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Open to any program of this machine, for Northmere."""
    keys = keys_in(tmp_path_factory.mktemp("keys") / "answers.db")
    tools, asker = Tools(assistant, lambda: TODAY), on_this_machine("northmere")
    with serving_at(lambda _: app_here(tools, asker, keys)) as address:
        yield Service(address, keys)


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Service]:
    """One question a minute, and few requests."""
    yield from service(
        FakeAssistant(), tmp_path / "answers.db", asks_a_minute=1, requests_a_minute=12, strangers_a_minute=2
    )


def said(result: CallToolResult) -> str:
    return "\n".join(block.text for block in result.content if block.type == "text")


def shown(result: CallToolResult) -> list[str]:
    everything = said(result) + str(result.structured_content)
    return [words for words in THEIRS if words in everything]


def test_every_tool_has_a_row(shared: Service) -> None:
    tools = shared.through(shared.key(ASKING), lambda client: client.list_tools()).tools

    assert {tool.name for tool in tools} == set(ROWS)


@pytest.mark.parametrize(("tool", "arguments"), ROWS.items(), ids=str)
@pytest.mark.parametrize("partnerships", [("exampleshire",), ()], ids=["of another", "of none"])
def test_a_key_of_another_partnership_is_shown_nothing(
    shared: Service, partnerships: tuple[str, ...], tool: str, arguments: dict[str, Any]
) -> None:
    assert shown(shared.call(shared.key(ASKING, *partnerships), tool, **arguments)) == []


@pytest.mark.parametrize(("tool", "arguments"), ROWS.items(), ids=str)
def test_the_same_call_shows_it_to_a_key_of_its_own(
    shared: Service, tool: str, arguments: dict[str, Any]
) -> None:
    assert shown(shared.call(shared.key(ASKING, "northmere"), tool, **arguments))


def test_a_section_is_a_resource_of_its_own_partnership_only(shared: Service) -> None:
    def read(token: str) -> Any:
        return shared.through(token, lambda client: client.read_resource(LOCAL))

    own: ReadResourceResult = read(shared.key(ASKING, "northmere"))
    assert "Northmere" in str(own.contents)
    with pytest.RaisesGroup(pytest.RaisesExc(Exception, match="There is no source"), flatten_subgroups=True):
        read(shared.key(ASKING, "exampleshire"))


def test_a_key_of_several_partnerships_asks_as_the_one_the_tools_are_for(shared: Service) -> None:
    answer = shared.call(shared.key(ASKING, "*"), "answer_question", question=QUESTION)

    assert Answer.model_validate(answer.structured_content).partnership == "exampleshire"


def test_a_conversation_is_gone_on_with_by_its_own_key_only(shared: Service) -> None:
    mine, others = shared.key(ASKING, "northmere"), shared.key(ASKING, "northmere")
    first = Answer.model_validate(shared.call(mine, "answer_question", question=QUESTION).structured_content)
    going_on = {"question": "And what do I record?", "conversation": first.conversation}

    def conversation(token: str) -> str | None:
        result = shared.call(token, "answer_question", **going_on)
        return Answer.model_validate(result.structured_content).conversation

    assert conversation(mine) == first.conversation
    assert conversation(others) != first.conversation


@pytest.mark.parametrize(
    ("tool", "scope"),
    [("search_guidance", "search"), ("open_section", "sources"), ("answer_question", "answers")],
)
def test_a_tool_needs_its_scope(shared: Service, tool: str, scope: str) -> None:
    lacking = [one for one in ASKING if one.value != scope]

    result = shared.call(shared.key(lacking, "northmere"), tool, **ROWS[tool])

    assert result.is_error
    assert f"This needs the scope '{scope}', which your key does not have" in said(result)
    assert shown(result) == []


def test_a_key_without_the_scope_is_told_what_danger_calls_for(shared: Service) -> None:
    result = shared.call(shared.key([]), "answer_question", question=DANGER)

    assert "999" in said(result).splitlines()[0]


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer sgk_wrong"}], ids=["none", "wrong"])
def test_without_a_valid_key_nothing_is_answered(shared: Service, headers: dict[str, str]) -> None:
    refused = shared.post(headers)

    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Bearer")


def test_a_revoked_key_opens_nothing(shared: Service) -> None:
    token = shared.key(ASKING)
    assert shared.post({"authorization": f"Bearer {token}"}).status_code == 200

    shared.keys.store.revoke(token.split("_")[1], datetime.now(UTC))

    assert shared.post({"authorization": f"Bearer {token}"}).status_code == 401


def test_who_asks_too_often_is_told_when_to_come_again_and_what_danger_calls_for(strict: Service) -> None:
    token = strict.key(ASKING)
    strict.call(token, "answer_question", question="q")

    result = strict.call(token, "answer_question", question=DANGER)

    assert result.is_error
    assert "999" in said(result).splitlines()[0]
    assert "You have asked too often. Try again in" in said(result)


def test_who_sends_too_much_is_turned_away_danger_first(strict: Service) -> None:
    bearer = {"authorization": f"Bearer {strict.key(ASKING)}"}
    while (answered := strict.post(bearer, DANGER)).status_code == 200:
        pass

    assert answered.status_code == 429
    assert int(answered.headers["retry-after"]) > 0
    assert "999" in answered.json()["urgent"]["headline"]


def test_who_guesses_keys_is_counted_by_address(strict: Service) -> None:
    guesses = [strict.post({"authorization": "Bearer sgk_guess"}).status_code for _ in range(3)]

    assert guesses == [401, 401, 429]


def test_where_no_key_can_be_looked_up_the_program_is_told_so_danger_first(tmp_path: Path) -> None:
    (tmp_path / "answers.db").write_text("this is no database")
    for unreadable in service(FakeAssistant(), tmp_path / "answers.db"):
        told = unreadable.post({"authorization": f"Bearer sgk_{'0' * 12}_{'a' * 43}"}, DANGER)

    assert told.status_code == 503
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["type"] == "/docs#answers-unavailable"
    assert "999" in told.json()["urgent"]["headline"]


def test_on_this_machine_a_key_is_not_needed_but_holds_whoever_sends_it(here: Service) -> None:
    arguments = ROWS["open_section"]
    none_sent = here.post({}, "practitioners record on the form why information was shared")
    assert none_sent.status_code == 200
    assert any(words in none_sent.text for words in THEIRS)

    assert shown(here.call(here.key(ASKING, "northmere"), "open_section", **arguments))
    assert shown(here.call(here.key(ASKING, "exampleshire"), "open_section", **arguments)) == []
    assert "needs the scope 'sources'" in said(here.call(here.key([]), "open_section", **arguments))
    assert "This API key is not valid" in said(here.call("sgk_wrong", "open_section", **arguments))


def test_pages_of_other_sites_and_unknown_names_reach_nothing(shared: Service) -> None:
    bearer = {"authorization": f"Bearer {shared.key(ASKING)}"}

    assert shared.post({**bearer, "host": "evil.example"}).status_code == 421
    assert shared.post({**bearer, "origin": "https://evil.example"}).status_code == 403


@pytest.mark.parametrize(
    ("host", "allowed", "by_key"),
    [
        ("127.0.0.1", ("127.0.0.1", "localhost"), False),
        ("0.0.0.0", ("127.0.0.1",), True),  # noqa: S104 - the address that needs keys
        ("127.0.0.1", ("127.0.0.1", "guidance.example"), True),
        ("127.0.0.1", ("*",), True),
    ],
)
def test_keys_are_needed_wherever_other_machines_come(
    host: str, allowed: tuple[str, ...], by_key: bool
) -> None:
    assert mcp_serving.is_reached_by_others(host, allowed) is by_key
