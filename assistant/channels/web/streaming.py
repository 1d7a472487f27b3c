"""What happens to a question, told as it happens: danger first, then the search, then how it ended."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request
from pydantic import BaseModel

from assistant.channels.web.asking import urgent_in
from assistant.channels.web.problems import FORESEEN, Problem, problem_from
from assistant.channels.web.retrying import Once, ask_once
from assistant.channels.web.schemas import Asked
from assistant.channels.web.state import Web
from assistant.models import Answer, Urgent
from ingest.models import Frozen


class Stage(Frozen):
    """What is being done now."""

    stage: str


Told = Urgent | Stage | Answer | Problem

NAME_OF: dict[type[BaseModel], str] = {
    Urgent: "urgent",
    Stage: "stage",
    Answer: "answer",
    Problem: "problem",
}
SEARCHING = Stage(stage="searching")


def told(request: Request, web: Web, asked: Asked, once: Once) -> Iterator[Told]:
    """Ends with an Answer or a Problem; before an answer stands danger that only the whole message told."""
    urgent = urgent_in(web, asked.question, asked.partnership or web.home)
    if urgent:
        yield urgent
    yield SEARCHING
    try:
        answer = ask_once(web, asked, once)
        if answer.urgent and not urgent:
            yield answer.urgent
        yield answer
    except FORESEEN as error:
        yield problem_from(request, error)
