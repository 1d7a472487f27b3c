"""Partnerships, for programs."""

from __future__ import annotations

from fastapi import APIRouter, Request

from assistant.channels.web.identity.calling import requires_scope
from assistant.channels.web.openapi import problem_docs
from assistant.channels.web.paging import Paged
from assistant.channels.web.problems import BROKEN, INVALID
from assistant.channels.web.schemas import Partnerships
from assistant.channels.web.state import Wired
from assistant.identity.caller import Scope

router = APIRouter(
    prefix="/api/v1/partnerships", tags=["partnerships"], dependencies=[requires_scope(Scope.SOURCES)]
)


@router.get(
    "",
    summary="List the partnerships",
    response_description="The partnerships",
    responses=problem_docs(INVALID, BROKEN),
)
def list_partnerships(request: Request, web: Wired, part: Paged) -> Partnerships:
    """The partnerships whose protocols are held, with their contacts."""
    held = web.assistant.partnerships()
    following = part.next_link(request, len(held))
    return Partnerships(partnerships=part.of(held), total=len(held), next=following)
