"""A conversation as a file to take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from starlette.responses import Response

from assistant.channels.markdown import conversation_markdown
from assistant.channels.web.schemas import ConversationText
from assistant.channels.web.state import Web
from assistant.models import Answer


class Export(StrEnum):
    JSON = "json"
    MARKDOWN = "md"


MEDIA: Mapping[Export, str] = {
    Export.JSON: "application/json",
    Export.MARKDOWN: "text/markdown; charset=utf-8",
}


def exported(web: Web, conversation_id: str, answers: Sequence[Answer], form: Export) -> Response:
    if form is Export.JSON:
        whole = ConversationText(id=conversation_id, answers=tuple(answers), total=len(answers))
        body = whole.model_dump_json(indent=2)
    else:
        body = conversation_markdown(answers, web.assistant.partnerships())
    name = f"conversation-{answers[0].created_at:%Y-%m-%d}.{form.value}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=MEDIA[form], headers=disposition)
