"""What every connector offers, and what it may find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ingest.errors import SyncError
from ingest.models import Fetch
from ingest.parse.content import kind_of
from ingest.sources.fetched import FetchedRecord
from ingest.sources.http import GONE, NOT_MODIFIED, NOTHING_KNOWN, Reply, Validators


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document's text as its publisher now gives it.

    `suffix` says how it is read (".html"); `url` is the page whose fragments its headings are; `version` is
    the publisher's word for this edition, none where it has none.
    """

    text: bytes
    suffix: str
    url: str
    version: str | None = None
    published: date | None = None
    validators: Validators = NOTHING_KNOWN
    change_note: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The text held is still the publisher's."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The publisher has withdrawn the document, or put another in its place."""

    reason: str
    successor_url: str | None = None


Found = Fetched | NotModified | Gone


class Fetcher(Protocol):
    """Looks for a document's text where the register says; `known` is what is held of it.

    Raises `SyncError` saying what is wrong and what to do; the caller names the source.
    """

    def __call__(self, wanted: Fetch, known: FetchedRecord | None) -> Found: ...


def validators_of(known: FetchedRecord | None) -> Validators:
    return Validators(known.etag, known.last_modified) if known else NOTHING_KNOWN


def refuse_unless(promised: str, body: bytes, url: str, *, fix: str) -> None:
    """Raises SyncError if the body is not the kind of content that was promised."""
    kind = kind_of(body)
    if kind != promised:
        raise SyncError(f"{url} is {kind}, not {promised}: {fix}")


def found_at(wanted: Fetch, reply: Reply, kind: str, suffix: str, content: Callable[[Reply], bytes]) -> Found:
    """What one reply says of a document that is a single file, called a `kind` where its version is told."""
    if reply.status == NOT_MODIFIED:
        return NotModified()
    if reply.status == GONE:
        return Gone("its address answers 410, gone")
    changed = reply.last_modified
    return Fetched(
        content(reply),
        suffix,
        wanted.url,
        version=f"{kind} of {day_in_words(changed)}" if changed else None,
        published=changed.date() if changed else None,
        validators=reply.validators,
    )


def day_in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
