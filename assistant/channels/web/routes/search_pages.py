"""Search of the library, for people. The words are posted, so that no address holds them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from assistant.channels.web.paging import Part
from assistant.channels.web.preferences import own_partnership
from assistant.channels.web.rendering import render
from assistant.channels.web.schemas import Hits, SearchForm
from assistant.channels.web.searching import MOST_WORDS_CHARS, look_for
from assistant.channels.web.state import Web, Wired

router = APIRouter(prefix="/search", include_in_schema=False)

SHOWN = Part(limit=15, offset=0)


@router.get("")
def search_form(request: Request, web: Wired) -> Response:
    return _page(request, web, SearchForm(partnership=own_partnership(request, web)), None)


@router.post("")
def search(request: Request, web: Wired, form: Annotated[SearchForm, Form()]) -> Response:
    words = form.words.strip()[:MOST_WORDS_CHARS]
    found = look_for(web, request, words, form.partnership, SHOWN) if words else None
    return _page(request, web, form, found)


def _page(request: Request, web: Web, form: SearchForm, found: Hits | None) -> Response:
    values = {
        "form": form,
        "found": found,
        "partnerships": web.assistant.partnerships(),
        "max_chars": MOST_WORDS_CHARS,
    }
    return render(request, "search.html", values)
