"""Asking and answers, for people. Everything works without JavaScript."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from assistant.channels.web import views
from assistant.channels.web.rendering import render
from assistant.channels.web.schemas import AskForm, OptionalRole, OptionalSlug
from assistant.channels.web.state import Web, Wired
from assistant.errors import QuestionRefused, UnknownPartnership

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(
    request: Request,
    web: Wired,
    partnership: Annotated[OptionalSlug, Query()] = None,
    role: Annotated[OptionalRole, Query()] = None,
) -> Response:
    asked = AskForm(partnership=partnership or web.settings.partnership, role=role)
    return _home(request, web, asked)


@router.post("/answers")
def ask(request: Request, web: Wired, asked: Annotated[AskForm, Form()]) -> Response:
    try:
        with web.queue.turn():
            answer = web.assistant.ask(asked.as_question())
    except (QuestionRefused, UnknownPartnership) as error:
        field = "question" if isinstance(error, QuestionRefused) else "partnership"
        return _home(request, web, asked, views.FormError(field, str(error)), 422)
    return RedirectResponse(f"/answers/{answer.id}", 303)


@router.get("/answers/{answer_id}")
def answer_page(request: Request, answer_id: str, web: Wired) -> Response:
    view = views.answer_view(web.assistant.answer(answer_id), web.assistant.partnerships())
    return render(
        request, "answer.html", {"view": view, "form": _form_values(web, views.asked_again(view.answer))}
    )


@router.get("/answers/{answer_id}/citations/{number}")
def citation_page(request: Request, answer_id: str, number: int, web: Wired) -> Response:
    view = views.citation_view(web.assistant, web.assistant.answer(answer_id), number)
    return render(request, "citation.html", {"view": view})


def _home(
    request: Request, web: Web, asked: AskForm, error: views.FormError | None = None, status: int = 200
) -> Response:
    return render(request, "home.html", {"form": _form_values(web, asked, error)}, status)


def _form_values(web: Web, asked: AskForm, error: views.FormError | None = None) -> views.FormView:
    return views.FormView(
        asked=asked,
        partnerships=web.assistant.partnerships(),
        max_chars=web.settings.max_question_chars,
        error=error,
    )
