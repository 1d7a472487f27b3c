"""Who asks: what they have chosen, whether they may, and as whom a question is put."""

from __future__ import annotations

import logging

from slack_sdk.errors import SlackApiError

from assistant.channels.slack import wording
from assistant.channels.slack.home import Person
from assistant.channels.slack.parts import Slack
from assistant.channels.slack.place import Place, Surface
from assistant.channels.slack.rules import ChannelRules
from assistant.channels.slack.settings import Guests
from assistant.errors import AnswersUnavailable

LOG = logging.getLogger(__name__)


def person_at(slack: Slack, place: Place) -> Person:
    """What the asker has chosen; nothing while the database cannot be read."""
    try:
        chosen = slack.preferences.get(_key(slack, place))
    except AnswersUnavailable as error:
        LOG.warning("what the asker has chosen could not be read: %s", error)
        return Person()
    return Person(chosen.get("role"), chosen.get("partnership"))


def choose(slack: Slack, place: Place, chosen: Person) -> None:
    document = {"role": chosen.role, "partnership": chosen.partnership}
    slack.preferences.put(_key(slack, place), document)


def asks_as(slack: Slack, place: Place, rules: ChannelRules, home_team: str) -> Person:
    """In a channel its settings come first, elsewhere one's own; a guest reads national guidance only."""
    if home_team not in slack.teams:
        return Person(rules.role)
    own = person_at(slack, place)
    of_channel = Person(rules.role, rules.partnership)
    first, second = (of_channel, own) if place.surface is not Surface.DIRECT else (own, of_channel)
    return Person(
        first.role or second.role,
        first.partnership or second.partnership or slack.default_partnership,
    )


def refusal(slack: Slack, place: Place, rules: ChannelRules, home_team: str) -> str | None:
    """Why this asker gets no answer here; none if they do."""
    if home_team not in slack.teams and slack.settings.guests is Guests.REFUSE:
        return wording.GUEST
    if place.surface is Surface.DIRECT:
        return None
    if not rules.enabled:
        return wording.SWITCHED_OFF
    return None if _is_allowed(slack, place.user, rules) else wording.NOT_ALLOWED


def _is_allowed(slack: Slack, user: str, rules: ChannelRules) -> bool:
    if not (rules.people or rules.groups):
        return True
    return user in rules.people or any(user in _members(slack, group) for group in rules.groups)


def _members(slack: Slack, group: str) -> list[str]:
    """Nobody where Slack does not tell: who is let in is never guessed."""
    try:
        return list(slack.post.client.usergroups_users_list(usergroup=group)["users"])
    except SlackApiError as error:
        LOG.warning("the members of %s are not known: %s", group, error.response.get("error"))
        return []


def _key(slack: Slack, place: Place) -> str:
    return f"slack-person:{slack.owner(place)}"
