"""Sources and their stored text, for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from assistant.channels.web.identity.calling import requires_scope
from assistant.channels.web.openapi import problem_docs
from assistant.channels.web.paging import Paged
from assistant.channels.web.problems import BROKEN, INVALID, MISSING, NOT_READY, PARTNERSHIP
from assistant.channels.web.reading import source_by_id
from assistant.channels.web.schemas import Scope, Sources, SourceText, source_text
from assistant.channels.web.state import Wired
from assistant.channels.web.tagging import TAGGED, UNCHANGED, tagged
from assistant.identity import caller

router = APIRouter(
    prefix="/api/v1/sources", tags=["sources"], dependencies=[requires_scope(caller.Scope.SOURCES)]
)

SourceId = Annotated[str, Path(description="As the list of sources names it.")]


@router.get(
    "",
    summary="List the sources",
    response_description="The sources, under an ETag",
    response_model=Sources,
    dependencies=TAGGED,
    responses=UNCHANGED | problem_docs(PARTNERSHIP, INVALID, NOT_READY, BROKEN),
)
def list_sources(request: Request, web: Wired, part: Paged, partnership: Scope = None) -> Response:
    """The national sources, and the partnership's if one is named."""
    held = web.assistant.sources(partnership)
    following = part.next_link(request, len(held))
    return tagged(request, Sources(sources=part.of(held), total=len(held), next=following))


@router.get(
    "/{source_id}",
    summary="Read a source",
    response_description="The source and its text, under an ETag",
    response_model=SourceText,
    dependencies=TAGGED,
    responses=UNCHANGED | problem_docs(MISSING, PARTNERSHIP, INVALID, NOT_READY, BROKEN),
)
def read_source(
    request: Request,
    source_id: SourceId,
    web: Wired,
    part: Paged,
    partnership: Scope = None,
) -> Response:
    """The source and the text held of it. A partnership's text is given with that partnership only."""
    source = source_by_id(web.assistant, source_id, partnership)
    held = web.assistant.sections(source_id, partnership)
    following = part.next_link(request, len(held))
    return tagged(request, source_text(source, part.of(held), len(held), following))
