"""What the application is wired with, and how a handler gets at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from starlette.templating import Jinja2Templates

from assistant.channels.answers import Answers
from assistant.channels.bounded import Bounded
from assistant.channels.web.identity.calling import caller_of
from assistant.channels.web.queueing import Queue
from assistant.desk import Desk
from assistant.identity.caller import Caller
from assistant.identity.limiting import Budget, Limits
from assistant.settings import AssistantSettings
from assistant.store.retries import RetryStore


@dataclass(frozen=True, slots=True)
class Web:
    """Everything handlers use; set once by `create_app`, and bound to the caller of each request.

    `home` is the partnership of whoever names none; without `limits` nobody asks too often; without a
    `desk` nothing is for policy teams.
    """

    assistant: Answers
    settings: AssistantSettings
    queue: Queue
    templates: Jinja2Templates
    today: Callable[[], date]
    retries: RetryStore
    desk: Desk | None = None
    home: str | None = None
    limits: Limits | None = None
    caller: Caller | None = None

    def bound_to(self, caller: Caller) -> Web:
        bounded, home = Bounded(self.assistant, caller), caller.home or self.home
        return replace(self, assistant=bounded, home=home, caller=caller)

    def count_ask(self) -> None:
        """Raises TooMany where the caller has asked as often as anyone may."""
        if self.limits and self.caller and self.caller.owner and not self.caller.owns_all:
            self.limits.spend(Budget.ASKS, self.caller.owner)


async def web_of(request: Request) -> Web:
    return wired(request).bound_to(caller_of(request))


def wired(request: Request) -> Web:
    """What is bound to no caller, for what is shown to anybody."""
    web: Web = request.app.state.web
    return web


Wired = Annotated[Web, Depends(web_of)]
