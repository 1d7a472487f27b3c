"""legislation.gov.uk: an Act, or sections of one, as XML. https://www.legislation.gov.uk/developer"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from defusedxml.ElementTree import tostring

from ingest.errors import DocumentError, SyncError
from ingest.models import Fetch
from ingest.parse.content import TEXT
from ingest.parse.legislation import LEGISLATION, legislation_root
from ingest.sources.base import Fetched, Found, Gone, NotModified, day_in_words, refuse_unless, validators_of
from ingest.sources.fetched import FetchedRecord
from ingest.sources.http import GONE, NOT_MODIFIED, NOTHING_KNOWN, Reply, Validators
from ingest.sources.robots import Robots

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TERMS = "{http://purl.org/dc/terms/}"
_METADATA = "{http://www.legislation.gov.uk/namespaces/metadata}"
_REPEALED = frozenset({"Repealed", "Dead"})
_BODIES = frozenset(f"{LEGISLATION}{name}" for name in ("Body", "EUBody", "Schedules"))
_TITLES = frozenset(f"{LEGISLATION}{name}" for name in ("Number", "Title", "TitleBlock", "Reference"))
_PROVISIONS = frozenset(f"{LEGISLATION}{name}" for name in ("P1", "P1group"))


@dataclass(frozen=True, slots=True)
class LegislationConnector:
    """Fetches each provision's `data.xml` and keeps them as one document.

    One entity tag cannot stand for several provisions, so only their dates are asked about: the newest is
    kept, and if any provision has changed since, all are fetched again.
    """

    robots: Robots

    def __call__(self, wanted: Fetch, known: FetchedRecord | None) -> Found:
        urls = tuple(_data_urls(wanted))
        replies = [self.robots.get(url, _dated(known)) for url in urls]
        if all(reply.status == NOT_MODIFIED for reply in replies):
            return NotModified()
        replies = [self._whole(reply, url) for reply, url in zip(replies, urls, strict=True)]
        if any(reply.status == GONE for reply in replies):
            return Gone("legislation.gov.uk answers 410, gone")
        return _found(replies, wanted.url)

    def _whole(self, reply: Reply, url: str) -> Reply:
        return self.robots.get(url, NOTHING_KNOWN) if reply.status == NOT_MODIFIED else reply


def _data_urls(wanted: Fetch) -> Iterator[str]:
    base = wanted.url.split("#")[0].rstrip("/").removesuffix("/contents")
    if urlsplit(base).query:
        raise SyncError(f"{wanted.url} has a query: give the address of the Act or section alone")
    for provision in wanted.provisions or ("",):
        yield "/".join(part for part in (base, provision, "data.xml") if part)


def _dated(known: FetchedRecord | None) -> Validators:
    return Validators(last_modified=validators_of(known).last_modified)


def _found(replies: list[Reply], url: str) -> Found:
    roots = [_root(reply) for reply in replies]
    if all(_is_repealed(root) for root in roots):
        return Gone("repealed")
    valid = max((day for root in roots if (day := _valid_from(root))), default=None)
    enacted = _enacted(roots[0])
    version = f"as enacted {day_in_words(enacted)}" if enacted else None
    return Fetched(
        replies[0].body if len(replies) == 1 else tostring(_joined(roots), encoding="utf-8"),
        ".xml",
        url,
        version=f"as it stands from {day_in_words(valid)}" if valid else version,
        published=valid or enacted,
        validators=Validators(last_modified=_newest(replies)),
        change_note=_outstanding(roots),
    )


def _outstanding(roots: list[Element]) -> str | None:
    """The publisher lists the amendments that its editors have still to work into the text."""
    number = len({effect.get("EffectId") for root in roots for effect in _unapplied(root)})
    return f"{number} dated amendments are not yet in the publisher's text" if number else None


def _unapplied(root: Element) -> Iterator[Element]:
    provisions = {provision.get("id", "") for provision in root.iter(f"{LEGISLATION}P1")}
    for effect in root.iter(f"{_METADATA}UnappliedEffect"):
        is_dated = any("Date" in each.attrib for each in effect.iter(f"{_METADATA}InForce"))
        affected = effect.iterfind(f"{_METADATA}AffectedProvisions/{_METADATA}Section")
        if effect.get("RequiresApplied") == "true" and is_dated:
            yield from (effect for each in affected if _is_within(each.get("Ref", ""), provisions))


def _is_within(place: str, provisions: set[str]) -> bool:
    """Whether "section-45-2-f" is in one of the provisions, as it is in "section-45"."""
    return any(place == provision or place.startswith(f"{provision}-") for provision in provisions)


def _newest(replies: list[Reply]) -> str | None:
    dates = {day: reply for reply in replies if (day := reply.last_modified)}
    return dates[max(dates)].validators.last_modified if dates else None


def _root(reply: Reply) -> Element:
    refuse_unless(TEXT, reply.body, reply.url, fix="try again later, or correct the address in sources.yaml")
    try:
        return legislation_root(reply.body)
    except DocumentError as error:
        raise SyncError(f"{reply.url} {error}") from error


def _is_repealed(root: Element) -> bool:
    """Whether everything that was asked for is repealed: each provision, or what holds it, says so."""
    bodies = [body for text in root for body in text if body.tag in _BODIES]
    return bool(bodies) and all(_all_repealed(body) for body in bodies)


def _all_repealed(element: Element) -> bool:
    if element.get("Status") in _REPEALED:
        return True
    inner = [child for child in element if child.tag not in _TITLES]
    return bool(inner) and element.tag not in _PROVISIONS and all(_all_repealed(child) for child in inner)


def _valid_from(root: Element) -> date | None:
    return _day(root.findtext(f".//{_TERMS}valid"))


def _enacted(root: Element) -> date | None:
    dated = (root.find(f".//{_METADATA}{name}") for name in ("EnactmentDate", "Made"))
    return next((_day(found.get("Date")) for found in dated if found is not None), None)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _joined(roots: list[Element]) -> Element:
    """One document of them all: the first one's metadata, and every one's text."""
    whole = roots[0]
    for root in roots[1:]:
        whole.extend(child for child in root if child.tag != f"{_METADATA}Metadata")
    return whole
