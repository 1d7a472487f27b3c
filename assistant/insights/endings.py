"""How questions ended, alone and by topic: two tables of one set of counts, withheld together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from assistant.insights.suppress import SMALLEST_SHOWN, withheld
from assistant.models import Status
from assistant.store.counting import FactStore, Selection
from assistant.store.facts import WITH_A_TOPIC

MOST_TOPICS = 25
NO_TOPIC = "Nothing near in the library"
OTHER_TOPICS = "Other documents"

Topics = Mapping[str, Mapping[str, int]]
TitleOf = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Endings:
    """Counts as they may be shown, none where they are withheld.

    A topic's are those of WITH_A_TOPIC and, last, all of them; of a selection with fewer than five questions
    nothing is shown, and `questions` is none.
    """

    questions: int | None
    statuses: Mapping[Status, int | None]
    topics: Mapping[str, tuple[int | None, ...]]


def endings(facts: FactStore, chosen: Selection, title_of: TitleOf) -> Endings:
    """Raises AnswersUnavailable."""
    found = facts.by_status(chosen)
    totals = {status: found.get(status, 0) for status in Status}
    questions = sum(totals.values())
    if questions == 0:
        return Endings(0, dict(totals), {})
    if questions < SMALLEST_SHOWN:
        return Endings(None, dict.fromkeys(totals), {})
    topics = _large(_found(facts, chosen, title_of))
    hidden = _hidden(totals, topics)
    return Endings(
        questions,
        {status: None if (None, status) in hidden else count for status, count in totals.items()},
        {topic: _row(topic, counts, hidden) for topic, counts in topics.items()},
    )


Cell = tuple[str | None, str]


def _hidden(totals: Mapping[Status, int], topics: Topics) -> frozenset[Cell]:
    """A topic's cells add up to its total, a status's to the status's, and the statuses to all questions."""
    cells: dict[Cell, int] = {(None, status): count for status, count in totals.items()}
    cells |= {(topic, one): counts.get(one, 0) for topic, counts in topics.items() for one in WITH_A_TOPIC}
    rows = [[(topic, status) for status in WITH_A_TOPIC] for topic in topics]
    columns = [[(topic, status) for topic in (None, *topics)] for status in WITH_A_TOPIC]
    return withheld(cells, [[(None, status) for status in totals], *rows, *columns])


def _row(topic: str, counts: Mapping[str, int], hidden: frozenset[Cell]) -> tuple[int | None, ...]:
    shown = (None if (topic, status) in hidden else counts.get(status, 0) for status in WITH_A_TOPIC)
    return (*shown, sum(counts.values()))


def _found(facts: FactStore, chosen: Selection, title_of: TitleOf) -> Topics:
    """By title, the most asked first."""
    found: dict[str, dict[str, int]] = {}
    for (topic, status), count in facts.by_topic(chosen, WITH_A_TOPIC).items():
        counts = found.setdefault(NO_TOPIC if topic is None else title_of(topic) or OTHER_TOPICS, {})
        counts[status] = counts.get(status, 0) + count
    return dict(sorted(found.items(), key=lambda one: -sum(one[1].values())))


def _large(topics: Topics) -> Topics:
    """Topics of fewer than five questions are one; if that has still too few, the smallest joins it."""
    size = {topic: sum(counts.values()) for topic, counts in topics.items()}
    named = [topic for topic in topics if topic != OTHER_TOPICS]
    kept = [topic for topic in named if size[topic] >= SMALLEST_SHOWN][:MOST_TOPICS]
    rest = [topic for topic in topics if topic not in kept]
    while kept and 0 < sum(size[topic] for topic in rest) < SMALLEST_SHOWN:
        rest.append(kept.pop())
    other = _sum(topics[topic] for topic in rest)
    is_large = sum(other.values()) >= SMALLEST_SHOWN
    return {topic: topics[topic] for topic in kept} | ({OTHER_TOPICS: other} if is_large else {})


def _sum(rows: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for row in rows:
        for status, count in row.items():
            total[status] = total.get(status, 0) + count
    return total
