"""What the buttons do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from assistant.channels.slack import home, modals, wording
from assistant.channels.slack.answer_view import Action, Reader, answer_messages
from assistant.channels.slack.asking import show
from assistant.channels.slack.elements import Message, bold, section
from assistant.channels.slack.home import HomeView, home_view
from assistant.channels.slack.incoming import Press
from assistant.channels.slack.parts import Slack
from assistant.channels.slack.people import asks_as, choose, person_at, refusal
from assistant.channels.slack.place import Place
from assistant.channels.slack.post import private_message
from assistant.channels.wording import say_contact
from assistant.errors import NotFound, UnknownPartnership
from assistant.models import Answer, Citation, Question
from assistant.record.formats import Format, file_name, render
from assistant.record.note import record_note

Handler = Callable[[Slack, Press], None]


def press(slack: Slack, pressed: Press) -> None:
    """Does what a button is for. What it raises is told by the caller."""
    refused = refusal(slack, pressed.place, slack.channels.of(pressed.place.channel), pressed.home_team)
    if refused:
        slack.post.private(pressed.place, private_message(refused))
        return
    try:
        HANDLERS[pressed.action.partition(":")[0]](slack, pressed)
    except NotFound:
        slack.post.private(pressed.place, private_message(wording.GONE))


def show_home(slack: Slack, place: Place) -> None:
    shown = HomeView(
        person=person_at(slack, place),
        partnerships=tuple(slack.partnerships.values()),
        recent=slack.assistant.conversations(slack.owner(place)),
        retention_days=slack.retention_days,
        page_url=slack.settings.page_url,
    )
    slack.post.client.views_publish(user_id=place.user, view=home_view(shown))


def give_reason(slack: Slack, place: Place, answer_id: str, reason: str | None) -> None:
    slack.assistant.feedback(answer_id, slack.owner(place), False, reason)


def open_settings(slack: Slack, place: Place, trigger: str) -> None:
    if place.user not in slack.settings.admins:
        slack.post.private(place, private_message(wording.NOT_ADMIN))
        return
    rules = slack.channels.of(place.channel)
    view = modals.settings_modal(place.channel, rules, tuple(slack.partnerships.values()))
    slack.post.client.views_open(trigger_id=trigger, view=view)


def save_settings(slack: Slack, user: str, channel: str, entered: Mapping[str, Any]) -> None:
    """Raises pydantic's ValidationError; who is no admin changes nothing."""
    if user in slack.settings.admins:
        slack.channels.change(channel, modals.rules_entered(entered))


def _extract(slack: Slack, pressed: Press) -> None:
    answer_id, _, number = pressed.value.partition(":")
    answer = slack.assistant.answer(answer_id)
    cited = next((one for one in answer.citations if str(one.number) == number), None)
    if cited is None:
        raise NotFound(f"The answer {answer_id!r} has no citation {number!r}")
    view = modals.extract_modal(cited, _section_text(slack, cited, answer.partnership))
    slack.post.client.views_open(trigger_id=pressed.trigger, view=view)


def _section_text(slack: Slack, cited: Citation, partnership: str | None) -> str | None:
    try:
        sections = slack.assistant.sections(cited.source_id, cited.partnership or partnership)
    except (NotFound, UnknownPartnership):
        return None
    return next((one.text for one in sections if one.id == cited.section_id), None)


def _useful(slack: Slack, pressed: Press) -> None:
    slack.assistant.feedback(pressed.value, slack.owner(pressed.place), True)
    slack.post.private(pressed.place, private_message(wording.THANKS))


def _not_useful(slack: Slack, pressed: Press) -> None:
    """Kept at once, as the reason that is asked for then may never come."""
    slack.assistant.feedback(pressed.value, slack.owner(pressed.place), False)
    slack.post.client.views_open(trigger_id=pressed.trigger, view=modals.reason_modal(pressed.value))


def _colleague(slack: Slack, pressed: Press) -> None:
    answer = _own_answer(slack, pressed, pressed.value)
    to = slack.channels.rules.colleagues.get(answer.partnership or "")
    if to is None:
        slack.post.private(pressed.place, _whom_instead(answer))
        return
    asked = section(wording.handed_over_by(pressed.place.user))
    heading = (asked, bold("The question, with what identifies people removed"))
    question = private_message(answer.question).blocks
    slack.post.direct(to, Message("A colleague asks for your view", (*heading, *question)))
    for message in answer_messages(answer, Reader(slack.partnerships, public=True)):
        slack.post.direct(to, message)
    slack.post.private(pressed.place, private_message(wording.HANDED_OVER))


def _whom_instead(answer: Answer) -> Message:
    if not answer.who_to_ask:
        return private_message(wording.NO_COLLEAGUE_AT_ALL)
    lines = "\n".join(f"• {say_contact(one)}" for one in answer.who_to_ask)
    return private_message(f"{wording.NO_COLLEAGUE}\n{lines}"[:3000])


def _record(slack: Slack, pressed: Press) -> None:
    answer = _own_answer(slack, pressed, pressed.value)
    note = record_note(answer, slack.assistant.partnerships())
    client, place = slack.post.client, pressed.place
    opened = client.conversations_open(users=place.user)
    files = [
        {"filename": file_name(note, form), "file": render(note, form), "title": note.title}
        for form in (Format.DOCX, Format.PDF)
    ]
    channel = opened["channel"]["id"]
    thread = place.thread if place.channel == channel else None
    client.files_upload_v2(file_uploads=files, channel=channel, thread_ts=thread)
    if place.channel != channel:
        slack.post.private(place, private_message(wording.NOTE_SENT))


def _share(slack: Slack, pressed: Press) -> None:
    answer = _own_answer(slack, pressed, pressed.value)
    slack.post.public(pressed.place, *answer_messages(answer, Reader(slack.partnerships, public=True)))


def _choice(slack: Slack, pressed: Press) -> None:
    """One of the questions that were offered, asked in the same conversation."""
    answer_id, _, at = pressed.value.partition(":")
    answer = _own_answer(slack, pressed, answer_id)
    if not (at.isdecimal() and int(at) < len(answer.choices)):
        raise NotFound(f"The answer {answer_id!r} offers no choice {at!r}")
    rules = slack.channels.of(pressed.place.channel)
    who = asks_as(slack, pressed.place, rules, pressed.home_team)
    question = Question(
        text=answer.choices[int(at)],
        partnership=who.partnership,
        role=who.role,
        conversation=answer.conversation,
        owner=slack.owner(pressed.place),
    )
    show(slack, pressed.place, rules, slack.assistant.ask(question))


def _own_answer(slack: Slack, pressed: Press, answer_id: str) -> Answer:
    """Raises NotFound for another's answer too: its question is not for everyone who sees the button."""
    answer = slack.assistant.answer(answer_id)
    slack.assistant.conversation(answer.conversation or answer.id, slack.owner(pressed.place))
    return answer


def _choose_role(slack: Slack, pressed: Press) -> None:
    own = person_at(slack, pressed.place)
    choose(slack, pressed.place, replace(own, role=pressed.value or None))
    show_home(slack, pressed.place)


def _choose_partnership(slack: Slack, pressed: Press) -> None:
    own = person_at(slack, pressed.place)
    choose(slack, pressed.place, replace(own, partnership=pressed.value or None))
    show_home(slack, pressed.place)


def _reopen(slack: Slack, pressed: Press) -> None:
    answer = slack.assistant.conversation(pressed.value, slack.owner(pressed.place))[-1]
    messages = answer_messages(answer, Reader(slack.partnerships))
    slack.post.client.views_open(trigger_id=pressed.trigger, view=modals.answer_modal(messages))


def _forget(slack: Slack, pressed: Press) -> None:
    owner = slack.owner(pressed.place)
    for one in slack.assistant.conversations(owner):
        slack.assistant.forget(one.id, owner)
    show_home(slack, pressed.place)


def _nothing(_slack: Slack, _pressed: Press) -> None:
    """A link: Slack opens it itself and tells us that it did."""


HANDLERS: Mapping[str, Handler] = {
    Action.EXTRACT: _extract,
    Action.USEFUL: _useful,
    Action.NOT_USEFUL: _not_useful,
    Action.COLLEAGUE: _colleague,
    Action.RECORD: _record,
    Action.SHARE: _share,
    Action.CHOICE: _choice,
    home.CHOOSE_ROLE: _choose_role,
    home.CHOOSE_PARTNERSHIP: _choose_partnership,
    home.REOPEN: _reopen,
    home.FORGET: _forget,
    home.OPEN_PAGE: _nothing,
}
