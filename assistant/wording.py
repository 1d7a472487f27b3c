"""What the assistant says around its points."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.models import Status
from ingest.models import Partnership

MESSAGES: Mapping[Status, str] = {
    Status.ANSWERED: (
        "These are the words of the guidance that bear on your question. They set out the rules and what to "
        "weigh; the decision stays with you and your safeguarding lead."
    ),
    Status.PARTIAL: "The guidance held here answers part of your question; the rest was not found.",
    Status.NOT_COVERED: (
        "No guidance held here answers this. That does not mean you may not share: ask your designated "
        "safeguarding lead or the front door, and do not delay if a child may be at risk."
    ),
    Status.OUT_OF_SCOPE: (
        "This assistant only answers questions on safeguarding and on sharing information to keep children "
        "and adults safe. Try asking about a rule, a process or who to tell."
    ),
    Status.CLARIFY: "This could mean several things. Say a little more about what you want to know.",
    Status.DECLINED: "This assistant cannot help with that.",
    Status.SEARCH_FAILED: (
        "The guidance could not be searched just now, which is not the same as there being none. Ask your "
        "designated safeguarding lead or the front door, and try again later."
    ),
}


def message_for(status: Status) -> str:
    return MESSAGES[status]


def local_note(status: Status, partnership: Partnership | None, has_local_points: bool) -> str | None:
    """What is said where a partnership's own protocols add nothing to an answer."""
    if status is not Status.ANSWERED or has_local_points:
        return None
    if partnership is None:
        return (
            "No partnership was chosen, so local protocols were not searched. Your local council's website "
            "gives the front door for children's social care."
        )
    return f"Nothing in the protocols held for {partnership.name} speaks to this question."
