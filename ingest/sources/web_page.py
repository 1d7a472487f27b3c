"""A plain web page: its main content, without the site around it."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.errors import SyncError
from ingest.models import Fetch
from ingest.parse.content import HTML
from ingest.parse.html import main_page
from ingest.sources.base import Found, found_at, refuse_unless, validators_of
from ingest.sources.fetched import FetchedRecord
from ingest.sources.http import Reply
from ingest.sources.robots import Robots


@dataclass(frozen=True, slots=True)
class WebPageConnector:
    """Keeps the main content alone, so that a menu or a token that changes is no new version."""

    robots: Robots

    def __call__(self, wanted: Fetch, known: FetchedRecord | None) -> Found:
        reply = self.robots.get(wanted.url, validators_of(known))
        return found_at(wanted, reply, "page", ".html", _main_content)


def _main_content(reply: Reply) -> bytes:
    return main_page(_whole(reply)).encode()


def _whole(reply: Reply) -> bytes:
    fix = "use the connector `pdf` for a PDF, or give the address of the page"
    refuse_unless(HTML, reply.body, reply.url, fix=fix)
    if b"</html" not in reply.body.lower():
        raise SyncError(f"{reply.url} breaks off before its end: try again, or tell the site's owner")
    return reply.body
