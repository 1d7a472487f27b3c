"""Questions that the guidance does not answer, or not well, with the sections nearest to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rapidfuzz import fuzz

from assistant.models import Answer, Citation, Related, Status

SAME_QUESTION = 85
MOST_NEAR = 3
NATIONAL = "National"
NO_TOPIC = "Nothing near"


class Why(StrEnum):
    """What kind of gap it is, the plainest first."""

    NOT_COVERED = "Nothing in the library covers it"
    NOT_FOUND = "The library has it, and it was not found: it may use other words"
    PARTIAL = "Only part of it is covered"
    INCOMPLETE = "Answered, but points that matter are missing"
    NOT_USEFUL = "Answered, and readers did not find the answer useful"


@dataclass(frozen=True, slots=True)
class Gap:
    """A question, how often it or its like was asked, and the sections nearest to it.

    `answer_id` is of the answer kept, if it is one that was given to someone.
    """

    question: str
    topic: str
    partnership: str
    why: Why
    nearest: tuple[Related, ...]
    missing: tuple[str, ...] = ()
    asked: int = 1
    answer_id: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    topic: str
    partnership: str
    gaps: tuple[Gap, ...]

    @property
    def asked(self) -> int:
        return sum(gap.asked for gap in self.gaps)


def gaps_of_answers(answers: Iterable[Answer], not_useful: Collection[str] = ()) -> Iterator[Gap]:
    """Gaps in answers as they were given; `not_useful` are the ids of those that readers marked so.

    Their topic is the document nearest to them, as nobody has sorted them.
    """
    for answer in answers:
        why = {Status.NOT_COVERED: Why.NOT_COVERED, Status.PARTIAL: Why.PARTIAL}.get(answer.status)
        if why is None and answer.id in not_useful:
            why = Why.NOT_USEFUL
        if why:
            near = nearest_to(answer)
            place = answer.partnership or NATIONAL
            yield Gap(answer.question, topic_of(near), place, why, near, answer_id=answer.id)


def grouped(gaps: Iterable[Gap]) -> tuple[Group, ...]:
    """By topic and partnership, the most asked first; questions alike are counted as one."""
    groups: dict[tuple[str, str], list[Gap]] = defaultdict(list)
    for gap in gaps:
        groups[gap.topic, gap.partnership].append(gap)
    made = [Group(*key, tuple(_merged(listed))) for key, listed in groups.items()]
    return tuple(sorted(made, key=lambda group: (-group.asked, group.topic, group.partnership)))


def rows(groups: Sequence[Group]) -> Iterator[list[object]]:
    """A header, then a row for each gap."""
    yield ["topic", "partnership", "question", "asked", "why", "missing", "nearest sections"]
    for group in groups:
        for gap in group.gaps:
            near = "; ".join(one.section_id for one in gap.nearest)
            yield [
                group.topic,
                group.partnership,
                gap.question,
                gap.asked,
                gap.why,
                "; ".join(gap.missing),
                near,
            ]


def nearest_to(answer: Answer) -> tuple[Related, ...]:
    """What the answer offered for reading, else what it cited first."""
    cited = {one.section_id: _related(one) for one in answer.citations}
    return (answer.related or tuple(cited.values()))[:MOST_NEAR]


def topic_of(nearest: Sequence[Related]) -> str:
    return nearest[0].title if nearest else NO_TOPIC


def _related(citation: Citation) -> Related:
    return Related(**{name: getattr(citation, name) for name in Related.model_fields})


def _merged(gaps: Iterable[Gap]) -> list[Gap]:
    kept: list[Gap] = []
    for gap in gaps:
        place = next((n for n, one in enumerate(kept) if _alike(gap, one)), None)
        if place is None:
            kept.append(gap)
        else:
            kept[place] = replace(kept[place], asked=kept[place].asked + gap.asked)
    return sorted(kept, key=lambda gap: -gap.asked)


def _alike(gap: Gap, other: Gap) -> bool:
    same = fuzz.token_sort_ratio(gap.question.lower(), other.question.lower()) >= SAME_QUESTION
    return same and gap.why is other.why
