"""Whether the process is up and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from assistant.channels.web.openapi import problem_docs
from assistant.channels.web.problems import NOT_READY, PROBLEM_JSON, problem_of
from assistant.channels.web.schemas import Health
from assistant.channels.web.state import wired

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Is the process up?", response_description="It is up")
async def healthz() -> Health:
    """Needs nothing, so that a slow search never makes the process look dead."""
    return Health(status="ok")


@router.get(
    "/readyz",
    summary="Can it answer?",
    response_description="It can",
    response_model=Health,
    responses=problem_docs(NOT_READY),
)
def readyz(request: Request) -> Health | Response:
    """503 with the reason until the index can be read."""
    reason = wired(request).assistant.ready()
    if reason is None:
        return Health(status="ready")
    problem = problem_of(NOT_READY, request, reason)
    return JSONResponse(problem.model_dump(exclude_none=True), 503, media_type=PROBLEM_JSON)
