"""A publisher's site on this machine: each path gives its answers in turn, the last one for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from ingest.sources.addresses import Reach
from ingest.sources.http import Limits, Pace, Web

LIMITS = Limits(max_bytes=1_000_000, timeout_seconds=5, pause_seconds=0, attempts=3, first_wait_seconds=0.01)
PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """`promised_bytes` is the length announced, none = the body's; `zeros` are sent after the body."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    promised_bytes: int | None = None
    zeros: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    headers: Mapping[str, str]


@dataclass(slots=True)
class Upstream:
    """`host` is the site's `host:port`; `sent` counts the zeros that were taken off its hands."""

    host: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    sent: int = 0

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def gives(self, path: str, *answers: Answer) -> None:
        self.answers[path] = list(answers)

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def answer(self, request: Request) -> Answer:
        self.requests.append(request)
        left = self.answers.get(request.path, [Answer(404, b"<html>Page not found</html>")])
        answer = left.pop(0) if len(left) > 1 else left[0]
        known = request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")
        marks = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
        is_known = any(mark and mark == held for mark, held in zip(marks, known, strict=True))
        return Answer(304) if is_known else answer

    def web(self, limits: Limits = LIMITS, pace: Pace | None = None) -> Web:
        """A client that may reach this site, and nothing else that is private."""
        reach = Reach(allowed_private_hosts=frozenset({self.host}))
        return Web("guidance-tests/1.0 (tests@example.org)", limits, reach, pace or Pace())


def serve(upstream: Upstream) -> ThreadingHTTPServer:
    """Starts the site; its port is known from here on."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = upstream.answer(Request(self.path, dict(self.headers.items())))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if not answer.zeros:
                length = len(answer.body) if answer.promised_bytes is None else answer.promised_bytes
                self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(answer.body)
            self._send_zeros(answer.zeros)

        def _send_zeros(self, left: int) -> None:
            try:
                while left > 0:
                    self.wfile.write(bytes(PIECE))
                    left, upstream.sent = left - PIECE, upstream.sent + PIECE
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Keeps the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    upstream.host = f"127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    return server
