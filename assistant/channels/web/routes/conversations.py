"""Conversations, for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from assistant.channels.web.exporting import Export, exported
from assistant.channels.web.identity.calling import requires_scope
from assistant.channels.web.openapi import problem_docs
from assistant.channels.web.paging import Paged
from assistant.channels.web.problems import BROKEN, INVALID, MISSING, NOT_KEPT
from assistant.channels.web.recognising import Owner
from assistant.channels.web.schemas import Conversations, ConversationText, conversation_out
from assistant.channels.web.state import Wired
from assistant.identity.caller import Scope

router = APIRouter(
    prefix="/api/v1/conversations", tags=["conversations"], dependencies=[requires_scope(Scope.ANSWERS)]
)

FILES = {
    "application/json": {"schema": {"$ref": "#/components/schemas/ConversationText"}},
    "text/markdown": {"schema": {"type": "string"}},
}

Named = Annotated[str, Path(description="As an answer of it names it.")]


@router.get(
    "",
    summary="List your conversations",
    response_description="The conversations",
    responses=problem_docs(INVALID, NOT_KEPT, BROKEN),
)
def list_conversations(request: Request, web: Wired, owner: Owner, part: Paged) -> Conversations:
    """Those of the person or key that asks; where nobody signs in, those begun in this browser."""
    held = web.assistant.conversations(owner) if owner else ()
    shown = tuple(map(conversation_out, part.of(held)))
    return Conversations(conversations=shown, total=len(held), next=part.next_link(request, len(held)))


@router.get(
    "/{conversation_id}",
    summary="Read a conversation",
    response_description="Its answers as they were shown",
    responses=problem_docs(MISSING, INVALID, NOT_KEPT, BROKEN),
)
def read_conversation(
    request: Request, conversation_id: Named, web: Wired, owner: Owner, part: Paged
) -> ConversationText:
    """One's own; one that a program began is open to whoever knows its id."""
    held = web.assistant.conversation(conversation_id, owner)
    following = part.next_link(request, len(held))
    return ConversationText(id=conversation_id, answers=part.of(held), total=len(held), next=following)


@router.get(
    "/{conversation_id}/export",
    summary="Take a conversation away",
    response_class=Response,
    responses={
        200: {"description": "The whole conversation, as a file", "content": FILES},
        **problem_docs(MISSING, INVALID, NOT_KEPT, BROKEN),
    },
)
def export_conversation(
    conversation_id: Named,
    web: Wired,
    owner: Owner,
    form: Annotated[Export, Query(alias="format", description="The kind of file.")] = Export.MARKDOWN,
) -> Response:
    """All its answers as they were shown, with where their words come from."""
    return exported(web, conversation_id, web.assistant.conversation(conversation_id, owner), form)


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
