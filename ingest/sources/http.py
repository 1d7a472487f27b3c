"""GET, politely and within limits: what every connector that reads the web goes through."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import stamina

from ingest.errors import SyncError
from ingest.sources.addresses import Reach, host_of

OK, NOT_MODIFIED, GONE = 200, 304, 410
ANSWERS = frozenset({OK, NOT_MODIFIED, GONE})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({408, 429, 500, 502, 503, 504})
_MAX_REDIRECTS = 5
_READ_SECONDS = 20.0
_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost us and the site: `pause_seconds` is between two requests to one host."""

    max_bytes: int = 50 * _MEBIBYTE
    timeout_seconds: float = 60.0
    pause_seconds: float = 1.0
    attempts: int = 4
    first_wait_seconds: float = 1.0
    longest_wait_seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Validators:
    """What the site said of the text we hold, so that it need not send it again."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


NOTHING_KNOWN = Validators()


@dataclass(frozen=True, slots=True)
class Reply:
    """`url` is where it came from in the end; only 200 and 410 have a body."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def validators(self) -> Validators:
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))

    @property
    def last_modified(self) -> datetime | None:
        return _date_of(self.headers.get("last-modified"))


class _TryAgain(Exception):
    """The site is busy; `wait_seconds` is the time it asks for, if it says."""

    def __init__(self, status: int, wait_seconds: float | None) -> None:
        asked = f" and asks to wait {wait_seconds:g} s" if wait_seconds else ""
        super().__init__(f"it answers {status}{asked}")
        self.wait_seconds = wait_seconds


@dataclass(slots=True)
class Pace:
    """Keeps a pause between two requests to one host."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _free_at: dict[str, float] = field(default_factory=dict)

    def wait(self, host: str, pause_seconds: float) -> None:
        now = self.clock()
        wait = max(self._free_at.get(host, now) - now, 0.0)
        self._free_at[host] = now + wait + pause_seconds
        if wait:
            self.sleep(wait)


class Web:
    """An HTTP client that goes no further than its reach, and asks for no more than its limits."""

    def __init__(self, user_agent: str, limits: Limits, reach: Reach, pace: Pace) -> None:
        self.user_agent = user_agent
        self._limits = limits
        self._reach = reach
        self._pace = pace
        self._client = httpx.Client(
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip"},
            timeout=min(_READ_SECONDS, limits.timeout_seconds),
            verify=ssl.create_default_context(),
            proxy=reach.proxy,
            trust_env=False,
        )

    def close(self) -> None:
        self._client.close()

    def get(
        self,
        url: str,
        known: Validators = NOTHING_KNOWN,
        *,
        pause_seconds: float = 0.0,
        accepted: frozenset[int] = ANSWERS,
    ) -> Reply:
        """Follows redirects. Raises SyncError for every answer that is not accepted."""
        headers, pause = known.headers(), max(pause_seconds, self._limits.pause_seconds)
        for _ in range(_MAX_REDIRECTS + 1):
            reply = self._retried(url, headers, pause)
            if reply.status not in _REDIRECTS:
                return _accepted(reply, accepted)
            url = _next_url(reply)
        raise SyncError(f"{url}: more than {_MAX_REDIRECTS} redirects: give the address they end at")

    def _retried(self, url: str, headers: Mapping[str, str], pause: float) -> Reply:
        attempts = stamina.retry_context(
            on=self._worth_another_try,
            attempts=self._limits.attempts,
            timeout=None,
            wait_initial=self._limits.first_wait_seconds,
            wait_max=self._limits.longest_wait_seconds,
            wait_jitter=self._limits.first_wait_seconds / 2,
        )
        try:
            return self._first_success(attempts, url, headers, pause)
        except (_TryAgain, httpx.RequestError, httpx.InvalidURL) as error:
            reason = f"{type(error).__name__}: {error}" if isinstance(error, httpx.RequestError) else error
            raise SyncError(f"{url} could not be fetched ({reason}): try again later") from error

    def _first_success(
        self, attempts: Iterable[Any], url: str, headers: Mapping[str, str], pause: float
    ) -> Reply:
        for attempt in attempts:
            with attempt:
                return self._exchanged(url, headers, pause)
        raise AssertionError("a retry ends with an answer or with its last error")

    def _worth_another_try(self, error: Exception) -> bool | float:
        if not isinstance(error, _TryAgain) or error.wait_seconds is None:
            return isinstance(error, _TryAgain | httpx.RequestError)
        return error.wait_seconds if error.wait_seconds <= self._limits.longest_wait_seconds else False

    def _exchanged(self, url: str, headers: Mapping[str, str], pause: float) -> Reply:
        self._reach.refuse_private(url)
        self._pace.wait(host_of(url), pause)
        ends = time.monotonic() + self._limits.timeout_seconds
        with self._client.stream("GET", url, headers=headers) as response:
            self._refuse_private_peer(url, response)
            if response.status_code in _BUSY:
                raise _TryAgain(response.status_code, _asked_wait(response.headers.get("retry-after")))
            body = self._body(url, response, ends) if response.status_code in (OK, GONE) else b""
            return Reply(url, response.status_code, response.headers, body)

    def _body(self, url: str, response: httpx.Response, ends: float) -> bytes:
        body = bytearray()
        most = self._limits.max_bytes
        self._refuse_large(url, int(response.headers.get("content-length", 0)), most)
        for piece in response.iter_bytes():
            body += piece
            self._refuse_large(url, len(body), most)
            if time.monotonic() > ends:
                seconds = self._limits.timeout_seconds
                raise SyncError(
                    f"{url} takes more than {seconds:g} s: try again, or raise INGEST_FETCH_TIMEOUT_SECONDS"
                )
        return bytes(body)

    def _refuse_large(self, url: str, size: int, most: int) -> None:
        if size > most:
            megabytes = most / _MEBIBYTE
            raise SyncError(
                f"{url} is larger than {megabytes:g} MB: check that it is the document, "
                "or raise INGEST_FETCH_MAX_MB"
            )

    def _refuse_private_peer(self, url: str, response: httpx.Response) -> None:
        peer = response.extensions["network_stream"].get_extra_info("server_addr")
        self._reach.refuse_private_peer(url, str(peer[0]))


def _accepted(reply: Reply, accepted: frozenset[int]) -> Reply:
    if reply.status in accepted:
        return reply
    fix = "find the document's new address and correct it in sources.yaml"
    if reply.status in (401, 403):
        fix = "the site refuses automatic readers; set INGEST_FETCH_CONTACT, or download the document by hand"
    raise SyncError(f"{reply.url} answers {reply.status}: {fix}")


def _next_url(reply: Reply) -> str:
    location = reply.headers.get("location")
    if not location:
        raise SyncError(f"{reply.url} answers {reply.status} without an address: give the one it means")
    url = str(httpx.URL(reply.url).join(location))
    is_downgrade = reply.url.startswith("https:") and url.startswith("http:")
    return url.replace("http:", "https:", 1) if is_downgrade else url


def _asked_wait(retry_after: str | None) -> float | None:
    if retry_after is None:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after)
    until = _date_of(retry_after)
    return max((until - datetime.now(UTC)).total_seconds(), 0.0) if until else None


def _date_of(header: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)
