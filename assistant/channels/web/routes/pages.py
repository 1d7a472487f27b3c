"""Asking and answers, for people. Everything works without JavaScript."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from assistant.channels.web import views
from assistant.channels.web.asking import ask_in_turn, conversation_of, is_kept
from assistant.channels.web.preferences import chosen, remember
from assistant.channels.web.recognising import Owner
from assistant.channels.web.rendering import render
from assistant.channels.web.schemas import AskForm, OptionalRole, OptionalSlug, RateForm
from assistant.channels.web.state import Web, Wired
from assistant.channels.web.striking import struck
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
    before = chosen(request)
    asked = AskForm(partnership=partnership or before.partnership, role=role or before.role)
    return _home(request, web, asked)


@router.post("/answers")
def ask(request: Request, web: Wired, owner: Owner, asked: Annotated[AskForm, Form()]) -> Response:
    response = asked_page(request, web, owner, asked)
    remember(response, request, asked)
    return response


def asked_page(request: Request, web: Web, owner: str | None, asked: AskForm) -> Response:
    """The way to the answer, or the answer itself where it cannot be read again as it is to be read now."""
    try:
        answer = ask_in_turn(web, asked)
    except NotTaken as error:
        field = "partnership" if isinstance(error, UnknownPartnership) else "question"
        return _home(request, web, asked, views.FormError(field, str(error), error.urgent), 422)
    if not is_kept(web, answer):
        return _answer(request, web, owner, answer, views.Around(kept=False))
    if answer.removed:
        typed = struck(asked.question, web.assistant.redacted(asked.question))
        shown = _answer(request, web, owner, answer, views.Around(typed=typed))
        shown.headers["Content-Location"] = f"/answers/{answer.id}"
        return shown
    return RedirectResponse(f"/answers/{answer.id}", 303)


@router.get("/answers/{answer_id}")
def answer_page(request: Request, answer_id: str, web: Wired, owner: Owner, thanks: bool = False) -> Response:
    return _answer(request, web, owner, web.assistant.answer(answer_id), views.Around(thanked=thanks))


@router.post("/answers/{answer_id}/feedback")
def rate(answer_id: str, web: Wired, owner: Owner, rated: Annotated[RateForm, Form()]) -> Response:
    web.assistant.feedback(answer_id, owner, rated.useful, rated.reason)
    return RedirectResponse(f"/answers/{answer_id}?thanks=1#feedback", 303)


@router.get("/answers/{answer_id}/citations/{number}")
def citation_page(request: Request, answer_id: str, number: int, web: Wired) -> Response:
    view = views.citation_view(web.assistant, web.assistant.answer(answer_id), number)
    return render(request, "citation.html", {"view": view})


def _answer(request: Request, web: Web, owner: str | None, answer: Answer, around: views.Around) -> Response:
    turns = conversation_of(web, answer, owner) if around.kept else ()
    form = replace(_form_values(web, views.asked_again(answer, goes_on=bool(turns))), settled=True)
    known, terms = web.assistant.partnerships(), web.assistant.glossary()
    view = views.answer_view(answer, known, terms, replace(around, turns=turns))
    return render(request, "answer.html", {"view": view, "form": form})


def _home(
    request: Request, web: Web, asked: AskForm, error: views.FormError | None = None, status: int = 200
) -> Response:
    return render(request, "home.html", {"form": _form_values(web, asked, error)}, status)


def _form_values(web: Web, asked: AskForm, error: views.FormError | None = None) -> views.FormView:
    default = web.home
    return views.FormView(
        asked=asked.model_copy(update={"partnership": asked.partnership or default}),
        partnerships=web.assistant.partnerships(),
        max_chars=web.settings.max_question_chars,
        national_only=default is None,
        settled=bool(asked.partnership or asked.role),
        error=error,
    )
