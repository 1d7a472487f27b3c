"""One's own conversations, for people: to read again, take away and delete."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from assistant.channels.web.exporting import Export, exported
from assistant.channels.web.recognising import Owner
from assistant.channels.web.rendering import render
from assistant.channels.web.state import Wired

router = APIRouter(prefix="/conversations", include_in_schema=False)


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
    return exported(web, conversation_id, answers, format)


@router.post("/{conversation_id}/delete")
def delete(conversation_id: str, web: Wired, owner: Owner) -> Response:
    web.assistant.forget(conversation_id, owner)
    return RedirectResponse("/conversations", 303)
