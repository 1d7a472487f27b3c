"""An answer as it is read in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from assistant.affected import Affected, QuoteNow, Verdict
from assistant.channels.layout import Laid, Said, lay_out
from assistant.channels.wording import (
    AUTHORITY_LABEL,
    HEADING_OF_STATUS,
    NOTHING_FOR_ONE,
    say_contact,
    say_date,
    say_flag,
    say_removed,
)
from assistant.models import Answer, Citation, Part, Point, PointKind, Urgent
from assistant.record.note import HEADING_OF_PART
from ingest.models import Partnership

VERDICT_WORDS: Mapping[Verdict, str] = {
    Verdict.UNCHANGED: "unchanged",
    Verdict.MOVED: "the same words now stand elsewhere",
    Verdict.CHANGED: "these words are no longer there",
    Verdict.SUPERSEDED: "the document has been superseded",
    Verdict.WITHDRAWN: "the document has been withdrawn",
    Verdict.REMOVED: "the document is no longer held",
}


def terminal_answer(answer: Answer, partnerships: Sequence[Partnership] = ()) -> RenderableType:
    """Urgent first, then the points with their numbers, then what the numbers stand for."""
    return Group(*_parts(answer, partnerships))


def urgent_panel(urgent: Urgent) -> RenderableType:
    """The block that is read first, with a border that is seen at a glance."""
    lines = [Text(reason, style="bold") for reason in urgent.reasons]
    lines += [Text(f"- {action}") for action in urgent.actions]
    lines += [Text(f"- {say_contact(each)}") for each in urgent.contacts]
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


def _parts(answer: Answer, partnerships: Sequence[Partnership]) -> Iterator[RenderableType]:
    if answer.urgent:
        yield urgent_panel(answer.urgent)
    yield Text(HEADING_OF_STATUS[answer.status], style="bold")
    yield Text(answer.message)
    if answer.removed:
        yield Text(say_removed(answer.removed), style="dim")
    yield from (Text(f"{number}. {choice}") for number, choice in enumerate(answer.choices, 1))
    layout = lay_out(answer, partnerships)
    for laid in layout.questions:
        yield from _question(laid)
    if layout.note:
        yield Text(layout.note, style="italic")
    if answer.citations:
        yield _heading("Where these words come from")
        yield from map(_citation, answer.citations)
    if answer.related:
        yield _heading("You may want to read")
        yield from (Text(f"- {each.title}, {each.anchor}") for each in answer.related)
    if answer.who_to_ask:
        yield _heading("Who to ask")
        yield from (Text(f"- {say_contact(each)}") for each in answer.who_to_ask)


def _question(laid: Laid) -> Iterator[RenderableType]:
    if laid.question:
        yield Text(f"\n{laid.question}", style="bold underline")
    yield from _said(HEADING_OF_PART[Part.DIRECT], laid.direct, with_whose=True)
    for column in laid.columns:
        yield from _said(column.heading, column.said, column.note)
    for group in laid.groups:
        yield from _said(group.heading, group.said, with_whose=True)
    if laid.question and laid.empty:
        yield Text(NOTHING_FOR_ONE, style="italic")


def _said(
    heading: str, said: Sequence[Said], note: str | None = None, with_whose: bool = False
) -> Iterator[RenderableType]:
    if not said and not note:
        return
    yield _heading(heading)
    if note:
        yield Text(note, style="italic")
    yield from (_point(one.point, f"{one.whose}: " if with_whose else "") for one in said)


def _point(point: Point, whose: str) -> RenderableType:
    numbers = "".join(f"[{number}]" for number in point.citations)
    text = f"“{point.text}”" if point.kind is PointKind.QUOTE else point.text
    return Padding(Text.assemble((whose, "dim"), text, " ", (numbers, "cyan")), (0, 0, 1, 2))


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


def _heading(words: str) -> Text:
    return Text(f"\n{words}", style="bold")
