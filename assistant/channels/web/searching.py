"""Finds sections by words and says where they stand."""

from __future__ import annotations

from fastapi import Request

from assistant.channels.web.asking import urgent_in
from assistant.channels.web.paging import Part
from assistant.channels.web.schemas import Hits, hit_of
from assistant.channels.web.state import Web

MOST_WORDS_CHARS = 300


def look_for(web: Web, request: Request, words: str, partnership: str | None, part: Part) -> Hits:
    """One section more than is shown is looked for, to know whether there are more."""
    found = web.assistant.search(words, partnership, part.offset + part.limit + 1)
    return Hits(
        words=web.assistant.redacted(words).text,
        hits=tuple(hit_of(passage, web.today()) for passage in part.of(found)),
        urgent=urgent_in(web, words, partnership or web.home),
        next=part.next_link(request, len(found)),
    )
