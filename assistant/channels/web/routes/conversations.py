"""Conversations, for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from assistant.channels.web.openapi import problem_docs
from assistant.channels.web.paging import Paged
from assistant.channels.web.problems import BROKEN, INVALID, MISSING, NOT_KEPT
from assistant.channels.web.recognising import Owner
from assistant.channels.web.schemas import Conversations, ConversationText, conversation_out
from assistant.channels.web.state import Wired

router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"])

Named = Annotated[str, Path(description="As an answer of it names it.")]


@router.get(
    "",
    summary="List your conversations",
    response_description="The conversations",
    responses=problem_docs(INVALID, NOT_KEPT, BROKEN),
)
def list_conversations(request: Request, web: Wired, owner: Owner, part: Paged) -> Conversations:
    """Those begun in this browser; a program, which is not known again, has none listed."""
    held = web.assistant.conversations(owner) if owner else ()
    shown = tuple(map(conversation_out, part.of(held)))
    return Conversations(conversations=shown, total=len(held), next=part.next_link(request, len(held)))


@router.get(
    "/{conversation_id}",
    summary="Read a conversation",
    response_description="Its answers as they were shown",
    responses=problem_docs(MISSING, INVALID, NOT_KEPT, BROKEN),
)
def read_conversation(conversation_id: Named, web: Wired, owner: Owner) -> ConversationText:
    """One's own; one that a program began is open to whoever knows its id."""
    answers = web.assistant.conversation(conversation_id, owner)
    return ConversationText(id=conversation_id, answers=answers)


@router.delete(
    "/{conversation_id}",
    status_code=204,
    response_class=Response,
    summary="Delete a conversation",
    responses=problem_docs(MISSING, INVALID, NOT_KEPT, BROKEN),
)
def delete_conversation(conversation_id: Named, web: Wired, owner: Owner) -> None:
    """With its answers and what was said of them, at once and for good."""
    web.assistant.forget(conversation_id, owner)
