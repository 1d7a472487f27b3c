"""One's own conversations, for people: to read again, take away and delete."""

from __future__ import annotations

from enum import StrEnum

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from assistant.channels.markdown import conversation_markdown
from assistant.channels.web.recognising import Owner
from assistant.channels.web.rendering import render
from assistant.channels.web.schemas import ConversationText
from assistant.channels.web.state import Wired

router = APIRouter(prefix="/conversations", include_in_schema=False)


class Export(StrEnum):
    JSON = "json"
    MARKDOWN = "md"


MEDIA = {Export.JSON: "application/json", Export.MARKDOWN: "text/markdown; charset=utf-8"}


@router.get("")
def conversation_list(request: Request, web: Wired, owner: Owner) -> Response:
    held = web.assistant.conversations(owner) if owner else ()
    days = web.settings.retention_days
    return render(request, "conversations.html", {"conversations": held, "retention_days": days})


@router.get("/{conversation_id}")
def conversation_page(conversation_id: str, web: Wired, owner: Owner) -> Response:
    """The last answer's page shows those before it."""
    last = web.assistant.conversation(conversation_id, owner)[-1]
    return RedirectResponse(f"/answers/{last.id}", 303)


@router.get("/{conversation_id}/export")
def export(conversation_id: str, web: Wired, owner: Owner, format: Export) -> Response:
    answers = web.assistant.conversation(conversation_id, owner)
    if format is Export.JSON:
        body = ConversationText(id=conversation_id, answers=answers).model_dump_json(indent=2)
    else:
        body = conversation_markdown(answers, web.assistant.partnerships())
    name = f"conversation-{answers[0].created_at:%Y-%m-%d}.{format.value}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=MEDIA[format], headers=disposition)


@router.post("/{conversation_id}/delete")
def delete(conversation_id: str, web: Wired, owner: Owner) -> Response:
    web.assistant.forget(conversation_id, owner)
    return RedirectResponse("/conversations", 303)
