"""What the application is wired with, and how a handler gets at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from starlette.templating import Jinja2Templates

from assistant.channels.answers import Answers
from assistant.channels.web.queueing import Queue
from assistant.desk import Desk
from assistant.settings import AssistantSettings
from assistant.store.retries import RetryStore


@dataclass(frozen=True, slots=True)
class Web:
    """Everything handlers use; set once by `create_app`. Without a `desk` nothing is for policy teams."""

    assistant: Answers
    settings: AssistantSettings
    queue: Queue
    templates: Jinja2Templates
    today: Callable[[], date]
    retries: RetryStore
    desk: Desk | None = None


async def web_of(request: Request) -> Web:
    return wired(request)


def wired(request: Request) -> Web:
    web: Web = request.app.state.web
    return web


Wired = Annotated[Web, Depends(web_of)]
