"""A PDF by its address."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.errors import SyncError
from ingest.models import Fetch
from ingest.parse.content import PDF
from ingest.sources.base import Found, found_at, refuse_unless, validators_of
from ingest.sources.fetched import FetchedRecord
from ingest.sources.http import Reply
from ingest.sources.robots import Robots

_END_WITHIN_BYTES = 4096


@dataclass(frozen=True, slots=True)
class PdfConnector:
    robots: Robots

    def __call__(self, wanted: Fetch, known: FetchedRecord | None) -> Found:
        reply = self.robots.get(wanted.url, validators_of(known))
        return found_at(wanted, reply, "file", ".pdf", whole_pdf)


def whole_pdf(reply: Reply) -> bytes:
    """The body. Raises SyncError if it is not a PDF from beginning to end."""
    refuse_unless(PDF, reply.body, reply.url, fix="give the address of the PDF itself")
    if b"%%EOF" not in reply.body[-_END_WITHIN_BYTES:]:
        raise SyncError(f"{reply.url} breaks off before its end: try again, or tell the site's owner")
    return reply.body
