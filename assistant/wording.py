"""What the assistant says around its points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.models import Point, Status
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
    Status.CLARIFY: "This could mean several things. Which of these do you want to know, or what else?",
    Status.DECLINED: "This assistant cannot help with that.",
    Status.SEARCH_FAILED: (
        "The guidance could not be searched just now, which is not the same as there being none. Ask your "
        "designated safeguarding lead or the front door, and try again later."
    ),
}


FRONT_DOOR = (
    "The local front door is the council's children's social care team, or adult social care for an adult: "
    "its number is on the council's website, and www.gov.uk/report-child-abuse-to-local-council finds it "
    "by postcode."
)
CLOSED = "Protocols of {} that are not open to you were not searched."
UNCHOSEN = "Not all protocols of {} were searched: choose it as your area for that."
NONE_UNREAD: Mapping[str | None, str] = {}


def message_for(status: Status) -> str:
    return MESSAGES[status]


def local_note(
    status: Status,
    points: Sequence[Point],
    elsewhere: bool,
    partnerships: Sequence[Partnership],
    unread: Mapping[str | None, str] = NONE_UNREAD,
) -> str | None:
    """What is said where local protocols add nothing; `elsewhere` is whether an area not held is meant.

    `unread` are the partnerships with protocols that were not read, each with what is said of that.
    """
    if status not in (Status.ANSWERED, Status.PARTIAL):
        return None
    spoken = {point.partnership for point in points}
    silent = [one for one in partnerships if one.id not in spoken]
    heard = " or ".join(one.name for one in silent if one.id not in unread)
    none_near = (
        f"No passage near this question was found in the protocols held for {heard}: they may still say "
        "something, so look there too."
    )
    notes = [
        *([none_near] if heard else []),
        *(unread[one.id].format(one.name) for one in silent if one.id in unread),
    ]
    if elsewhere:
        notes.append(f"No protocols are held for that area. {FRONT_DOOR}")
    elif not partnerships:
        notes.append(f"No partnership was chosen, so local protocols were not searched. {FRONT_DOOR}")
    return " ".join(notes) or None
