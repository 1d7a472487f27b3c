"""The library as tools of other assistants, by the Model Context Protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

from mcp.server.auth.provider import TokenVerifier
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel, Field

from assistant.channels.markdown import urgent_markdown
from assistant.channels.mcp.answering import Asker, Found, Tools, found_markdown, section_markdown
from assistant.channels.roles import Role
from assistant.channels.web.schemas import SectionText
from assistant.errors import AssistantError, NotFound, NotTaken, TooMany
from assistant.models import Answer
from ingest.errors import IngestError

NAME = "safeguarding-guidance"
INSTRUCTIONS = """\
Verbatim, cited guidance on sharing information to safeguard children in England: national guidance, and the
protocols of the one partnership that these tools are for. Show the quotes as they are, with their citations.
Where a result begins with what to do in danger, show that first and unchanged. Leave names and other personal
data out of what you send: what is found of it is removed before anything is searched or kept. The tools
explain the rules; they never decide a case, and neither should you.
"""
READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
ASKS = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)

Words = Annotated[str, Field(max_length=300, description="Words of the guidance, and never of a case.")]
Most = Annotated[int, Field(ge=1, le=30, description="How many sections at most.")]
SectionId = Annotated[str, Field(description="As search_guidance or a citation names it.")]
Neighbours = Annotated[int, Field(ge=0, le=5, description="How many sections before it and after it.")]
Asked = Annotated[str, Field(description="What is to be known, in plain words, without names.")]
Asking = Annotated[Role | None, Field(description="Who is asking.")]
Conversation = Annotated[
    str | None,
    Field(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="As an earlier answer names it, to go on with it."),
]


def build_server(
    tools: Tools,
    asker_of: Callable[[Context], Asker],
    verifier: TokenVerifier | None = None,
    auth: AuthSettings | None = None,
) -> MCPServer:
    """`asker_of` says on whose behalf a request comes; with a verifier, nobody comes without a key."""
    server = MCPServer(
        NAME, instructions=INSTRUCTIONS, log_level="WARNING", token_verifier=verifier, auth=auth
    )
    _add_tools(server, tools, asker_of)
    _add_sections(server, tools, asker_of)
    return server


def _add_tools(server: MCPServer, tools: Tools, asker_of: Callable[[Context], Asker]) -> None:
    @server.tool(annotations=READS)
    def search_guidance(words: Words, ctx: Context, most: Most = 8) -> Annotated[CallToolResult, Found]:
        """Find sections of the guidance by words, nearest first; it looks and does not judge."""
        with _told():
            found = tools.search(asker_of(ctx), words, most)
        return _result(found_markdown(found), found)

    @server.tool(annotations=READS)
    def open_section(
        section_id: SectionId, ctx: Context, neighbours: Neighbours = 1
    ) -> Annotated[CallToolResult, SectionText]:
        """Read a section word for word, with the places to cite and the sections around it."""
        with _told():
            opened = tools.open(asker_of(ctx), section_id, neighbours)
        return _result(section_markdown(opened), opened)

    @server.tool(annotations=ASKS)
    def answer_question(
        question: Asked, ctx: Context, role: Asking = None, conversation: Conversation = None
    ) -> Annotated[CallToolResult, Answer]:
        """Answer a question in the guidance's own words, each point with its citations, danger first."""
        with _told():
            answer = tools.ask(asker_of(ctx), question, role, conversation)
        return _result(tools.said(answer), answer)


def _add_sections(server: MCPServer, tools: Tools, asker_of: Callable[[Context], Asker]) -> None:
    @server.resource("guidance://sources/{source_id}/{fragment}", mime_type="text/markdown")
    def section(source_id: str, fragment: str, ctx: Context) -> str:
        """A section word for word."""
        try:
            return section_markdown(tools.open(asker_of(ctx), f"{source_id}#{fragment}", 0))
        except NotFound as error:
            raise ResourceNotFoundError(str(error)) from error


@contextmanager
def _told() -> Iterator[None]:
    """What cannot be done is said to whoever called the tool, danger first; a fault is not."""
    try:
        yield
    except (NotTaken, TooMany) as error:
        urgent = urgent_markdown(error.urgent) if error.urgent else ()
        raise ToolError("\n\n".join([*urgent, str(error)])) from None
    except (AssistantError, IngestError) as error:
        raise ToolError(str(error)) from error


def _result(text: str, made: BaseModel) -> CallToolResult:
    """To be read, and the same for a program."""
    structured = made.model_dump(mode="json")
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=structured)
