"""Sources, for people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from assistant.channels.web import views
from assistant.channels.web.preferences import own_partnership
from assistant.channels.web.reading import partnership_by_id, source_by_id
from assistant.channels.web.rendering import render
from assistant.channels.web.schemas import OptionalSlug
from assistant.channels.web.state import Wired

router = APIRouter(prefix="/sources", include_in_schema=False)

Scope = Annotated[OptionalSlug, Query()]


@router.get("")
def source_list(request: Request, web: Wired, partnership: Scope = None) -> Response:
    if "partnership" not in request.query_params:
        partnership = own_partnership(request, web)
    view = views.SourceListView(
        groups=views.source_groups(web.assistant.sources(partnership), web.today()),
        partnerships=web.assistant.partnerships(),
        partnership=partnership_by_id(web.assistant, partnership),
    )
    return render(request, "sources.html", {"view": view})


@router.get("/{source_id}")
def source_page(request: Request, source_id: str, web: Wired, partnership: Scope = None) -> Response:
    source = source_by_id(web.assistant, source_id, partnership)
    sections = web.assistant.sections(source_id, partnership)
    view = views.source_view(source, sections, web.assistant.sources(partnership), web.today())
    return render(request, "source.html", {"view": view})
