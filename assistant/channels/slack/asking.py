"""The flow in Slack: event -> take once -> may ask -> ask -> show.

`take` runs before the event is acknowledged and is quick; `answer` runs in a worker and may take its time.
"""

from __future__ import annotations

import logging
from contextlib import suppress

from slack_sdk.errors import SlackApiError

from assistant.channels.slack import wording
from assistant.channels.slack.answer_view import Reader, answer_messages, private_note, urgent_blocks
from assistant.channels.slack.elements import Message, shortened
from assistant.channels.slack.incoming import Asked, Deleted, earlier_texts
from assistant.channels.slack.parts import Slack
from assistant.channels.slack.people import asks_as, refusal
from assistant.channels.slack.place import Place, Surface
from assistant.channels.slack.post import private_message
from assistant.channels.slack.rules import ChannelRules, Shown
from assistant.errors import AnswersUnavailable, NotFound, NotTaken
from assistant.models import Answer, Question, Urgent
from assistant.triage import triage, urgent_block
from assistant.understanding.follow_up import leans_back

LOG = logging.getLogger(__name__)

EARLIER_MESSAGES = 3
LONGEST_EARLIER_CHARS = 1000
MOST_REPLIES_READ = 50
LONGEST_TITLE = 60


def take(slack: Slack, asked: Asked) -> bool:
    """Whether it is for the assistant and nobody has taken it yet; it is then kept as pending."""
    try:
        return _is_for_us(slack, asked) and slack.events.claim(asked.keys, asked.place.address())
    except AnswersUnavailable as error:
        # an answer that may come twice is better than none: somebody may be in danger
        LOG.warning("it is not known whether an event was taken before: %s", error)
        return not (asked.follows or asked.edited)


def answer(slack: Slack, asked: Asked) -> None:
    """Answers what was taken. What it raises is told by the caller."""
    place, rules = asked.place, slack.channels.of(asked.place.channel)
    refused = refusal(slack, place, rules, asked.home_team)
    if refused:
        slack.post.private(place, told(refused, danger_in(asked.text)))
        return
    begins = place.surface is Surface.DIRECT and not _has_turns(slack, place)
    if place.surface is Surface.DIRECT:
        slack.post.status(place, wording.STATUS)
    try:
        answered = slack.assistant.ask(_question(slack, asked, rules))
    except NotTaken as error:
        slack.post.private(place, told(str(error) if asked.text else wording.EMPTY, error.urgent))
        return
    if asked.edited:
        slack.post.private(place, private_message(wording.EDITED))
    _follow(slack, place, rules)
    show(slack, place, rules, answered)
    if begins:
        slack.post.title(place, shortened(answered.question, LONGEST_TITLE))


def show(slack: Slack, place: Place, rules: ChannelRules, answered: Answer) -> None:
    """To the asker alone, unless the channel's settings say that answers are for everyone."""
    public = place.surface is Surface.CHANNEL and rules.answers is Shown.PUBLIC
    reader = Reader(slack.partnerships, public=public, may_share=place.surface is not Surface.DIRECT)
    messages = answer_messages(answered, reader)
    if place.surface is Surface.DIRECT:
        slack.post.streamed(place, messages)
    elif public:
        slack.post.public(place, *messages)
        note = private_note(answered)
        slack.post.private(place, *([note] if note else []))
    else:
        slack.post.private(place, *messages)


def forget(slack: Slack, deleted: Deleted) -> None:
    """Who takes back the message that began a conversation takes back what was kept of it."""
    conversation = slack.pseudonyms.conversation(deleted.place)
    if conversation and deleted.ts == deleted.place.root:
        with suppress(NotFound):
            slack.assistant.forget(conversation, slack.owner(deleted.place))


def told(text: str, urgent: Urgent | None) -> Message:
    """A sentence to the asker, after what the words of the question call for all the same."""
    message = private_message(text)
    if urgent is None:
        return message
    return Message(urgent.headline, (*urgent_blocks(urgent), *message.blocks))


def danger_in(text: str) -> Urgent | None:
    return urgent_block(triage(text), None)


def _is_for_us(slack: Slack, asked: Asked) -> bool:
    """A follow-up counts where the assistant is in the thread, an edit where the message was taken."""
    if asked.edited:
        return slack.events.knows(f"message:{asked.place.channel}:{asked.ts}")
    if not asked.follows:
        return True
    rules, place = slack.channels.of(asked.place.channel), asked.place
    if rules.mention_only or not rules.enabled:
        return False
    # a private answer was seen by its asker alone, so nobody else follows it up
    public = rules.answers is Shown.PUBLIC
    key = slack.pseudonyms.thread(place) if public else slack.pseudonyms.conversation(place)
    return slack.events.knows(f"in:{key}")


def _follow(slack: Slack, place: Place, rules: ChannelRules) -> None:
    if place.surface is not Surface.CHANNEL:
        return
    keys = [slack.pseudonyms.conversation(place)]
    keys += [slack.pseudonyms.thread(place)] if rules.answers is Shown.PUBLIC else []
    try:
        for key in keys:
            slack.events.remember(f"in:{key}")
    except AnswersUnavailable as error:
        LOG.warning("follow-ups without a mention will not be seen: %s", error)


def _question(slack: Slack, asked: Asked, rules: ChannelRules) -> Question:
    who = asks_as(slack, asked.place, rules, asked.home_team)
    return Question(
        text=_with_context(slack, asked),
        partnership=who.partnership,
        role=who.role,
        conversation=slack.pseudonyms.conversation(asked.place),
        owner=slack.owner(asked.place),
    )


def _with_context(slack: Slack, asked: Asked) -> str:
    """A question that leans on what was said before it in a thread, after that, redacted."""
    place = asked.place
    begun = place.surface is not Surface.CHANNEL or place.thread is None or asked.ts is None
    if begun or not asked.text or not leans_back(asked.text) or _has_turns(slack, place):
        return asked.text
    earlier = [slack.assistant.redacted(text).text for text in _earlier(slack, place, asked.ts or "")]
    context = "\n".join(earlier)[-LONGEST_EARLIER_CHARS:]
    return f"{context}\n{asked.text}" if context else asked.text


def _has_turns(slack: Slack, place: Place) -> bool:
    try:
        return bool(
            slack.assistant.conversation(slack.pseudonyms.conversation(place) or "", slack.owner(place))
        )
    except NotFound:
        return False
    except AnswersUnavailable as error:
        LOG.warning("the conversation could not be read: %s", error)
        return False


def _earlier(slack: Slack, place: Place, before: str) -> list[str]:
    try:
        read = slack.post.client.conversations_replies(
            channel=place.channel, ts=place.root or "", latest=before, limit=MOST_REPLIES_READ
        )
    except SlackApiError as error:
        LOG.info("the thread could not be read: %s", error.response.get("error"))
        return []
    return earlier_texts(read["messages"], before, slack.identity.user)[-EARLIER_MESSAGES:]
