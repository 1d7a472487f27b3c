"""Search of the library, for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from assistant.channels.web.identity.calling import requires_scope
from assistant.channels.web.openapi import problem_docs
from assistant.channels.web.paging import Part
from assistant.channels.web.problems import BROKEN, INVALID, NOT_READY, PARTNERSHIP
from assistant.channels.web.schemas import Hits, Looked
from assistant.channels.web.searching import look_for
from assistant.channels.web.state import Wired
from assistant.identity.caller import Scope

router = APIRouter(prefix="/api/v1/search", tags=["search"], dependencies=[requires_scope(Scope.SEARCH)])


@router.get(
    "",
    summary="Look for sections",
    response_description="The sections, nearest first",
    responses=problem_docs(PARTNERSHIP, INVALID, NOT_READY, BROKEN),
)
def search(request: Request, web: Wired, looked: Annotated[Looked, Query()]) -> Hits:
    """Whatever is nearest is listed, however far it is: this looks and does not judge.

    An address is kept by browsers and proxies: what may hold personal data is asked as a question instead.
    """
    return look_for(web, request, looked.q, looked.partnership, Part(looked.limit, looked.offset))
