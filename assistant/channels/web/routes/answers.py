"""Answers, for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from assistant.channels.web.asking import is_kept
from assistant.channels.web.examples import example_answer
from assistant.channels.web.identity.calling import requires_scope
from assistant.channels.web.openapi import problem_docs
from assistant.channels.web.problems import (
    BROKEN,
    BUSY,
    INVALID,
    KEY_REUSED,
    MISSING,
    NOT_KEPT,
    NOT_READY,
    PARTNERSHIP,
    REFUSED,
    STILL_WORKING,
)
from assistant.channels.web.recognising import Owner
from assistant.channels.web.retrying import Doing, OnlyOnce, ask_once
from assistant.channels.web.schemas import AnswerId, Asked, CitationText, Rated, citation_text
from assistant.channels.web.state import Wired
from assistant.channels.web.streaming import NAME_OF, told
from assistant.channels.web.views import citation_view
from assistant.identity.caller import Scope
from assistant.models import Answer

router = APIRouter(prefix="/api/v1/answers", tags=["answers"], dependencies=[requires_scope(Scope.ANSWERS)])

Number = Annotated[int, Path(ge=1, le=1000, description="As the answer's points name it.")]

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
        **problem_docs(REFUSED, PARTNERSHIP, INVALID, KEY_REUSED, STILL_WORKING, NOT_KEPT, BUSY, BROKEN),
    },
)
def ask(asked: Asked, request: Request, response: Response, web: Wired, once: OnlyOnce) -> Answer:
    """Searches the national guidance, and the partnership's protocols where one is named.

    The status says how it ended. A quote is always a span of a stored section, character for character.
    """
    answer = ask_once(web, asked, once)
    if is_kept(web, answer):
        response.headers["Location"] = request.app.url_path_for("read_answer", answer_id=answer.id)
    return answer


@router.post(
    "/stream",
    response_class=EventSourceResponse,
    summary="Ask a question and follow what happens to it",
    responses=problem_docs(INVALID, BROKEN),
)
def ask_streaming(asked: Asked, request: Request, web: Wired, once: OnlyOnce) -> Iterator[ServerSentEvent]:
    """Events: `urgent` as soon as someone may be in danger, `stage`, then one of `answer` and `problem`."""
    for event in told(request, web, asked, once):
        yield ServerSentEvent(event=NAME_OF[type(event)], raw_data=event.model_dump_json(exclude_none=False))


@router.get(
    "/{answer_id}",
    summary="Read an answer again",
    responses={
        200: {"description": "The answer as it was shown", **_EXAMPLE},
        **problem_docs(MISSING, INVALID, NOT_KEPT, BROKEN),
    },
)
def read_answer(answer_id: AnswerId, web: Wired) -> Answer:
    """Answers are kept for a time the operator sets, and deleted after it."""
    return web.assistant.answer(answer_id)


@router.get(
    "/{answer_id}/citations/{number}",
    summary="Open a citation",
    response_description="The citation and its section, with those around it",
    responses=problem_docs(MISSING, INVALID, NOT_READY, NOT_KEPT, BROKEN),
)
def open_citation(answer_id: AnswerId, number: Number, web: Wired) -> CitationText:
    """Where the quoted words stand: from `start` to `end` in the text of the section `here`.

    Where the library has changed since, `here` is none; the quote itself was kept with the answer.
    """
    return citation_text(citation_view(web.assistant, web.assistant.answer(answer_id), number))


@router.post(
    "/{answer_id}/feedback",
    status_code=204,
    response_class=Response,
    summary="Say whether an answer was useful",
    responses=problem_docs(MISSING, INVALID, KEY_REUSED, STILL_WORKING, NOT_KEPT, BROKEN),
)
def rate(answer_id: AnswerId, rated: Rated, web: Wired, owner: Owner, once: OnlyOnce) -> None:
    """In place of what the same asker said before."""

    def keep() -> None:
        web.assistant.feedback(answer_id, owner, rated.useful, rated.reason)

    once.do(rated, Doing(work=keep, name=lambda _: "kept", again=lambda _: None))
