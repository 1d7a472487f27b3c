"""Answers, for programs."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from assistant.channels.web.asking import ask_in_turn, is_kept
from assistant.channels.web.examples import example_answer
from assistant.channels.web.openapi import problem_docs
from assistant.channels.web.problems import BROKEN, BUSY, INVALID, MISSING, NOT_KEPT, PARTNERSHIP, REFUSED
from assistant.channels.web.recognising import Owner
from assistant.channels.web.schemas import Asked, Rated
from assistant.channels.web.state import Wired
from assistant.channels.web.streaming import NAME_OF, told
from assistant.models import Answer

router = APIRouter(prefix="/api/v1/answers", tags=["answers"])

_EXAMPLE = {"content": {"application/json": {"example": example_answer().model_dump(mode="json")}}}


@router.post(
    "",
    status_code=201,
    summary="Ask a question",
    responses={
        201: {
            "description": "The answer; where it is kept, its address is in the Location header",
            **_EXAMPLE,
        },
        **problem_docs(REFUSED, PARTNERSHIP, INVALID, BUSY, BROKEN),
    },
)
def ask(asked: Asked, request: Request, response: Response, web: Wired, owner: Owner) -> Answer:
    """Searches the national guidance, and the partnership's protocols where one is named.

    The status says how it ended. A quote is always a span of a stored section, character for character.
    """
    answer = ask_in_turn(web, asked, owner)
    if is_kept(web, answer):
        response.headers["Location"] = request.app.url_path_for("read_answer", answer_id=answer.id)
    return answer


@router.post(
    "/stream",
    response_class=EventSourceResponse,
    summary="Ask a question and follow what happens to it",
    responses=problem_docs(INVALID, BROKEN),
)
def ask_streaming(asked: Asked, request: Request, web: Wired, owner: Owner) -> Iterator[ServerSentEvent]:
    """Events: `urgent` where someone may be in danger, `stage`, then one of `answer` and `problem`."""
    for event in told(request, web, asked, owner):
        yield ServerSentEvent(event=NAME_OF[type(event)], raw_data=event.model_dump_json(exclude_none=False))


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


@router.post(
    "/{answer_id}/feedback",
    status_code=204,
    response_class=Response,
    summary="Say whether an answer was useful",
    responses=problem_docs(MISSING, INVALID, NOT_KEPT, BROKEN),
)
def rate(answer_id: str, rated: Rated, web: Wired, owner: Owner) -> None:
    """In place of what the same asker said before."""
    web.assistant.feedback(answer_id, owner, rated.useful, rated.reason)
