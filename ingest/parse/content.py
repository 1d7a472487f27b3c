"""What a file holds, whatever its name says."""

from __future__ import annotations

import re

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_SIGNATURES = {
    b"PK\x03\x04": "a zip archive",
    b"PK\x05\x06": "a zip archive",
    b"\xd0\xcf\x11\xe0": "an old or encrypted Office file",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"II*\x00": "a TIFF image",
    b"MM\x00*": "a TIFF image",
}
PDF, ZIP, HTML, TEXT = "a PDF", "a zip archive", "a web page", "plain text"


def kind_of(data: bytes) -> str:
    """Words for the kind of content, by its first bytes."""
    if b"%PDF-" in data[:1024]:
        return PDF
    signed = next((kind for signature, kind in _SIGNATURES.items() if data.startswith(signature)), None)
    if signed:
        return signed
    return HTML if _HTML.match(data[:4096].removeprefix(b"\xef\xbb\xbf")) else TEXT
