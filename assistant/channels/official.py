"""The publisher's own page, opened at the words that are quoted from it."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from assistant.models import Citation
from ingest.models import Representation

LEGISLATION = "www.legislation.gov.uk"
WHOLE_AT_MOST_WORDS = 10
WORDS_AT_EACH_END = 5

_PROVISION = re.compile(r"(section|schedule|article|regulation)-([0-9A-Za-z]+)")
_ACT = re.compile(r"/\w+/\d+/\d+/?(contents/?)?")
# our own mark of a list item, and the number of a paragraph: on a page neither need be part of its text
_BEFORE_WORDS = re.compile(r"^(- )?(\(?\d+(\.\d+)*[.)]?\s+)?")


def official_link(citation: Citation, words: str | None = None) -> str | None:
    """At the place cited, and at `words` if they are given, where what we hold is the publisher's own text.

    A PDF opens at the page. A digest's words do not stand on the page that it is a digest of.
    """
    url = safe_url(citation.url)
    if url is None or citation.representation is Representation.DIGEST:
        return url
    if citation.page is not None:
        return url if "#" in url else f"{url}#page={citation.page}"
    at_words = _text_directive(words) if words else ""
    if "#" in url:
        return url + at_words
    return f"{_page_with_text(url, citation.fragment)}#{quote(citation.fragment)}{at_words}"


def safe_url(url: str) -> str | None:
    """The address if it is a web address, so that a register entry cannot run a script."""
    return url if urlsplit(url).scheme in {"http", "https"} else None


def _page_with_text(url: str, fragment: str) -> str:
    """An Act's own address shows its contents: the text stands on the page of its provision."""
    parts, provision = urlsplit(url), _PROVISION.match(fragment)
    if parts.hostname != LEGISLATION or provision is None or not _ACT.fullmatch(parts.path):
        return url
    return f"{url.rstrip('/').removesuffix('/contents')}/{provision[1]}/{provision[2]}"


def _text_directive(words: str) -> str:
    """A text fragment (WICG): few words whole, many by the first and last of them."""
    lines = [line for line in (_BEFORE_WORDS.sub("", line) for line in words.splitlines()) if line.strip()]
    if not lines:
        return ""
    first, last = lines[0].split(), lines[-1].split()
    if len(lines) == 1 and len(first) <= WHOLE_AT_MOST_WORDS:
        return f":~:text={_encoded(first)}"
    return f":~:text={_encoded(first[:WORDS_AT_EACH_END])},{_encoded(last[-WORDS_AT_EACH_END:])}"


def _encoded(words: list[str]) -> str:
    """A dash and a comma mean something in a text fragment."""
    return quote(" ".join(words), safe="").replace("-", "%2D")
