"""What the assistant says in Slack beside its answers."""

from __future__ import annotations

from typing import Final

STATUS: Final = "is looking through the guidance"
NOTIFICATION: Final = "About your question"
GREETING: Final = (
    "What would you like to know? Ask in your own words and leave out names: I show what national guidance"
    " and your partnership's protocols say, word for word."
)
EMPTY: Final = (
    "Type your question after the mention or the command, for instance: /guidance do I need consent?"
)
EDITED: Final = "You changed your question; this is the answer to it as it reads now."
SWITCHED_OFF: Final = "Questions are not answered in this channel. Write to me directly instead."
NOT_ALLOWED: Final = (
    "In this channel only some people may ask. Write to me directly, or ask whoever runs the channel."
)
GUEST: Final = "I answer people of this workspace only. Ask your own organisation's safeguarding lead."
NOT_ADMIN: Final = (
    "Only the users named in SLACK_ADMINS may change a channel's settings. Ask whoever runs this app."
)
NO_COLLEAGUE: Final = "Your partnership has named nobody here to ask. These people can be asked:"
NO_COLLEAGUE_AT_ALL: Final = "No colleague is set up here to ask. Ask your safeguarding lead."
HANDED_OVER: Final = "Handed over. Your colleagues will reply to you."
THANKS: Final = "Thank you. What you said is kept without your name."
NOTE_SENT: Final = "The note for the case file is in your direct messages with this app."
GONE: Final = "That answer is no longer kept. Please ask again."


def failed(reference: str) -> str:
    return (
        "Something went wrong and there is no answer. Please ask again; if it goes on, tell whoever runs this"
        f" app the reference {reference}."
    )


def interrupted(reference: str) -> str:
    return f"I was stopped before I could answer you. Please ask again. Reference {reference}."


def handed_over_by(user: str) -> str:
    """Mrkdwn: the mention is the one thing in it that acts."""
    return f"<@{user}> asks for a colleague's view on this."
