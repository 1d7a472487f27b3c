"""Whether a form was sent from a page of ours: it carries a word that only this person's pages hold.

It comes on top of the browser's own word for where a form was sent from (`Gatekeeper`) and of same-site
cookies; a program that comes with a key carries no cookie, so that nobody can send a form in its name.
"""

from __future__ import annotations

import hmac
import re

from fastapi import Request
from markupsafe import escape

from assistant.channels.web.asking import urgent_in
from assistant.channels.web.identity.calling import known_caller
from assistant.channels.web.identity.session import genuine_word
from assistant.channels.web.state import wired
from assistant.errors import NotAllowed
from assistant.identity.caller import Way

FIELD = "genuine"
HEADER = "x-genuine"
CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
FORM = re.compile(r"<form\b[^>]*\bmethod=\"post\"[^>]*>")


async def check_genuine(request: Request) -> None:
    """Raises NotAllowed. Every route depends on it; where nobody is signed in there is nothing to misuse."""
    caller = known_caller(request)
    if request.method not in CHANGING or caller is None or caller.way is not Way.SESSION:
        return
    form = await request.form()
    given = request.headers.get(HEADER) or form.get(FIELD) or ""
    word = genuine_word(request) or ""
    if word and isinstance(given, str) and hmac.compare_digest(given.encode(), word.encode()):
        return
    asked = form.get("question")
    raise NotAllowed(
        "This was not sent from a page that you have open now. Open the page again and send it from there.",
        urgent=urgent_in(wired(request), asked) if isinstance(asked, str) else None,
    )


def with_word(page: str, word: str | None) -> str:
    """The page with the word in each of its forms that changes something."""
    if word is None:
        return page
    field = f'<input type="hidden" name="{FIELD}" value="{escape(word)}">'
    return FORM.sub(lambda form: form[0] + field, page)
