"""GOV.UK: a page's own text, or the HTML or PDF attachment that a publication page offers."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import urljoin, urlsplit, urlunsplit

from ingest.errors import SyncError
from ingest.models import Fetch
from ingest.sources.base import Fetched, Found, NotModified, day_in_words, validators_of
from ingest.sources.fetched import FetchedRecord
from ingest.sources.govuk_item import Attachment, Item, Part, gone, read_item
from ingest.sources.http import NOT_MODIFIED, NOTHING_KNOWN, Reply, Validators, Web
from ingest.sources.pdf import whole_pdf

_API = "/api/content"


@dataclass(frozen=True, slots=True)
class GovUkConnector:
    """A publication and its attachments are published together: if its item is unchanged, so are they."""

    web: Web

    def __call__(self, wanted: Fetch, known: FetchedRecord | None) -> Found:
        reply = self._get(wanted.url, validators_of(known))
        if reply.status == NOT_MODIFIED:
            return NotModified()
        item = read_item(reply)
        return gone(item, wanted.url) or self._text(item, wanted, reply.validators)

    def _get(self, url: str, known: Validators = NOTHING_KNOWN) -> Reply:
        parts = urlsplit(url)
        return self.web.get(urlunsplit((parts.scheme, parts.netloc, _API + parts.path, "", "")), known)

    def _text(self, item: Item, wanted: Fetch, validators: Validators) -> Found:
        if item.schema_name != "publication":
            return _edition(item, _page(item, wanted.url), ".html", wanted.url, validators)
        chosen = _chosen(item, wanted)
        url = urljoin(wanted.url, chosen.url)
        if not chosen.is_html:
            return _edition(item, whole_pdf(self.web.get(url)), ".pdf", url, validators)
        inner = read_item(self._get(url))
        return gone(inner, url) or _edition(item, _page(inner, url), ".html", url, validators)


def _chosen(item: Item, wanted: Fetch) -> Attachment:
    """The attachment that is the document: HTML where there is one, since its headings have addresses."""
    words = (wanted.attachment or "").lower()
    offered = [each for each in item.details.attachments if each.is_readable]
    named = [each for each in offered if words in each.title.lower()]
    best = [each for each in named if each.is_html] or named
    for title in (None, words, item.title.lower()):
        choice = [each for each in best if title is None or each.title.lower() == title]
        if len(choice) == 1:
            return choice[0]
    titles = "; ".join(each.title for each in offered) or "none"
    raise SyncError(
        f"{wanted.url} offers {len(best)} documents that could be meant: give words of one title as "
        f"`full_text.attachment` (HTML and PDF offered: {titles})"
    )


def _page(item: Item, url: str) -> bytes:
    body = "\n".join(map(_part, item.details.parts)) or item.details.body
    if not body:
        raise SyncError(f"{url} ({item.schema_name}) has no text of its own: give the page that has it")
    title = escape(item.title)
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    main = f"<main>\n<h1>{title}</h1>\n{body}\n</main>"
    return f"<!DOCTYPE html>\n<html>{head}<body>{main}</body></html>\n".encode()


def _part(part: Part) -> str:
    return f'<h2 id="{escape(part.slug)}">{escape(part.title)}</h2>\n{part.body}'


def _edition(item: Item, text: bytes, suffix: str, url: str, validators: Validators) -> Fetched:
    return Fetched(
        text,
        suffix,
        url,
        version=f"updated {day_in_words(item.published)}" if item.published else None,
        published=item.published,
        validators=validators,
        change_note=item.change_note,
    )
