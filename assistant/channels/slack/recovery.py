"""Questions that a stopped process had taken: their askers are told."""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Event
from uuid import uuid4

from slack_sdk.errors import SlackApiError

from assistant.channels.slack import wording
from assistant.channels.slack.parts import Slack
from assistant.channels.slack.place import Place
from assistant.channels.slack.post import private_message
from assistant.errors import AnswersUnavailable

LOG = logging.getLogger(__name__)

# longer than any answer takes, a language model and Slack's rate limits included
LATE = timedelta(minutes=3)
LOOKED_EVERY_SECONDS = 30.0


def watch(slack: Slack, stopped: Event) -> None:
    """Looks for them until it is stopped."""
    while not stopped.wait(LOOKED_EVERY_SECONDS):
        recover(slack)


def recover(slack: Slack, late: timedelta = LATE) -> None:
    """The question itself was kept nowhere, so it has to be asked again."""
    try:
        pending = slack.events.interrupted(slack.now() - late)
    except AnswersUnavailable as error:
        LOG.warning("interrupted questions could not be looked for: %s", error)
        return
    for one in pending:
        _tell(slack, Place.at(one.address))


def _tell(slack: Slack, place: Place) -> None:
    reference = uuid4().hex[:8]
    LOG.error("reference %s: a process was stopped before it had answered", reference)
    try:
        slack.post.private(place, private_message(wording.interrupted(reference)))
    except (SlackApiError, OSError) as error:
        told = type(error).__name__
        LOG.warning("reference %s: the asker could not be told (%s)", reference, told)
