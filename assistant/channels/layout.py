"""An answer laid out for reading: question by question, the direct answer first, then whose words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from assistant.models import Answer, Layer, Part, Point
from assistant.record.note import HEADING_OF_PART
from ingest.models import Partnership

NATIONAL = "What national guidance says"
LOCAL = "What local protocols say"
AFTER_THE_GUIDANCE = (Part.EXCEPTION, Part.RECORD, Part.WHO, Part.FURTHER)


@dataclass(frozen=True, slots=True)
class Said:
    """A point and whose words it rests on."""

    point: Point
    whose: str


@dataclass(frozen=True, slots=True)
class Column:
    """The guidance of the nation or of one partnership; `note` stands where there is none."""

    layer: Layer
    heading: str
    said: tuple[Said, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    part: Part
    heading: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """One question's share; `question` is none where the answer has one only."""

    question: str | None
    direct: tuple[Said, ...]
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]

    @property
    def leading(self) -> Said | None:
        """The first thing that is said."""
        sides = (one for column in self.columns for one in column.said)
        return next(chain(self.direct, sides), None)

    @property
    def empty(self) -> bool:
        return not (self.direct or self.columns or self.groups)


@dataclass(frozen=True, slots=True)
class Layout:
    """`note` is what is said of local protocols where it belongs to no single column."""

    questions: tuple[Laid, ...]
    note: str | None = None


def lay_out(answer: Answer, partnerships: Sequence[Partnership]) -> Layout:
    names = {one.id: one.name for one in partnerships}
    if len(answer.questions) < 2 or not answer.points:
        return Layout((_laid(answer, names, answer.points, None, answer.local_note),))
    questions = tuple(
        _laid(answer, names, [point for point in answer.points if point.question == number], asked)
        for number, asked in enumerate(answer.questions)
    )
    return Layout(questions, answer.local_note)


def _laid(
    answer: Answer, names: dict[str, str], points: Sequence[Point], asked: str | None, note: str | None = None
) -> Laid:
    said = [Said(point, _whose(point, answer, names)) for point in points]
    groups = (Group(part, HEADING_OF_PART[part], _of(said, part)) for part in AFTER_THE_GUIDANCE)
    guidance = _of(said, Part.GUIDANCE)
    national = Column(Layer.NATIONAL, NATIONAL, _on(guidance, Layer.NATIONAL))
    return Laid(
        question=asked,
        direct=_of(said, Part.DIRECT),
        columns=(*([national] if national.said else []), *_local(answer, names, guidance, note)),
        groups=tuple(group for group in groups if group.said),
    )


def _local(
    answer: Answer, names: dict[str, str], guidance: Sequence[Said], note: str | None
) -> tuple[Column, ...]:
    """A column for each partnership that speaks; one that is silent has it where the note is about it."""
    local = _on(guidance, Layer.LOCAL)
    chosen = [one for one in (answer.partnership, answer.other_partnership) if one]
    places = dict.fromkeys([*chosen, *(_place(one.point, answer) for one in local)])
    columns = [
        Column(
            Layer.LOCAL,
            f"What {names[place]} says" if place in names else LOCAL,
            tuple(one for one in local if _place(one.point, answer) == place),
        )
        for place in places
    ]
    spoken = tuple(column for column in columns if column.said)
    silent = next((column for column in columns if not column.said), Column(Layer.LOCAL, LOCAL, ()))
    return (*spoken, replace(silent, note=note)) if note else spoken


def _whose(point: Point, answer: Answer, names: dict[str, str]) -> str:
    if point.layer is Layer.NATIONAL:
        return "National"
    return names.get(_place(point, answer) or "", "Local")


def _place(point: Point, answer: Answer) -> str | None:
    return point.partnership or answer.partnership


def _of(said: Iterable[Said], part: Part) -> tuple[Said, ...]:
    return tuple(one for one in said if one.point.part is part)


def _on(said: Iterable[Said], layer: Layer) -> tuple[Said, ...]:
    return tuple(one for one in said if one.point.layer is layer)
