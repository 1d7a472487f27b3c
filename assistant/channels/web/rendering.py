"""Turns a template and its values into a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.templating import Jinja2Templates

from assistant.channels import official, wording
from assistant.channels.quoting import words_shown
from assistant.channels.roles import Role
from assistant.channels.web import links
from assistant.channels.web.identity.calling import known_caller
from assistant.channels.web.identity.genuine import with_word
from assistant.channels.web.identity.session import genuine_word
from assistant.identity.caller import CallerRole
from assistant.record.note import HEADING_OF_PART

TEMPLATES = Path(__file__).parent / "templates"


def open_templates(file_link: Callable[[str], str]) -> Jinja2Templates:
    """Templates that escape everything and fail on a name that is not there."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    environment.filters |= {
        "below_title": wording.below_title,
        "say_date": wording.say_date,
        "say_moment": wording.say_moment,
        "say_flag": wording.say_flag,
        "say_removed": wording.say_removed,
        "safe_url": official.safe_url,
        "phone_link": links.phone_link,
    }
    environment.globals |= {
        "authority_label": wording.AUTHORITY_LABEL,
        "roles": tuple(Role),
        "file_link": file_link,
        "source_link": links.source_link,
        "library_link": links.library_link,
        "citation_link": links.citation_link,
        "conversation_link": links.conversation_link,
        "record_link": links.record_link,
        "nothing_for_one": wording.NOTHING_FOR_ONE,
        "part_heading": HEADING_OF_PART,
        "official_link": official.official_link,
        "words_shown": words_shown,
    }
    return Jinja2Templates(env=environment)


def render(
    request: Request,
    template: str,
    values: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """`caller` is who reads the page, none where a request is turned away before anyone has looked."""
    templates: Jinja2Templates = request.app.state.web.templates
    caller = known_caller(request)
    has_desk = request.app.state.web.desk is not None
    known = {
        "request": request,
        "caller": caller,
        "signs_in": request.app.state.gate.provider is not None,
        "for_policy": has_desk and caller and CallerRole.POLICY in caller.roles,
    }
    page = templates.get_template(template).render(known | dict(values))
    return HTMLResponse(with_word(page, genuine_word(request)), status, headers)


def wants_html(request: Request) -> bool:
    """Whether a person with a browser is on the other side."""
    return not request.url.path.startswith("/api") and "text/html" in request.headers.get("accept", "")
