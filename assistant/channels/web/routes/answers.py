"""Answers, for programs."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from assistant.channels.web.asking import ask_in_turn
from assistant.channels.web.examples import example_answer
from assistant.channels.web.openapi import problem_docs
from assistant.channels.web.problems import BROKEN, BUSY, INVALID, MISSING, NOT_KEPT, PARTNERSHIP, REFUSED
from assistant.channels.web.schemas import Asked
from assistant.channels.web.state import Wired
from assistant.models import Answer

router = APIRouter(prefix="/api/answers", tags=["answers"])

_EXAMPLE = {"content": {"application/json": {"example": example_answer().model_dump(mode="json")}}}


@router.post(
    "",
    status_code=201,
    summary="Ask a question",
    responses={
        201: {"description": "The answer, kept at the address in the Location header", **_EXAMPLE},
        **problem_docs(REFUSED, PARTNERSHIP, INVALID, BUSY, BROKEN),
    },
)
def ask(asked: Asked, request: Request, response: Response, web: Wired) -> Answer:
    """Searches the national guidance, and the partnership's protocols where one is named.

    The status says how it ended. A quote is always a span of a stored section, character for character.
    """
    answer = ask_in_turn(web, asked)
    response.headers["Location"] = request.app.url_path_for("read_answer", answer_id=answer.id)
    return answer


@router.get(
    "/{answer_id}",
    summary="Read an answer again",
    responses={
        200: {"description": "The answer as it was shown", **_EXAMPLE},
        **problem_docs(MISSING, INVALID, NOT_KEPT, BROKEN),
    },
)
def read_answer(answer_id: str, web: Wired) -> Answer:
    """Answers are kept for a time the operator sets, and deleted after it."""
    return web.assistant.answer(answer_id)
