"""Turns a template and its values into a page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from assistant.channels import official, wording
from assistant.channels.quoting import words_shown
from assistant.channels.roles import Role
from assistant.channels.web import links
from assistant.channels.web.views import below_title
from assistant.identity.caller import Caller, CallerRole
from assistant.record.note import HEADING_OF_PART

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


def open_templates() -> Jinja2Templates:
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
        "below_title": below_title,
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
    return Jinja2Templates(env=environment, context_processors=[_caller])


def _caller(request: Request) -> dict[str, Any]:
    """Who reads the page, none where a request is turned away before anyone has looked."""
    caller: Caller | None = getattr(request.state, "caller", None)
    has_desk = request.app.state.web.desk is not None
    return {"caller": caller, "for_policy": has_desk and caller and CallerRole.POLICY in caller.roles}


def render(
    request: Request,
    template: str,
    values: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    templates: Jinja2Templates = request.app.state.web.templates
    return templates.TemplateResponse(request, template, dict(values), status, headers)


def wants_html(request: Request) -> bool:
    """Whether a person with a browser is on the other side."""
    return not request.url.path.startswith("/api") and "text/html" in request.headers.get("accept", "")
