"""The far end: Slack's Web API, its response URLs and its WebSocket, on this machine."""

from __future__ import annotations

import json
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Condition, Event, Thread
from typing import Any
from urllib.parse import parse_qs

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

Json = dict[str, Any]

TEAM = "T0HOME"
BOT = "U0BOT"


@dataclass(frozen=True, slots=True)
class Call:
    """`method` is the Web API's name of it, or `hook` or `upload`."""

    method: str
    sent: Json
    at: float


@dataclass(frozen=True, slots=True)
class Reply:
    body: Json = field(default_factory=lambda: {"ok": True})
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0


class SlackStub:
    """Records every call and answers it as Slack would, or as the test has said."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.replies: dict[str, deque[Reply]] = defaultdict(deque)
        self.always: dict[str, Reply] = {}
        self.socket_url = ""
        self._changed = Condition()
        self._numbers = count(1)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def hook_url(self, name: str = "one") -> str:
        return f"{self.url}/hook/{name}"

    @contextmanager
    def running(self) -> Iterator[SlackStub]:
        thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield self
        self._server.shutdown()
        thread.join()
        self._server.server_close()

    def refuse(self, method: str, error: str, times: int = 1) -> None:
        self.replies[method].extend([Reply({"ok": False, "error": error})] * times)

    def sent(self, *methods: str) -> list[Json]:
        """What was sent to these methods, in order; of all that post messages, if none is named."""
        wanted = methods or ("chat.postMessage", "chat.postEphemeral", "hook", "chat.stopStream")
        return [call.sent for call in list(self.calls) if call.method in wanted]

    def wait(self, *methods: str, times: int = 1, seconds: float = 10) -> list[Json]:
        """The same, once there are that many."""
        with self._changed:
            came = self._changed.wait_for(lambda: len(self.sent(*methods)) >= times, seconds)
        assert came, f"{methods}: {len(self.sent(*methods))} of {times} in {[c.method for c in self.calls]}"
        return self.sent(*methods)

    def take(self, path: str, sent: Json) -> Reply:
        method = path.removeprefix("/api/") if path.startswith("/api/") else path.split("/")[1]
        with self._changed:
            self.calls.append(Call(method, sent, time.monotonic()))
            queued = self.replies[method]
            reply = queued.popleft() if queued else self.always.get(method) or self._usual(method, sent)
            self._changed.notify_all()
        time.sleep(reply.seconds)
        return reply

    def _usual(self, method: str, sent: Json) -> Reply:
        ts = f"17000000{next(self._numbers):02d}.000100"
        extra: Mapping[str, Json] = {
            "auth.test": {
                "team_id": TEAM,
                "user_id": BOT,
                "bot_id": "B0BOT",
                "user": "guidance",
                "team": "Home",
            },
            "apps.connections.open": {"url": self.socket_url},
            "conversations.open": {"channel": {"id": "D0DIRECT"}},
            "conversations.replies": {"messages": []},
            "usergroups.users.list": {"users": ["U0MEMBER"]},
            "files.getUploadURLExternal": {"file_id": f"F{ts}", "upload_url": f"{self.url}/upload/{ts}"},
            "files.completeUploadExternal": {"files": [{"id": "F1"}, {"id": "F2"}]},
        }
        return Reply(
            {"ok": True, "ts": ts, "message_ts": ts, "channel": sent.get("channel"), **extra.get(method, {})}
        )

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take: Callable[[str, Json], Reply] = self.take

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("content-length", 0)))
                reply = take(self.path, read_body(raw, self.headers.get("content-type", ""), self.path))
                data = json.dumps(reply.body).encode()
                try:
                    self.send_response(reply.status)
                    for name, value in {"content-type": "application/json", **reply.headers}.items():
                        self.send_header(name, value)
                    self.send_header("content-length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                except OSError:
                    return  # the caller has given up waiting

            def log_message(self, format: str, *args: object) -> None:
                """Tests are quiet."""

        return Handler


def read_body(raw: bytes, kind: str, path: str) -> Json:
    if path.startswith("/upload/"):
        return {"bytes": raw}
    if "json" in kind:
        return dict(json.loads(raw or b"{}"))
    return {name: parsed(values[0]) for name, values in parse_qs(raw.decode()).items()}


def parsed(value: str) -> Any:
    """A form's field; Slack's client writes lists and objects as JSON."""
    return json.loads(value) if value[:1] in "[{" else value


class SocketStub:
    """Slack's end of the WebSocket: sends envelopes, keeps what comes back."""

    def __init__(self) -> None:
        self.acknowledged: dict[str, float] = {}
        self.connections = 0
        self.connected = Event()
        self._open: ServerConnection | None = None
        self._changed = Condition()
        self._server: Server = serve(self._serve, "127.0.0.1", 0, compression=None)
        host, port = self._server.socket.getsockname()[:2]
        self.url = f"ws://{host}:{port}/link"

    @contextmanager
    def running(self) -> Iterator[SocketStub]:
        thread = Thread(target=self._server.serve_forever)
        thread.start()
        yield self
        self._server.shutdown()
        thread.join()

    def send(self, kind: str, payload: Json, envelope: str, **more: Any) -> None:
        assert self.connected.wait(5)
        assert self._open is not None
        self._open.send(
            json.dumps(
                {
                    "type": kind,
                    "envelope_id": envelope,
                    "payload": payload,
                    "accepts_response_payload": False,
                    **more,
                }
            )
        )

    def drop(self) -> None:
        """Slack asks for another connection, as it does every few hours."""
        assert self._open is not None
        self.connected.clear()
        self._open.send(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))

    def wait(self, envelope: str, seconds: float = 5) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: envelope in self.acknowledged, seconds), envelope

    def _serve(self, connection: ServerConnection) -> None:
        connection.send(json.dumps({"type": "hello", "num_connections": 1}))
        self._open, self.connections = connection, self.connections + 1
        self.connected.set()
        try:
            for message in connection:
                with self._changed:
                    self.acknowledged[json.loads(message)["envelope_id"]] = time.monotonic()
                    self._changed.notify_all()
        except ConnectionClosed:
            return
