"""What the words of a request call for, where nothing else of it is read."""

from __future__ import annotations

from urllib.parse import unquote_plus

from starlette.requests import Request

from assistant.channels.web.asking import urgent_in
from assistant.channels.web.state import wired
from assistant.models import Urgent


async def urgent_in_body(request: Request, most_bytes: int) -> Urgent | None:
    """What the beginning of the body says of danger, as far as a body is read at all."""
    return urgent_in(wired(request), unquote_plus(await begun(request, most_bytes)))


async def begun(request: Request, most_bytes: int) -> str:
    """The beginning of the body."""
    read = b""
    async for part in request.stream():
        read += part
        if len(read) >= most_bytes:
            break
    return read[:most_bytes].decode(errors="replace")
