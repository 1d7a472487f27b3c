"""Puts what was sent to the assistant, in its turn."""

from __future__ import annotations

from assistant.channels.web.queueing import Busy
from assistant.channels.web.schemas import Asked
from assistant.channels.web.state import Web
from assistant.errors import AnswersUnavailable, NotFound
from assistant.models import Answer
from assistant.triage import triage, urgent_block


def ask_in_turn(web: Web, asked: Asked) -> Answer:
    """Raises Busy, which then says what is urgent: nothing else has read the words that were typed."""
    try:
        with web.queue.turn():
            return web.assistant.ask(asked.as_question(web.settings.partnership))
    except Busy as busy:
        typed = asked.question[: web.settings.max_question_chars]
        busy.urgent = urgent_block(triage(typed), None)
        raise


def is_kept(web: Web, answer: Answer) -> bool:
    """Whether the answer can be read again at its address."""
    try:
        web.assistant.answer(answer.id)
    except (NotFound, AnswersUnavailable):
        return False
    return True
