"""Addresses of our own pages and of the publishers'."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode, urlsplit

from assistant.models import Citation
from ingest.models import Representation


def source_link(source_id: str, partnership: str | None = None, fragment: str | None = None) -> str:
    query = f"?{urlencode({'partnership': partnership})}" if partnership else ""
    anchor = f"#{quote(fragment)}" if fragment else ""
    return f"/sources/{quote(source_id, safe='')}{query}{anchor}"


def citation_link(answer_id: str, number: int) -> str:
    return f"/answers/{quote(answer_id, safe='')}/citations/{number}#quoted"


def conversation_link(conversation_id: str, form: str) -> str:
    return f"/conversations/{quote(conversation_id, safe='')}/export?format={form}"


def record_link(answer_id: str, form: str) -> str:
    return f"/api/v1/answers/{quote(answer_id, safe='')}/record?format={form}"


def official_link(citation: Citation) -> str | None:
    """The publisher's page, at the place cited where its own text is what we hold."""
    url = safe_url(citation.url)
    if url is None or "#" in url or citation.representation is Representation.DIGEST:
        return url
    if citation.page is not None:
        return f"{url}#page={citation.page}"
    return f"{url}#{quote(citation.fragment)}"


def safe_url(url: str) -> str | None:
    """The address if it is a web address, so that a register entry cannot run a script."""
    return url if urlsplit(url).scheme in {"http", "https"} else None


def phone_link(phone: str) -> str:
    return f"tel:{re.sub(r'[^0-9+]', '', phone)}"
