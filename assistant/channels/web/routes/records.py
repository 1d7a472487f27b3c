"""An answer as a note for the case file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from assistant.channels.web.identity.calling import requires_scope
from assistant.channels.web.openapi import problem_docs
from assistant.channels.web.problems import BROKEN, INVALID, MISSING, NOT_KEPT
from assistant.channels.web.schemas import AnswerId
from assistant.channels.web.state import Wired
from assistant.identity.caller import Scope
from assistant.record.formats import Format, file_name, render
from assistant.record.note import record_note

router = APIRouter(prefix="/api/v1/answers", tags=["answers"], dependencies=[requires_scope(Scope.ANSWERS)])

_FILE = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/{answer_id}/record",
    summary="Take a note for the case file",
    response_class=Response,
    responses={
        200: {"description": "The note, as a file", "content": {form.media: _FILE for form in Format}},
        **problem_docs(MISSING, INVALID, NOT_KEPT, BROKEN),
    },
)
def read_record(
    answer_id: AnswerId,
    web: Wired,
    form: Annotated[Format, Query(alias="format", description="The kind of file.")] = Format.DOCX,
) -> Response:
    """The redacted question, the guidance relied on, and blanks for the decision. It names nobody."""
    note = record_note(web.assistant.answer(answer_id), web.assistant.partnerships())
    disposition = f'attachment; filename="{file_name(note, form)}"'
    return Response(render(note, form), media_type=form.media, headers={"Content-Disposition": disposition})
