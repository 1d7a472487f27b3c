"""An answer as it is read in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from assistant.affected import Affected, QuoteNow, Verdict
from assistant.channels.wording import (
    AUTHORITY_LABEL,
    HEADING_OF_STATUS,
    say_date,
    say_flag,
    say_removed,
)
from assistant.models import Answer, Citation, Layer, Point, PointKind, Urgent
from ingest.models import Contact

HEADING_OF_LAYER = {
    Layer.NATIONAL: "What national guidance says",
    Layer.LOCAL: "What your partnership says",
}

VERDICT_WORDS: Mapping[Verdict, str] = {
    Verdict.UNCHANGED: "unchanged",
    Verdict.MOVED: "the same words now stand elsewhere",
    Verdict.CHANGED: "these words are no longer there",
    Verdict.SUPERSEDED: "the document has been superseded",
    Verdict.WITHDRAWN: "the document has been withdrawn",
    Verdict.REMOVED: "the document is no longer held",
}


def terminal_answer(answer: Answer) -> RenderableType:
    """Urgent first, then the points with their numbers, then what the numbers stand for."""
    return Group(*_parts(answer))


def urgent_panel(urgent: Urgent) -> RenderableType:
    """The block that is read first, with a border that is seen at a glance."""
    lines = [Text(reason, style="bold") for reason in urgent.reasons]
    lines += [Text(f"- {action}") for action in urgent.actions]
    lines += [_contact(each) for each in urgent.contacts]
    return Panel(Group(Text(urgent.headline, style="bold red"), *lines), border_style="bold red")


def affected_answer(affected: Affected) -> RenderableType:
    """What was asked and when, then each quote that no longer stands and what stands there now."""
    asked = say_date(affected.created_at.date())
    return Group(
        Text.assemble((f"{affected.question}", "bold"), (f"  ({asked}, {affected.answer_id})", "dim")),
        *(Padding(_quote_now(quote), (0, 0, 1, 2)) for quote in affected.quotes),
    )


def _quote_now(quote: QuoteNow) -> RenderableType:
    lines = [
        Text.assemble(f"{quote.title}, {quote.anchor}: ", (VERDICT_WORDS[quote.verdict], "bold red")),
        Text(f"Quoted: “{quote.quote}”"),
    ]
    if quote.now:
        lines.append(Text(f"Now ({quote.now.title}, {quote.now.anchor}): “{quote.now.text}”"))
    return Group(*lines)


def _parts(answer: Answer) -> Iterator[RenderableType]:
    if answer.urgent:
        yield urgent_panel(answer.urgent)
    yield Text(HEADING_OF_STATUS[answer.status], style="bold")
    yield Text(answer.message)
    if answer.removed:
        yield Text(say_removed(answer.removed), style="dim")
    for layer in Layer:
        yield from _layer(answer, layer)
    if answer.citations:
        yield _heading("Where these words come from")
        yield from map(_citation, answer.citations)
    if answer.related:
        yield _heading("You may want to read")
        yield from (Text(f"- {each.title}, {each.anchor}") for each in answer.related)
    if answer.who_to_ask:
        yield _heading("Who to ask")
        yield from map(_contact, answer.who_to_ask)


def _layer(answer: Answer, layer: Layer) -> Iterator[RenderableType]:
    points = [point for point in answer.points if point.layer is layer]
    note = answer.local_note if layer is Layer.LOCAL else None
    if not points and not note:
        return
    yield _heading(HEADING_OF_LAYER[layer])
    if note:
        yield Text(note, style="italic")
    yield from map(_point, points)


def _point(point: Point) -> RenderableType:
    numbers = "".join(f"[{number}]" for number in point.citations)
    text = f"“{point.text}”" if point.kind is PointKind.QUOTE else point.text
    return Padding(Text.assemble(text, " ", (numbers, "cyan")), (0, 0, 1, 2))


def _citation(citation: Citation) -> RenderableType:
    facts = [AUTHORITY_LABEL[citation.authority], citation.publisher, citation.version]
    if citation.effective_from:
        facts.append(f"in effect from {say_date(citation.effective_from)}")
    if citation.review_by:
        facts.append(f"review due by {say_date(citation.review_by)}")
    facts += map(say_flag, citation.flags)
    return Group(
        Text.assemble((f"[{citation.number}]", "cyan"), f" {citation.title}, {citation.anchor}"),
        Padding(Text(f"“{citation.quote}”"), (0, 0, 0, 4)),
        Padding(Text(f"{'; '.join(facts)}\n{citation.url}", style="dim"), (0, 0, 0, 4)),
    )


def _contact(contact: Contact) -> Text:
    known = (contact.phone, contact.email, contact.url, contact.when)
    return Text(f"- {contact.name}: {', '.join(each for each in known if each)}".removesuffix(": "))


def _heading(words: str) -> Text:
    return Text(f"\n{words}", style="bold")
