"""An answer as messages of Slack: danger first, then the answer, its layers and where the words stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.channels.official import official_link
from assistant.channels.slack import elements as kit
from assistant.channels.slack.elements import Block, Message
from assistant.channels.slack.markup import escaped
from assistant.channels.wording import (
    AUTHORITY_LABEL,
    HEADING_OF_STATUS,
    say_contact,
    say_date,
    say_flag,
    say_moment,
    say_removed,
)
from assistant.models import Answer, Citation, Layer, Part, Point, PointKind, Status, Urgent
from assistant.record.note import HEADING_OF_PART
from ingest.models import Partnership

Group = Sequence[Block]

MOST_CONTACTS = 3
ASK_NOT_TO_POST = (
    "Please keep what identifies people out of Slack: edit or delete the message if others can read it."
)


class Action(StrEnum):
    """What the buttons of an answer do; the id of each begins with one of these."""

    EXTRACT = "extract"
    USEFUL = "useful"
    NOT_USEFUL = "not_useful"
    COLLEAGUE = "colleague"
    RECORD = "record"
    SHARE = "share"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads it: in public nothing of the asker's own words is shown; `may_share` is for a channel."""

    partnerships: Mapping[str, Partnership]
    public: bool = False
    may_share: bool = False


def answer_messages(answer: Answer, reader: Reader) -> tuple[Message, ...]:
    urgent = answer.urgent
    text = urgent.headline if urgent else HEADING_OF_STATUS[answer.status]
    return kit.paged(_groups(answer, reader), text)


def private_note(answer: Answer) -> Message | None:
    """What only the asker is told, where the answer itself is for everyone."""
    if not answer.removed:
        return None
    return Message("About your question", tuple(_removed(answer)))


def urgent_blocks(urgent: Urgent) -> list[Block]:
    actions = "\n".join(f"• {action}" for action in urgent.actions)
    contacts = "\n".join(map(say_contact, urgent.contacts))
    told = ("\n".join(urgent.reasons), actions, contacts)
    return [kit.header(f"🚨 {urgent.headline}"), *(block for text in told for block in kit.said(text))]


def _groups(answer: Answer, reader: Reader) -> Iterator[Group]:
    if answer.urgent:
        yield [*urgent_blocks(answer.urgent), kit.divider()]
    if not reader.public:
        yield _removed(answer)
    yield [kit.header(HEADING_OF_STATUS[answer.status]), *kit.said(answer.message)]
    yield from _samples(answer, reader)
    if not reader.public:
        yield _choices(answer)
    yield from _points(answer, reader)
    yield _related(answer)
    yield _contacts(answer)
    yield from _citations(answer)
    yield _buttons(answer, reader)
    yield [kit.note(f"Answered on {say_moment(answer.created_at)}. Reference {answer.id}.")]


def _removed(answer: Answer) -> list[Block]:
    return [kit.note(f"{say_removed(answer.removed)} {ASK_NOT_TO_POST}")] if answer.removed else []


def _samples(answer: Answer, reader: Reader) -> Iterator[Group]:
    for partnership in (answer.partnership, answer.other_partnership):
        known = reader.partnerships.get(partnership or "")
        if known and known.sample:
            told = f"{known.name} is an invented sample. Do not use its protocols or contacts in real work."
            yield [kit.note(told)]


def _choices(answer: Answer) -> list[Block]:
    buttons = [
        kit.button(choice, f"{Action.CHOICE}:{at}", f"{answer.id}:{at}")
        for at, choice in enumerate(answer.choices[:5])
    ]
    return [kit.actions(buttons)] if buttons else []


def _points(answer: Answer, reader: Reader) -> Iterator[Group]:
    several = len(answer.questions) > 1
    for index in range(max(1, len(answer.questions))):
        points = [point for point in answer.points if point.question == index]
        if points and several:
            asked = f"Question {index + 1}"
            yield [kit.divider(), kit.bold(asked if reader.public else f"{asked}: {answer.questions[index]}")]
        direct = [point for point in points if point.part is Part.DIRECT]
        yield from _headed(HEADING_OF_PART[Part.DIRECT], direct, answer)
        between = [point for point in points if point.part not in {Part.DIRECT, Part.FURTHER}]
        yield from _layers(between, answer, reader)
        further = [point for point in points if point.part is Part.FURTHER]
        yield from _headed(HEADING_OF_PART[Part.FURTHER], further, answer)
    if answer.local_note:
        yield [kit.note(answer.local_note)]


def _layers(points: Sequence[Point], answer: Answer, reader: Reader) -> Iterator[Group]:
    national = [point for point in points if point.layer is Layer.NATIONAL]
    yield from _layer("What national guidance says", national, answer)
    local = [point for point in points if point.layer is Layer.LOCAL]
    for partnership in dict.fromkeys(point.partnership for point in local):
        known = reader.partnerships.get(partnership or answer.partnership or "")
        heading = f"What {known.name} says" if known else "What local protocols say"
        yield from _layer(heading, [one for one in local if one.partnership == partnership], answer)


def _layer(heading: str, points: Sequence[Point], answer: Answer) -> Iterator[Group]:
    """The points in the order of their parts; guidance needs no heading of its own below the layer's."""
    for part in Part:
        of_part = [point for point in points if point.part is part]
        told = heading if part is Part.GUIDANCE else f"{heading}: {HEADING_OF_PART[part].lower()}"
        yield from _headed(told, of_part, answer)


def _headed(heading: str, points: Sequence[Point], answer: Answer) -> Iterator[Group]:
    for at, point in enumerate(points):
        blocks = _point(point, answer)
        yield [kit.bold(heading), *blocks[:1]] if at == 0 else blocks[:1]
        yield from ([block] for block in blocks[1:])


def _point(point: Point, answer: Answer) -> list[Block]:
    text = f"“{point.text}”" if point.kind is PointKind.QUOTE else point.text
    shown = kit.quoted if point.kind is PointKind.QUOTE else kit.run
    parts = kit.parts_of(text, kit.LONGEST_RICH_TEXT)
    cited = [one for one in answer.citations if one.number in point.citations]
    last = kit.rich(shown(kit.words(parts[-1])), kit.run(*_links(cited)))
    return [*(kit.rich(shown(kit.words(part))) for part in parts[:-1]), last]


def _links(citations: Sequence[Citation]) -> Iterator[Block]:
    for citation in citations:
        name = f"[{citation.number}] {citation.title}, {citation.anchor}"
        url = official_link(citation)
        yield kit.link(url, name) if url else kit.words(name)
        yield kit.words(" ")


def _related(answer: Answer) -> list[Block]:
    if not answer.related:
        return []
    lines = "\n".join(f"• {each.title}, {each.anchor}" for each in answer.related)
    return [kit.bold("You may want to read"), *kit.said(lines)]


def _contacts(answer: Answer) -> list[Block]:
    if not answer.who_to_ask:
        return []
    lines = "\n".join(f"• {say_contact(one)}" for one in answer.who_to_ask[:MOST_CONTACTS])
    return [kit.bold("Who to ask"), *kit.said(lines)]


def _citations(answer: Answer) -> Iterator[Group]:
    for at, citation in enumerate(answer.citations):
        block = _citation(citation, answer.id)
        yield [kit.divider(), kit.bold("Where these words come from"), block] if at == 0 else [block]


def _citation(citation: Citation, answer_id: str) -> Block:
    url, name = official_link(citation), escaped(f"[{citation.number}] {citation.title}, {citation.anchor}")
    facts = [AUTHORITY_LABEL[citation.authority], citation.publisher, citation.version]
    if citation.effective_from:
        facts.append(f"in effect from {say_date(citation.effective_from)}")
    facts += map(say_flag, citation.flags)
    linked = f"<{url}|{name}>" if url and "|" not in url and ">" not in url else name
    value = f"{answer_id}:{citation.number}"
    shown = kit.button("Show extract", f"{Action.EXTRACT}:{citation.number}", value)
    return kit.section(f"{linked}\n{escaped('; '.join(facts))}", shown)


def _buttons(answer: Answer, reader: Reader) -> list[Block]:
    found = answer.status in {Status.ANSWERED, Status.PARTIAL}
    buttons = [
        kit.button("Useful", Action.USEFUL, answer.id),
        kit.button("Not useful", Action.NOT_USEFUL, answer.id),
    ]
    # the note and the handing on hold the question, so they are for the asker alone
    if not reader.public:
        buttons.append(_colleague(answer.id))
        buttons += [kit.button("Record note", Action.RECORD, answer.id)] if answer.points else []
    if reader.may_share and found and not reader.public:
        buttons.append(_share(answer.id))
    return [kit.actions(buttons)]


def _colleague(answer_id: str) -> Block:
    asked = kit.confirm(
        "Ask a colleague?",
        "Your question, with what identifies people removed, and this answer are handed to the people your"
        " partnership has named. They see that it is you who asks.",
        "Hand over",
    )
    return kit.button("Ask a colleague", Action.COLLEAGUE, answer_id, confirm=asked)


def _share(answer_id: str) -> Block:
    asked = kit.confirm(
        "Share with the channel?",
        "Everyone here will see the guidance and its sources. Your question is left out.",
        "Share",
    )
    return kit.button("Share to channel", Action.SHARE, answer_id, confirm=asked)
