"""Puts messages into Slack: for the asker alone, for everyone, or as a stream."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)
from slack_sdk.http_retry.handler import RetryHandler
from slack_sdk.models.messages.chunk import BlocksChunk
from slack_sdk.web import WebClient
from slack_sdk.webhook import WebhookClient

from assistant.channels.slack import wording
from assistant.channels.slack.elements import Block, Message
from assistant.channels.slack.place import Place, Surface

LOG = logging.getLogger(__name__)

BLOCKS_A_CHUNK = 8
QUIET: Mapping[str, Any] = {"unfurl_links": False, "unfurl_media": False}


def retries() -> list[RetryHandler]:
    """Waits as long as Slack says. A call that may have arrived is not made again: it would post twice."""
    return [
        RateLimitErrorRetryHandler(max_retry_count=3),
        ServerErrorRetryHandler(max_retry_count=2),
        ConnectionErrorRetryHandler(max_retry_count=2, error_types=[URLError]),
    ]


@dataclass(frozen=True, slots=True)
class Post:
    """Every method raises SlackApiError or OSError if Slack takes the message in no way."""

    client: WebClient
    hook: Callable[[str], WebhookClient]

    def private(self, place: Place, *messages: Message) -> None:
        """Only the asker sees them."""
        for message in messages:
            if place.surface is Surface.DIRECT:
                self._say(place, message)
            elif not (self._by_hook(place, message) if place.hook else self._ephemeral(place, message)):
                self.direct(place.user, message)

    def public(self, place: Place, *messages: Message) -> None:
        """Everyone in the channel sees them, in the thread where there is one."""
        for message in messages:
            if place.surface is not Surface.HOOK or not self._by_hook(place, message, "in_channel"):
                self._say(place, message)

    def direct(self, user: str, message: Message) -> None:
        """A direct message of the app; `user` may also be a channel."""
        self.client.chat_postMessage(channel=user, text=message.text, blocks=list(message.blocks), **QUIET)

    def streamed(self, place: Place, messages: Sequence[Message]) -> None:
        """In the asker's own thread: the first message part by part, as it would be typed."""
        first, *others = messages
        if not self._stream(place, first):
            self._say(place, first)
        for message in others:
            self._say(place, message)

    def status(self, place: Place, status: str) -> None:
        """The line that says something is being done; a thread that takes none goes without."""
        self._tried(
            "setStatus",
            lambda: self.client.assistant_threads_setStatus(
                channel_id=place.channel, thread_ts=place.root or "", status=status
            ),
        )

    def title(self, place: Place, title: str) -> None:
        self._tried(
            "setTitle",
            lambda: self.client.assistant_threads_setTitle(
                channel_id=place.channel, thread_ts=place.root or "", title=title
            ),
        )

    def prompts(self, place: Place, prompts: list[dict[str, str]]) -> None:
        self._tried(
            "setSuggestedPrompts",
            lambda: self.client.assistant_threads_setSuggestedPrompts(
                channel_id=place.channel, thread_ts=place.root, prompts=prompts
            ),
        )

    def _say(self, place: Place, message: Message) -> None:
        self.client.chat_postMessage(
            channel=place.channel,
            thread_ts=place.root if place.surface is Surface.CHANNEL else place.thread,
            text=message.text,
            blocks=list(message.blocks),
            **QUIET,
        )

    def _ephemeral(self, place: Place, message: Message) -> bool:
        return self._tried(
            "postEphemeral",
            lambda: self.client.chat_postEphemeral(
                channel=place.channel,
                user=place.user,
                thread_ts=place.thread,
                text=message.text,
                blocks=list(message.blocks),
            ),
        )

    def _by_hook(self, place: Place, message: Message, shown: str = "ephemeral") -> bool:
        body: dict[str, Any] = {
            "text": message.text,
            "blocks": list(message.blocks),
            "response_type": shown,
            "replace_original": False,
            **QUIET,
        }
        if place.thread:
            body["thread_ts"] = place.thread
        answered = self.hook(place.hook or "").send_dict(body)
        if answered.status_code != 200:
            LOG.warning("Slack took no reply by the response URL: status %d", answered.status_code)
        return answered.status_code == 200

    def _stream(self, place: Place, message: Message) -> bool:
        """Whether the message has arrived."""
        body, tail = _split(message.blocks)
        where = {"channel": place.channel, "thread_ts": place.root or ""}
        to = {"recipient_team_id": place.team, "recipient_user_id": place.user}
        try:
            started = self.client.chat_startStream(**where, **to, chunks=[BlocksChunk(blocks=body[0])])
        except SlackApiError as error:
            LOG.info("answers are not streamed here: %s", _reason(error))
            return False
        ts = str(started["ts"])
        try:
            for blocks in body[1:]:
                self.client.chat_appendStream(
                    channel=place.channel, ts=ts, chunks=[BlocksChunk(blocks=blocks)]
                )
            self.client.chat_stopStream(channel=place.channel, ts=ts, blocks=tail)
        except SlackApiError as error:
            LOG.warning("a stream broke off and is replaced by its message: %s", _reason(error))
            self.client.chat_update(
                channel=place.channel, ts=ts, text=message.text, blocks=list(message.blocks)
            )
        return True

    def _tried(self, what: str, call: Callable[[], object]) -> bool:
        try:
            call()
        except SlackApiError as error:
            LOG.warning("Slack refused %s: %s", what, _reason(error))
            return False
        return True


def private_message(text: str) -> Message:
    """A sentence of our own for the asker."""
    block: Block = {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}}
    return Message(wording.NOTIFICATION, (block,))


def _split(blocks: Sequence[Block]) -> tuple[list[list[Block]], list[Block]]:
    """What is streamed, in chunks, and what is shown at the end: the part with buttons."""
    ends = next((at for at, one in enumerate(blocks) if _acts(one)), len(blocks))
    # a stream has to begin with something, and a block is not shown twice
    ends = max(ends, 1)
    body = list(blocks[:ends])
    chunks = [body[at : at + BLOCKS_A_CHUNK] for at in range(0, len(body), BLOCKS_A_CHUNK)]
    return chunks, list(blocks[ends:])


def _acts(block: Block) -> bool:
    return block["type"] == "actions" or "accessory" in block


def _reason(error: SlackApiError) -> str:
    """Slack's code and no more: the rest of its message may repeat ours."""
    answered = error.response
    needed = answered.get("needed")
    return f"{answered.get('error')}{f', needs the scope {needed}' if needed else ''}"
