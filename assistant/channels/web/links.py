"""Addresses of our own pages."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode


def source_link(source_id: str, partnership: str | None = None, fragment: str | None = None) -> str:
    query = f"?{urlencode({'partnership': partnership})}" if partnership else ""
    anchor = f"#{quote(fragment)}" if fragment else ""
    return f"/sources/{quote(source_id, safe='')}{query}{anchor}"


def library_link(place: str, partnership: str | None) -> str:
    """Where a document, or a section of it, is read by its id."""
    source_id, _, fragment = place.partition("#")
    return source_link(source_id, partnership, fragment or None)


def citation_link(answer_id: str, number: int) -> str:
    return f"/answers/{quote(answer_id, safe='')}/citations/{number}#quoted"


def conversation_link(conversation_id: str, form: str) -> str:
    return f"/conversations/{quote(conversation_id, safe='')}/export?format={form}"


def record_link(answer_id: str, form: str) -> str:
    return f"/api/v1/answers/{quote(answer_id, safe='')}/record?format={form}"


def phone_link(phone: str) -> str:
    return f"tel:{re.sub(r'[^0-9+]', '', phone)}"
