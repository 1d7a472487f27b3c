"""The Bolt app: which event leads where. Each is acknowledged at once and worked on afterwards."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from slack_bolt import Ack, App, BoltResponse
from slack_sdk.web import WebClient

from assistant.channels.slack import asking, modals, pane, pressing, wording
from assistant.channels.slack.elements import Message
from assistant.channels.slack.home import help_blocks
from assistant.channels.slack.incoming import (
    Asked,
    Deleted,
    Payload,
    chosen_in,
    command_of,
    message_of,
    press_of,
    shortcut_of,
    teams_of,
)
from assistant.channels.slack.parts import Slack
from assistant.channels.slack.place import Place, Surface
from assistant.channels.slack.post import private_message
from assistant.channels.slack.work import Work
from assistant.errors import AnswersUnavailable

LOG = logging.getLogger(__name__)

COMMAND = "/guidance"
SHORTCUT = "check_guidance"
ANYTHING = re.compile(".+")


class Listeners:
    """What Slack sends, handed to the workers."""

    def __init__(self, slack: Slack, work: Work) -> None:
        self._slack = slack
        self._work = work

    def only_our_workspaces(self, body: dict[str, Any], next: Callable[[], None]) -> BoltResponse | None:
        """Bolt names the parameter."""
        if teams_of(body) & self._slack.teams:
            next()
            return None
        LOG.warning("an event of another workspace was refused")
        return BoltResponse(status=403, headers={"x-slack-no-retry": ["1"]})

    def message(self, body: dict[str, Any]) -> None:
        found = message_of(body, self._slack.identity.user)
        if isinstance(found, Deleted):
            self._later(found.place, lambda: asking.forget(self._slack, found))
        elif found is not None:
            self._ask(found)

    def command(self, ack: Ack, body: dict[str, Any]) -> None:
        ack()
        asked = command_of(body)
        match asked.text.strip().lower():
            case "help" | "":
                shown = Message("What the guidance says", help_blocks())
                self._later(asked.place, lambda: self._slack.post.private(asked.place, shown))
            case "settings":
                trigger = body["trigger_id"]
                self._later(asked.place, lambda: pressing.open_settings(self._slack, asked.place, trigger))
            case _:
                self._ask(asked)

    def shortcut(self, ack: Ack, body: dict[str, Any]) -> None:
        ack()
        self._ask(shortcut_of(body, self._slack.identity.user))

    def pressed(self, ack: Ack, body: dict[str, Any]) -> None:
        ack()
        found = press_of(body)
        self._later(found.place, lambda: pressing.press(self._slack, found))

    def reason(self, ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        ack()
        place, said = _person(body), chosen_in(view).get("reason")
        answer_id = view["private_metadata"]
        self._later(place, lambda: pressing.give_reason(self._slack, place, answer_id, said))

    def settings(self, ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        user, channel = body["user"]["id"], view["private_metadata"]
        try:
            pressing.save_settings(self._slack, user, channel, chosen_in(view))
        except ValidationError as error:
            ack(response_action="errors", errors=_errors(error))
        except AnswersUnavailable as error:
            LOG.warning("the settings of %s were not saved: %s", channel, error)
            ack(response_action="errors", errors={"enabled": "This could not be saved. Please try again."})
        else:
            ack()

    def pane(self, body: dict[str, Any]) -> None:
        thread = body["event"]["assistant_thread"]
        place = pane.pane_of(thread, min(teams_of(body)))
        started = body["event"]["type"] == "assistant_thread_started"
        act = pane.greet if started else pane.offer
        if self._first(body):
            self._later(place, lambda: act(self._slack, place, thread))

    def home(self, body: dict[str, Any]) -> None:
        event = body["event"]
        place = Place(Surface.DIRECT, min(teams_of(body)), event["user"], event["user"])
        if event.get("tab") == "home":
            self._later(place, lambda: pressing.show_home(self._slack, place))

    def _ask(self, asked: Asked) -> None:
        if not asking.take(self._slack, asked):
            return

        def answer() -> None:
            asking.answer(self._slack, asked)
            self._done(asked)

        def failed(reference: str) -> None:
            message = asking.told(wording.failed(reference), asking.danger_in(asked.text))
            self._slack.post.private(asked.place, message)
            self._done(asked)

        self._work.question(answer, failed)

    def _later(self, place: Place, job: Callable[[], None]) -> None:
        self._work.button(
            job, lambda reference: self._slack.post.private(place, private_message(wording.failed(reference)))
        )

    def _done(self, asked: Asked) -> None:
        try:
            self._slack.events.done(asked.keys[0])
        except AnswersUnavailable as error:
            LOG.warning("an answered event stays marked as pending: %s", error)

    def _first(self, body: Payload) -> bool:
        try:
            return self._slack.events.claim([f"event:{body['event_id']}"])
        except AnswersUnavailable:
            return True


def create_app(slack: Slack, client: WebClient, work: Work) -> App:
    """Signatures and their age are checked by Bolt for everything that comes over HTTP."""
    secret = slack.settings.signing_secret
    app = App(
        client=client,
        signing_secret=secret.get_secret_value() if secret else "",
        process_before_response=True,  # listeners only take; the answer is a worker's
        logger=LOG.getChild("bolt"),
    )
    heard = Listeners(slack, work)
    app.middleware(heard.only_our_workspaces)
    for kind in ("app_mention", "message"):
        app.event(kind)(heard.message)
    for kind in ("assistant_thread_started", "assistant_thread_context_changed"):
        app.event(kind)(heard.pane)
    app.event("app_home_opened")(heard.home)
    app.event(ANYTHING)(_nothing)
    app.command(COMMAND)(heard.command)
    app.message_shortcut(SHORTCUT)(heard.shortcut)
    app.action(re.compile(f"^({'|'.join(pressing.HANDLERS)})(:|$)"))(heard.pressed)
    app.view(modals.REASON_VIEW)(heard.reason)
    app.view(modals.SETTINGS_VIEW)(heard.settings)
    return app


def _nothing() -> None:
    """Events that nothing has to be done about."""


def _person(body: Payload) -> Place:
    """Where somebody is who answers in a modal: their own direct messages."""
    user = body["user"]
    return Place(Surface.DIRECT, body["team"]["id"], user["id"], user["id"])


def _errors(error: ValidationError) -> dict[str, str]:
    fields = {str(one["loc"][0]) for one in error.errors()}
    return dict.fromkeys(fields, "Use ids as Slack shows them, separated by commas.")
