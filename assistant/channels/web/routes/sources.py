"""Sources and their stored text, for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.channels.web.openapi import problem_docs
from assistant.channels.web.problems import BROKEN, INVALID, MISSING, NOT_READY, PARTNERSHIP
from assistant.channels.web.reading import source_by_id
from assistant.channels.web.schemas import OptionalSlug, Sources, SourceText, source_text
from assistant.channels.web.state import Wired

router = APIRouter(prefix="/api/sources", tags=["sources"])

Scope = Annotated[
    OptionalSlug, Query(description="Whose local protocols to include.", examples=["exampleshire"])
]


@router.get(
    "",
    summary="List the sources",
    response_description="The sources",
    responses=problem_docs(PARTNERSHIP, INVALID, BROKEN),
)
def list_sources(web: Wired, partnership: Scope = None) -> Sources:
    """The national sources, and the partnership's if one is named."""
    return Sources(sources=web.assistant.sources(partnership))


@router.get(
    "/{source_id}",
    summary="Read a source",
    response_description="The source and its text",
    responses=problem_docs(MISSING, PARTNERSHIP, INVALID, NOT_READY, BROKEN),
)
def read_source(source_id: str, web: Wired, partnership: Scope = None) -> SourceText:
    """The source and the text held of it. A partnership's text is given with that partnership only."""
    source = source_by_id(web.assistant, source_id, partnership)
    return source_text(source, web.assistant.sections(source_id, partnership))
