"""Sections of the library by their ids, for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from assistant.channels.web.identity.calling import requires_scope
from assistant.channels.web.openapi import problem_docs
from assistant.channels.web.problems import BROKEN, INVALID, MISSING, NOT_READY, PARTNERSHIP
from assistant.channels.web.reading import source_by_id
from assistant.channels.web.schemas import Scope, SectionText, section_text
from assistant.channels.web.state import Wired
from assistant.channels.web.tagging import TAGGED, UNCHANGED, tagged
from assistant.errors import NotFound
from assistant.identity import caller

router = APIRouter(
    prefix="/api/v1/sections", tags=["sections"], dependencies=[requires_scope(caller.Scope.SOURCES)]
)

SectionId = Annotated[
    str, Path(description="As a citation or a search names it; its # is written %23 in an address.")
]
Around = Annotated[int, Query(ge=0, le=5, description="How many sections before it and after it.")]


@router.get(
    "/{section_id}",
    summary="Read a section",
    response_description="The section with its anchors and neighbours, under an ETag",
    response_model=SectionText,
    dependencies=TAGGED,
    responses=UNCHANGED | problem_docs(MISSING, PARTNERSHIP, INVALID, NOT_READY, BROKEN),
)
def read_section(
    request: Request,
    section_id: SectionId,
    web: Wired,
    partnership: Scope = None,
    neighbours: Around = 0,
) -> Response:
    """The stored text under one heading. A partnership's text is given with that partnership only."""
    source = source_by_id(web.assistant, section_id.partition("#")[0], partnership)
    sections = web.assistant.sections(source.id, partnership)
    for place, section in enumerate(sections):
        if section.id == section_id:
            return tagged(request, section_text(source, sections, place, neighbours))
    raise NotFound(f"There is no section {section_id!r} in {source.title}; it may have changed since")
