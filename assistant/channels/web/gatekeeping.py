"""Turns away requests that no page or client of ours makes, before anything reads them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.channels.web.danger import urgent_in_body
from assistant.channels.web.problems import NO_LENGTH, TOO_LARGE, WRONG_HOST, Problem, problem_of, respond

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}


class Gatekeeper:
    """Bounds bodies, and refuses other sites' forms and host names that are not ours.

    The host check keeps a page that has rebound its name to this machine from reading answers.
    """

    def __init__(
        self,
        app: ASGIApp,
        allowed_hosts: Collection[str],
        max_body_bytes: int,
        larger: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        """`larger` are paths that take more, and how much."""
        self.app = app
        self.allowed_hosts = frozenset(allowed_hosts)
        self.max_body_bytes = max_body_bytes
        self.larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        problem = self._problem(request)
        if problem and problem.status == TOO_LARGE.status:
            problem = await self._with_danger(request, problem)
        answer = respond(request, problem) if problem else self.app
        await answer(scope, receive, send)

    def _problem(self, request: Request) -> Problem | None:
        if not self._knows_host(request):
            return problem_of(WRONG_HOST, request)
        if request.method not in CHANGING:
            return None
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return _problem(request, 403, "Forbidden", "Forms are taken from our own pages only.")
        return None if request.method == "DELETE" else self._problem_with_size(request)

    def _problem_with_size(self, request: Request) -> Problem | None:
        length = request.headers.get("content-length", "")
        if not length.isascii() or not length.isdigit():
            return problem_of(NO_LENGTH, request)
        most = self.larger.get(request.url.path, self.max_body_bytes)
        if int(length) > most:
            return problem_of(TOO_LARGE, request, f"The limit is {most} bytes.")
        return None

    async def _with_danger(self, request: Request, problem: Problem) -> Problem:
        urgent = await urgent_in_body(request, self.max_body_bytes)
        return problem.model_copy(update={"urgent": urgent})

    def _knows_host(self, request: Request) -> bool:
        return "*" in self.allowed_hosts or (request.url.hostname or "").lower() in self.allowed_hosts


def _problem(request: Request, status: int, title: str, detail: str) -> Problem:
    return Problem(type="about:blank", title=title, status=status, detail=detail, instance=request.url.path)
