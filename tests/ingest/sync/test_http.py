"""What a fetch over the web may cost, where it may go, and how often it is tried."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from ingest.errors import SyncError
from ingest.sources.addresses import Reach, resolved
from ingest.sources.http import Limits, Pace, Validators, Web
from tests.ingest.sync.upstream import LIMITS, Answer, Upstream

MEGABYTE = 1_000_000


@dataclass
class Clock:
    """Time that passes only where somebody sleeps."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


def refusal(get: Callable[[], object]) -> str:
    with pytest.raises(SyncError) as caught:
        get()
    return str(caught.value)


def test_a_reply_has_the_body_the_address_it_ended_at_and_the_sites_marks(
    upstream: Upstream, web: Web
) -> None:
    upstream.gives("/old", Answer(301, headers={"Location": "/new"}))
    upstream.gives(
        "/new", Answer(200, b"text", {"ETag": '"1"', "Last-Modified": "Fri, 19 Jun 2026 08:00:00 GMT"})
    )
    reply = web.get(upstream.url("/old"))
    assert (reply.url, reply.status, reply.body) == (upstream.url("/new"), 200, b"text")
    assert reply.validators == Validators('"1"', "Fri, 19 Jun 2026 08:00:00 GMT")
    assert reply.last_modified is not None
    assert reply.last_modified.date().isoformat() == "2026-06-19"


def test_every_request_says_who_asks(upstream: Upstream, web: Web) -> None:
    upstream.gives("/page", Answer(200, b"text"))
    web.get(upstream.url("/page"))
    assert upstream.requests[0].headers["User-Agent"] == "guidance-tests/1.0 (tests@example.org)"


def test_what_is_held_is_not_sent_again(upstream: Upstream, web: Web) -> None:
    upstream.gives("/page", Answer(200, b"text", {"ETag": '"7"'}))
    reply = web.get(upstream.url("/page"), Validators(etag='"7"'))
    assert (reply.status, reply.body) == (304, b"")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_site_is_asked_again(upstream: Upstream, web: Web, status: int) -> None:
    upstream.gives("/page", Answer(status), Answer(200, b"text"))
    assert web.get(upstream.url("/page")).body == b"text"
    assert len(upstream.requests) == 2


def test_a_wait_that_the_site_asks_for_is_kept(upstream: Upstream, web: Web) -> None:
    upstream.gives("/page", Answer(429, headers={"Retry-After": "1"}), Answer(200, b"text"))
    started = time.monotonic()
    assert web.get(upstream.url("/page")).body == b"text"
    assert time.monotonic() - started >= 1


@pytest.mark.parametrize("when", ["Wed, 21 Oct 2015 07:28:00 GMT", "soon", "0"])
def test_a_wait_that_is_over_or_makes_no_sense_is_no_wait(upstream: Upstream, web: Web, when: str) -> None:
    upstream.gives("/page", Answer(503, headers={"Retry-After": when}), Answer(200, b"text"))
    assert web.get(upstream.url("/page")).body == b"text"


def test_a_wait_longer_than_ours_ends_the_fetch(upstream: Upstream, web: Web) -> None:
    upstream.gives("/page", Answer(429, headers={"Retry-After": "3600"}), Answer(200, b"text"))
    message = refusal(lambda: web.get(upstream.url("/page")))
    assert f"{upstream.url('/page')} could not be fetched (it answers 429 and asks to wait 3600 s)" in message
    assert len(upstream.requests) == 1


def test_a_site_that_stays_busy_is_given_up_after_the_attempts(upstream: Upstream, web: Web) -> None:
    upstream.gives("/page", Answer(503))
    assert "it answers 503" in refusal(lambda: web.get(upstream.url("/page")))
    assert len(upstream.requests) == LIMITS.attempts


@pytest.mark.parametrize(
    ("status", "fix"), [(404, "new address"), (403, "INGEST_FETCH_CONTACT"), (300, "new address")]
)
def test_a_refusal_names_the_address_the_status_and_the_fix(
    upstream: Upstream, web: Web, status: int, fix: str
) -> None:
    upstream.gives("/page", Answer(status))
    message = refusal(lambda: web.get(upstream.url("/page")))
    assert message.startswith(f"{upstream.url('/page')} answers {status}: ")
    assert fix in message
    assert len(upstream.requests) == 1


def test_a_body_shorter_than_promised_is_asked_for_again(upstream: Upstream, web: Web) -> None:
    upstream.gives("/page", Answer(200, b"half", promised_bytes=900), Answer(200, b"whole"))
    assert web.get(upstream.url("/page")).body == b"whole"


def test_a_body_that_is_always_shorter_than_promised_is_refused(upstream: Upstream, web: Web) -> None:
    upstream.gives("/page", Answer(200, b"half", promised_bytes=900))
    assert "RemoteProtocolError" in refusal(lambda: web.get(upstream.url("/page")))


def test_a_body_of_200_megabytes_is_cut_off_at_the_limit(upstream: Upstream, web: Web) -> None:
    upstream.gives("/page", Answer(200, zeros=200 * MEGABYTE))
    message = refusal(lambda: web.get(upstream.url("/page")))
    assert "is larger than 0.95" in message
    assert "INGEST_FETCH_MAX_MB" in message
    assert upstream.sent < 20 * MEGABYTE
    assert len(upstream.requests) == 1


def test_a_body_announced_as_too_large_is_not_read(upstream: Upstream, web: Web) -> None:
    upstream.gives("/page", Answer(200, b"text", promised_bytes=200 * MEGABYTE))
    assert "is larger than" in refusal(lambda: web.get(upstream.url("/page")))


def test_a_body_that_takes_too_long_is_given_up(upstream: Upstream) -> None:
    upstream.gives("/page", Answer(200, zeros=MEGABYTE // 2))
    web = upstream.web(replace(LIMITS, timeout_seconds=0.000001))
    message = refusal(lambda: web.get(upstream.url("/page")))
    web.close()
    assert "try again" in message


@pytest.mark.parametrize(
    "location",
    [
        "http://10.0.0.7/secret",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]:9/",
        "http://localhost:9/",
    ],
)
def test_a_redirect_to_a_private_address_is_not_followed(upstream: Upstream, web: Web, location: str) -> None:
    upstream.gives("/page", Answer(302, headers={"Location": location}))
    assert "private address" in refusal(lambda: web.get(upstream.url("/page")))


def test_a_redirect_to_another_port_of_the_allowed_host_is_not_followed(upstream: Upstream, web: Web) -> None:
    upstream.gives("/page", Answer(302, headers={"Location": "http://127.0.0.1:9/secret"}))
    assert "private address 127.0.0.1" in refusal(lambda: web.get(upstream.url("/page")))


def test_a_name_that_leads_to_a_private_address_is_not_asked(upstream: Upstream) -> None:
    web = Web("tests", LIMITS, Reach(resolve=lambda _: ("93.184.215.14", "10.0.0.7")), Pace())
    message = refusal(lambda: web.get("https://guidance.example/page"))
    web.close()
    assert message.startswith("guidance.example leads to the private address 10.0.0.7")


def test_a_name_that_leads_elsewhere_once_connected_gives_nothing_away(upstream: Upstream) -> None:
    """The name was public when it was looked up, and is this machine when it is connected to."""
    upstream.gives("/page", Answer(200, b"secret"))
    web = Web("tests", LIMITS, Reach(resolve=lambda _: ("93.184.215.14",)), Pace())
    message = refusal(lambda: web.get(upstream.url("/page")))
    web.close()
    assert "private address 127.0.0.1" in message


def test_a_name_that_nobody_knows_is_named() -> None:
    assert "nowhere.invalid cannot be found" in refusal(lambda: resolved("nowhere.invalid"))


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://example.org/x", "gopher://example.org"])
def test_only_addresses_of_the_web_are_followed(upstream: Upstream, web: Web, location: str) -> None:
    upstream.gives("/page", Answer(302, headers={"Location": location}))
    assert "is not a web address" in refusal(lambda: web.get(upstream.url("/page")))


def test_a_redirect_to_what_is_no_address_is_refused(upstream: Upstream, web: Web) -> None:
    upstream.gives("/page", Answer(302, headers={"Location": "http://[::1"}))
    assert "Invalid URL in location header" in refusal(lambda: web.get(upstream.url("/page")))


def test_a_circle_of_redirects_ends(upstream: Upstream, web: Web) -> None:
    upstream.gives("/a", Answer(302, headers={"Location": "/b"}))
    upstream.gives("/b", Answer(302, headers={"Location": "/a"}))
    assert "more than 5 redirects" in refusal(lambda: web.get(upstream.url("/a")))


def test_two_requests_to_one_host_are_a_pause_apart(upstream: Upstream) -> None:
    clock = Clock()
    web = upstream.web(replace(LIMITS, pause_seconds=2), Pace(clock, clock.sleep))
    upstream.gives("/page", Answer(200, b"text"))
    for _ in range(3):
        web.get(upstream.url("/page"))
    web.close()
    assert clock.slept == [2.0, 2.0]


def test_a_pause_is_kept_for_each_host_on_its_own() -> None:
    clock = Clock()
    pace = Pace(clock, clock.sleep)
    pace.wait("one.example", 2)
    pace.wait("other.example", 2)
    clock.now += 5
    pace.wait("one.example", 2)
    assert clock.slept == []


def test_a_limit_is_in_bytes_of_the_text_not_of_what_was_sent(upstream: Upstream) -> None:
    upstream.gives("/page", Answer(200, gzip.compress(bytes(5 * MEGABYTE)), {"Content-Encoding": "gzip"}))
    web = upstream.web(Limits(max_bytes=MEGABYTE, pause_seconds=0))
    message = refusal(lambda: web.get(upstream.url("/page")))
    web.close()
    assert "is larger than" in message
