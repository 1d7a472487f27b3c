"""Counts of kept answers, made by the database from the narrow rows that are written with each answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, Executable, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from assistant.store.answers import AnswerRow, read_answer
from assistant.store.database import Database
from assistant.store.facts import CitedRow, FactRow, week_of, write_facts
from assistant.store.feedback import FeedbackRow

BATCH = 200
BANDS_MS = (1000, 3000, 10_000)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole weeks, so that no two periods differ by a day: from the Monday of the first to a Sunday."""

    since: date
    until: date

    @classmethod
    def around(cls, since: date, until: date) -> Period:
        """The weeks in which the days are; the earlier comes first."""
        first, last = sorted((since, until))
        return cls(week_of(first), week_of(last) + timedelta(days=6))

    @property
    def weeks(self) -> tuple[date, ...]:
        count = (self.until - self.since).days // 7 + 1
        return tuple(self.since + timedelta(weeks=number) for number in range(count))


@dataclass(frozen=True, slots=True)
class Selection:
    """Whose questions, by their partnership or `national`, and of when."""

    scope: str
    period: Period


@dataclass(frozen=True, slots=True)
class Cited:
    """A section, and how many answers cite it."""

    source_id: str
    section_id: str
    title: str
    heading: str
    answers: int


class FactStore:
    """Every method raises AnswersUnavailable if the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._database = Database(engine)
        self._caught_up = False

    def catch_up(self) -> None:
        """Answers that were kept before they were counted are counted once a process begins to count."""
        if self._caught_up:
            return
        with self._database.session() as session:
            uncounted = select(AnswerRow.id).where(~exists().where(FactRow.answer_id == AnswerRow.id))
            missing = session.scalars(uncounted).all()
        for start in range(0, len(missing), BATCH):
            with self._database.session() as session:
                _count(session, missing[start : start + BATCH])
        self._caught_up = True

    def by_week(self, chosen: Selection) -> Mapping[date, int]:
        return self._by(FactRow.week, chosen)

    def by_status(self, chosen: Selection) -> Mapping[str, int]:
        return self._by(FactRow.status, chosen)

    def by_role(self, chosen: Selection) -> Mapping[str | None, int]:
        return self._by(FactRow.role, chosen)

    def by_danger(self, chosen: Selection) -> Mapping[bool, int]:
        """By whether the danger block was shown."""
        return self._by(FactRow.urgent, chosen)

    def by_correction(self, chosen: Selection) -> Mapping[bool, int]:
        """By whether a drafted point was not borne out."""
        return self._by(FactRow.corrected > 0, chosen)

    def by_speed(self, chosen: Selection) -> Mapping[int, int]:
        """By the band of milliseconds: 0 is below the first of BANDS_MS, and so on."""
        bands = [(FactRow.milliseconds < top, number) for number, top in enumerate(BANDS_MS)]
        return self._by(case(*bands, else_=len(BANDS_MS)), chosen)

    def by_topic(self, chosen: Selection, statuses: Collection[str]) -> Mapping[tuple[str | None, str], int]:
        query = select(FactRow.topic, FactRow.status, func.count()).where(
            *_chosen(chosen), FactRow.status.in_(statuses)
        )
        rows = self._rows(query.group_by(FactRow.topic, FactRow.status))
        return {(topic, status): count for topic, status, count in rows}

    def by_usefulness(self, chosen: Selection) -> Mapping[bool, int]:
        """What was said of the answers; each asker's last word on each counts once."""
        query = select(FeedbackRow.useful, func.count()).join(
            FactRow, FactRow.answer_id == FeedbackRow.answer_id
        )
        return dict(_pairs(self._rows(query.where(*_chosen(chosen)).group_by(FeedbackRow.useful))))

    def cited_sections(self, chosen: Selection, readable: Collection[str], most: int) -> tuple[Cited, ...]:
        """The most cited first, of national documents and those of the partnerships given."""
        count = func.count()
        query = (
            select(
                CitedRow.source_id,
                CitedRow.section_id,
                func.max(CitedRow.title),
                func.max(CitedRow.heading),
                count,
            )
            .join(FactRow, FactRow.answer_id == CitedRow.answer_id)
            .where(*_chosen(chosen), _open_to(readable))
            .group_by(CitedRow.source_id, CitedRow.section_id)
            .order_by(count.desc(), CitedRow.section_id)
            .limit(most)
        )
        return tuple(Cited(*row) for row in self._rows(query))

    def cited_sources(self, chosen: Selection) -> Mapping[str, int]:
        """How many answers cite each document."""
        query = (
            select(CitedRow.source_id, func.count(CitedRow.answer_id.distinct()))
            .join(FactRow, FactRow.answer_id == CitedRow.answer_id)
            .where(*_chosen(chosen))
            .group_by(CitedRow.source_id)
        )
        return dict(_pairs(self._rows(query)))

    def _by(self, what: InstrumentedAttribute[Any] | ColumnElement[Any], chosen: Selection) -> dict[Any, int]:
        labelled = what.label("value")
        query = select(labelled, func.count()).where(*_chosen(chosen)).group_by(labelled)
        return dict(_pairs(self._rows(query)))

    def _rows(self, query: Executable) -> Sequence[Any]:
        self.catch_up()
        with self._database.session() as session:
            return session.execute(query).all()


def _count(session: Session, answer_ids: Sequence[str]) -> None:
    rows = session.scalars(select(AnswerRow).where(AnswerRow.id.in_(answer_ids))).all()
    if rows:
        write_facts(session, *map(read_answer, rows))


def _chosen(chosen: Selection) -> Iterator[ColumnElement[bool]]:
    yield FactRow.scope == chosen.scope
    yield FactRow.week.between(chosen.period.since, chosen.period.until)


def _open_to(partnerships: Collection[str]) -> ColumnElement[bool]:
    return or_(CitedRow.partnership.is_(None), CitedRow.partnership.in_(partnerships))


def _pairs(rows: Sequence[Any]) -> Iterator[tuple[Any, int]]:
    return ((value, count) for value, count in rows)
