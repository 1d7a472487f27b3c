"""Partnerships, for programs."""

from __future__ import annotations

from fastapi import APIRouter

from assistant.channels.web.openapi import problem_docs
from assistant.channels.web.problems import BROKEN
from assistant.channels.web.state import Wired
from ingest.models import Partnership

router = APIRouter(prefix="/api/v1/partnerships", tags=["partnerships"])


@router.get(
    "",
    summary="List the partnerships",
    response_description="The partnerships",
    responses=problem_docs(BROKEN),
)
def list_partnerships(web: Wired) -> tuple[Partnership, ...]:
    """The partnerships whose protocols are held, with their contacts."""
    return web.assistant.partnerships()
