"""Asking and answers, for people. Everything works without JavaScript."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from assistant.channels.web import views
from assistant.channels.web.asking import ask_in_turn, is_kept
from assistant.channels.web.rendering import render
from assistant.channels.web.schemas import AskForm, OptionalRole, OptionalSlug
from assistant.channels.web.state import Web, Wired
from assistant.errors import NotTaken, UnknownPartnership
from assistant.models import Answer

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(
    request: Request,
    web: Wired,
    partnership: Annotated[OptionalSlug, Query()] = None,
    role: Annotated[OptionalRole, Query()] = None,
) -> Response:
    return _home(request, web, AskForm(partnership=partnership, role=role))


@router.post("/answers")
def ask(request: Request, web: Wired, asked: Annotated[AskForm, Form()]) -> Response:
    try:
        answer = ask_in_turn(web, asked)
    except NotTaken as error:
        field = "partnership" if isinstance(error, UnknownPartnership) else "question"
        return _home(request, web, asked, views.FormError(field, str(error), error.urgent), 422)
    if not is_kept(web, answer):
        return _answer(request, web, answer, kept=False)
    return RedirectResponse(f"/answers/{answer.id}", 303)


@router.get("/answers/{answer_id}")
def answer_page(request: Request, answer_id: str, web: Wired) -> Response:
    return _answer(request, web, web.assistant.answer(answer_id))


@router.get("/answers/{answer_id}/citations/{number}")
def citation_page(request: Request, answer_id: str, number: int, web: Wired) -> Response:
    view = views.citation_view(web.assistant, web.assistant.answer(answer_id), number)
    return render(request, "citation.html", {"view": view})


def _answer(request: Request, web: Web, answer: Answer, kept: bool = True) -> Response:
    view = views.answer_view(answer, web.assistant.partnerships(), kept)
    return render(
        request, "answer.html", {"view": view, "form": _form_values(web, views.asked_again(answer))}
    )


def _home(
    request: Request, web: Web, asked: AskForm, error: views.FormError | None = None, status: int = 200
) -> Response:
    return render(request, "home.html", {"form": _form_values(web, asked, error)}, status)


def _form_values(web: Web, asked: AskForm, error: views.FormError | None = None) -> views.FormView:
    default = web.settings.partnership
    return views.FormView(
        asked=asked.model_copy(update={"partnership": asked.partnership or default}),
        partnerships=web.assistant.partnerships(),
        max_chars=web.settings.max_question_chars,
        national_only=default is None,
        error=error,
    )
