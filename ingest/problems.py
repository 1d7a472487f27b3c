"""What is wrong with a source, in words for whoever looks after the library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ingest.editions import newest
from ingest.models import Source
from ingest.sources.fetched import FetchedRecord


def problems_of(
    source: Source, known: Mapping[str, Source], today: date, record: FetchedRecord | None = None
) -> Iterator[str]:
    """One problem each; `known` are all sources by id, `record` what the last fetch found."""
    if source.upstream == "withdrawn":
        yield f"withdrawn by its publisher{_reason(record)}"
    if source.past_review(today):
        yield f"past its review date {source.review_by}"
    if source.upstream == "stale" or (record and record.state == "stale"):
        yield f"the last fetch of its full text failed{_reason(record)}"
    for edition in source.cites_superseded:
        yield f"cites {edition}, superseded by {newest(edition, known)}"
    if source.scanned_pages:
        yield f"{_pages(source.scanned_pages)} without text: run OCR or ask for the original"


def _reason(record: FetchedRecord | None) -> str:
    """What the fetch found, and where the publisher sends readers now."""
    reason = f": {record.problem}" if record and record.problem else ""
    successor = f" (see {record.successor_url})" if record and record.successor_url else ""
    return reason + successor


def _pages(pages: Sequence[int]) -> str:
    numbers = ", ".join(map(str, pages))
    return f"page {numbers} is a picture" if len(pages) == 1 else f"pages {numbers} are pictures"
