"""The form as the script sends it: what is urgent, what is taken out, then the page of a plain form."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from assistant.channels.web.asking import urgent_in
from assistant.channels.web.preferences import RememberedForm
from assistant.channels.web.problems import FORESEEN, problem_from, respond
from assistant.channels.web.recognising import Owner
from assistant.channels.web.rendering import render
from assistant.channels.web.routes.pages import asked_page
from assistant.channels.web.schemas import AskForm
from assistant.channels.web.state import Web, Wired
from assistant.channels.web.striking import struck
from assistant.redact import removed

router = APIRouter(include_in_schema=False)


@router.post("/answers/stream", response_class=EventSourceResponse)
def ask_streaming(
    request: Request, web: Wired, owner: Owner, asked: RememberedForm
) -> Iterator[ServerSentEvent]:
    urgent = urgent_in(web, asked.question, asked.partnership or web.home)
    if urgent:
        yield ServerSentEvent(event="urgent", data=_html(render(request, "urgent.html", {"urgent": urgent})))
    typed = _typed(request, web, asked.question)
    if typed:
        yield ServerSentEvent(event="typed", data=_html(typed))
    page = _ending(request, web, owner, asked)
    if "location" in page.headers:
        yield ServerSentEvent(event="moved", data=page.headers["location"])
        return
    shown = {"html": _html(page), "address": page.headers.get("content-location")}
    yield ServerSentEvent(event="page", data=shown)


def _typed(request: Request, web: Web, question: str) -> Response | None:
    """What was typed with what is taken out struck through, before anything is searched or kept."""
    if len(question) > web.settings.max_question_chars:
        return None
    redacted = web.assistant.redacted(question)
    if not redacted.redactions:
        return None
    values = {"runs": struck(question, redacted), "removed": removed(redacted)}
    return render(request, "typed.html", values)


def _ending(request: Request, web: Web, owner: str | None, asked: AskForm) -> Response:
    try:
        return asked_page(request, web, owner, asked)
    except FORESEEN as error:
        return respond(request, problem_from(request, error))


def _html(page: Response) -> str:
    return bytes(page.body).decode()
