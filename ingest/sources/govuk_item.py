"""An item of GOV.UK's Content API: the JSON that a page is made from, as far as it is read here.

Reference: https://content-api.publishing.service.gov.uk/reference.html, and the content schemas
html_publication, publication, detailed_guide, guide, answer, redirect and gone.
"""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from typing import Annotated, Any
from urllib.parse import urljoin

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, ValidationError

from ingest.errors import SyncError
from ingest.sources.base import Gone
from ingest.sources.http import GONE, Reply

_TAG = re.compile(r"<[^>]+>")
_LINK = re.compile(r"""<a\b[^>]*\bhref=["']([^"']+)""")
_REPLACED = re.compile(
    r"\bthis (?:statutory |non-statutory )?(?:guidance|advice|document|publication|page|code) "
    r"(?:has (?:now )?been|was|is(?: now)?) (?:superseded|replaced|withdrawn)\b",
    re.IGNORECASE,
)
_OPENING_PARAGRAPHS = 3


def _html(value: Any) -> Any:
    """Some schemas give a text in several forms, of which HTML is one."""
    if isinstance(value, list):
        return next((one["content"] for one in value if one.get("content_type") == "text/html"), "")
    return value or ""


Html = Annotated[str, BeforeValidator(_html)]


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Attachment(_Read):
    attachment_type: str = "file"
    content_type: str | None = None
    title: str = ""
    url: str = ""

    @property
    def is_html(self) -> bool:
        return self.attachment_type == "html"

    @property
    def is_readable(self) -> bool:
        return bool(self.url) and (self.is_html or self.content_type == "application/pdf")


class ChangeNote(_Read):
    public_timestamp: AwareDatetime
    note: str


class Part(_Read):
    slug: str
    title: str
    body: Html = ""


class Details(_Read):
    body: Html = ""
    parts: tuple[Part, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    change_history: tuple[ChangeNote, ...] = ()
    explanation: Html = ""
    alternative_path: str | None = None


class Notice(_Read):
    """Empty for a page that is not withdrawn."""

    explanation: Html = ""
    withdrawn_at: AwareDatetime | None = None


class Redirect(_Read):
    destination: str


class Item(_Read):
    schema_name: str
    title: Html = ""
    description: Html = ""
    public_updated_at: AwareDatetime | None = None
    withdrawn_notice: Notice | None = None
    details: Annotated[Details, BeforeValidator(lambda value: value or {})] = Details()
    redirects: tuple[Redirect, ...] = ()

    @property
    def published(self) -> date | None:
        return self.public_updated_at.date() if self.public_updated_at else None

    @property
    def change_note(self) -> str | None:
        notes = sorted(self.details.change_history, key=lambda each: each.public_timestamp)
        return notes[-1].note if notes else None


def read_item(reply: Reply) -> Item:
    """Raises SyncError if the reply is no item."""
    try:
        read = json.loads(reply.body)
        return Item.model_validate({**read, "schema_name": "gone"} if reply.status == GONE else read)
    except (ValueError, TypeError) as error:
        if reply.status == GONE:
            return Item(schema_name="gone")
        problem = f"{error.error_count()} fields wrong" if isinstance(error, ValidationError) else error
        raise SyncError(
            f"{reply.url} gives no item of the Content API ({problem}): give `full_text.url` as the address "
            "of a page of GOV.UK, or use the connector `web_page`"
        ) from error


def gone(item: Item, url: str) -> Gone | None:
    """Whether the page is unpublished, moved or withdrawn, or says of itself that it was replaced."""
    notice = item.withdrawn_notice
    if item.schema_name == "redirect":
        to = item.redirects[0].destination if item.redirects else None
        return Gone("GOV.UK sends its readers to another page", _joined(url, to))
    if item.schema_name == "gone":
        reason = _words(item.details.explanation) or "GOV.UK has taken the page away"
        return Gone(reason, _joined(url, item.details.alternative_path))
    if notice and (notice.withdrawn_at or notice.explanation):
        return Gone(_words(notice.explanation) or "withdrawn by GOV.UK", _link(notice.explanation, url))
    return _replaced(item, url)


def _replaced(item: Item, url: str) -> Gone | None:
    opening = item.details.body.split("</p>")[:_OPENING_PARAGRAPHS]
    for paragraph in (item.description, *opening):
        if _REPLACED.search(_words(paragraph)):
            return Gone(_words(paragraph), _link(paragraph, url))
    return None


def _words(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())


def _link(html: str, url: str) -> str | None:
    found = _LINK.search(html)
    return _joined(url, unescape(found[1])) if found else None


def _joined(url: str, path: str | None) -> str | None:
    return urljoin(url, path) if path else None
