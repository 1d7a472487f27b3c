"""Answers as Markdown: to copy with their citations, and to take a conversation away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.channels.layout import Laid, Said, lay_out
from assistant.channels.wording import say_contact, say_date, say_flag, say_moment, say_removed
from assistant.models import Answer, Citation, Part, PointKind, Urgent
from assistant.record.note import HEADING_OF_PART
from ingest.models import Partnership


def conversation_markdown(answers: Sequence[Answer], partnerships: Sequence[Partnership]) -> str:
    """The answers one after another; what was asked is the redacted question."""
    return "\n".join(answer_markdown(answer, partnerships) for answer in answers)


def answer_markdown(answer: Answer, partnerships: Sequence[Partnership]) -> str:
    return "\n\n".join(_blocks(answer, partnerships)) + "\n"


def _blocks(answer: Answer, partnerships: Sequence[Partnership]) -> Iterator[str]:
    if answer.urgent:
        yield from urgent_markdown(answer.urgent)
    yield f"# {_line(answer.question)}"
    yield answer.message
    if answer.removed:
        yield say_removed(answer.removed)
    if answer.choices:
        yield "\n".join(f"{number}. {choice}" for number, choice in enumerate(answer.choices, 1))
    layout = lay_out(answer, partnerships)
    for laid in layout.questions:
        yield from _laid(laid)
    if layout.note:
        yield layout.note
    if answer.citations:
        yield "## Where these words come from"
        yield "\n".join(map(_citation, answer.citations))
    if answer.who_to_ask:
        yield "## Who to ask"
        yield "\n".join(f"- {say_contact(one)}" for one in answer.who_to_ask)
    yield f"Answered on {say_moment(answer.created_at)}. Reference {answer.id}."


def urgent_markdown(urgent: Urgent) -> Iterator[str]:
    """What is read first, in blocks."""
    yield f"**{urgent.headline}**"
    yield "\n".join(
        f"- {line}" for line in (*urgent.reasons, *urgent.actions, *map(say_contact, urgent.contacts))
    )


def _laid(laid: Laid) -> Iterator[str]:
    if laid.question:
        yield f"## {_line(laid.question)}"
    if laid.direct:
        yield from _said(HEADING_OF_PART[Part.DIRECT], laid.direct)
    for column in laid.columns:
        yield from _said(column.heading, column.said)
        if column.note:
            yield column.note
    for group in laid.groups:
        yield from _said(group.heading, group.said)


def _said(heading: str, said: Sequence[Said]) -> Iterator[str]:
    yield f"### {heading}"
    for one in said:
        numbers = "".join(f"[{number}]" for number in one.point.citations)
        text = _line(one.point.text)
        quoted = one.point.kind is PointKind.QUOTE
        yield f"> “{text}” {numbers}" if quoted else f"{text} {numbers}"


def _citation(citation: Citation) -> str:
    facts = [citation.publisher, citation.version]
    if citation.effective_from:
        facts.append(f"in effect from {say_date(citation.effective_from)}")
    facts += map(say_flag, citation.flags)
    return f"{citation.number}. {citation.title}, {citation.anchor} ({'; '.join(facts)}). {citation.url}"


def _line(text: str) -> str:
    return " ".join(text.split())
