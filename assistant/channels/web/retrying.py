"""A request that is sent again under the same Idempotency-Key is not done again."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Header, Request
from pydantic import BaseModel
from pydantic.json_schema import SkipJsonSchema

from assistant.channels.web.asking import ask_in_turn, urgent_in
from assistant.channels.web.identity.calling import caller_of
from assistant.channels.web.schemas import Asked
from assistant.channels.web.state import Web, Wired
from assistant.errors import AnswersUnavailable, KeyReused, StillWorking
from assistant.models import Answer
from assistant.store.retries import RetryStore

Made = TypeVar("Made")

LOG = logging.getLogger(__name__)

Key = Annotated[
    str | SkipJsonSchema[None],
    Header(
        alias="Idempotency-Key",
        pattern=r"^[A-Za-z0-9._~:/+=-]{16,128}$",
        description="A random word of your own, such as a UUID, the same when you send the request again:"
        " within a day it is answered as before and not done twice.",
    ),
]


@dataclass(frozen=True, slots=True)
class Doing(Generic[Made]):
    """`work` makes something, `name` says by what it is known, and by that `again` gives it again."""

    work: Callable[[], Made]
    name: Callable[[Made], str]
    again: Callable[[str], Made]


@dataclass(frozen=True, slots=True)
class Once:
    """One request by its key, which its caller alone can use; none = it is done each time it is sent."""

    store: RetryStore
    key: str | None
    owner: str | None
    path: str

    def do(self, body: BaseModel, doing: Doing[Made]) -> Made:
        """What was made of the request, now or when it first came.

        Raises KeyReused and StillWorking. Where the database cannot be used, the request is done.
        """
        if self.key is None:
            return doing.work()
        name = _digest(self.owner or "nobody", self.key)
        try:
            known = self.store.begin(name, self._digest_of(self.key, body))
        except AnswersUnavailable as error:
            LOG.warning("a request was done without regard to its key: %s", error)
            return doing.work()
        return self._first(name, doing) if known is None else doing.again(known)

    def _first(self, name: str, doing: Doing[Made]) -> Made:
        named = None
        try:
            made = doing.work()
            named = doing.name(made)
        finally:
            self._end(name, named)
        return made

    def _end(self, name: str, named: str | None) -> None:
        try:
            self.store.end(name, named)
        except AnswersUnavailable as error:
            LOG.warning("a request is not known again by its key: %s", error)

    def _digest_of(self, key: str, body: BaseModel) -> str:
        """Of what may hold personal data: it tells nothing to whoever does not know the key."""
        said = f"{self.path}\n{body.model_dump_json()}".encode()
        return hmac.new(key.encode(), said, hashlib.sha256).hexdigest()


def _digest(caller: str, key: str) -> str:
    return hashlib.sha256(f"{caller}\n{key}".encode()).hexdigest()


async def _once(request: Request, web: Wired, key: Key = None) -> Once:
    return Once(web.retries, key, caller_of(request).owner, request.url.path)


OnlyOnce = Annotated[Once, Depends(_once)]


def ask_once(web: Web, asked: Asked, once: Once) -> Answer:
    """Asks, or reads what was answered before. What is refused says what is urgent all the same."""
    asking = Doing(
        work=lambda: ask_in_turn(web, asked),
        name=lambda answer: answer.id,
        again=web.assistant.answer,
    )
    try:
        return once.do(asked, asking)
    except (KeyReused, StillWorking) as error:
        error.urgent = urgent_in(web, asked.question)
        raise
