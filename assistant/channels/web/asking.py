"""Puts what was sent to the assistant, in its turn."""

from __future__ import annotations

from assistant.channels.web.queueing import Busy
from assistant.channels.web.reading import partnership_by_id
from assistant.channels.web.schemas import Asked
from assistant.channels.web.state import Web
from assistant.errors import AnswersUnavailable, NotFound, TooMany
from assistant.models import Answer, Urgent
from assistant.triage import triage, urgent_block


def ask_in_turn(web: Web, asked: Asked) -> Answer:
    """Raises Busy and TooMany, which then say what is urgent: nothing else has read what was typed."""
    try:
        web.count_ask()
        with web.queue.turn():
            return web.assistant.ask(asked.as_question(web.home))
    except (Busy, TooMany) as error:
        error.urgent = urgent_in(web, asked.question)
        raise


def urgent_in(web: Web, typed: str, partnership: str | None = None) -> Urgent | None:
    """What the words call for, before anything else is done with them."""
    seen = triage(typed[: web.settings.max_question_chars])
    return urgent_block(seen, partnership_by_id(web.assistant, partnership))


def is_kept(web: Web, answer: Answer) -> bool:
    """Whether the answer can be read again at its address."""
    try:
        web.assistant.whose(answer.id)
    except (NotFound, AnswersUnavailable):
        return False
    return True


def conversation_of(web: Web, answer: Answer, owner: str | None) -> tuple[Answer, ...]:
    """The answers of its conversation where it is the reader's own, and can be read; else none."""
    if answer.conversation is None:
        return ()
    try:
        return web.assistant.conversation(answer.conversation, owner)
    except (NotFound, AnswersUnavailable):
        return ()
