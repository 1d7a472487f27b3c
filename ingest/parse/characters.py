"""The characters of a block: the publisher's own, less those that exist for layout only."""

from __future__ import annotations

import re
import unicodedata

from ingest.errors import DocumentError

_LAYOUT_ONLY = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"))
_LIGATURES = {
    ord("\ufb00"): "ff",
    ord("\ufb01"): "fi",
    ord("\ufb02"): "fl",
    ord("\ufb03"): "ffi",
    ord("\ufb04"): "ffl",
    ord("\ufb05"): "st",
    ord("\ufb06"): "st",
}
_TRANSLATION: dict[int, str | None] = {**_LAYOUT_ONLY, **_LIGATURES}
_SPACE_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def cleaned(text: str) -> str:
    """NFC, ligatures expanded, invisible characters gone, white space folded to single spaces."""
    return _SPACE_OR_CONTROL.sub(" ", unicodedata.normalize("NFC", text.translate(_TRANSLATION))).strip()


def decoded(data: bytes, encoding: str = "utf-8") -> str:
    """The text of a file; a byte order mark decides the encoding before `encoding` does."""
    marked = next((name for mark, name in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), encoding)
    try:
        text = data.decode(marked)
    except (UnicodeDecodeError, LookupError) as error:
        raise DocumentError(f"is not {marked} text ({error}): save it again as UTF-8") from error
    if "\x00" in text:
        raise DocumentError("holds zero bytes, so it is not text: ask for the original file")
    return text
