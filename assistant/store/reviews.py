"""Answers to look at again, what reviewers said of them, and which of them are wanted as cases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Engine, ForeignKey, Select, Text, case, delete, exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from assistant.models import Answer, Status
from assistant.store.answers import AnswerRow, missing, read_answer
from assistant.store.counting import FactStore
from assistant.store.database import Base, Database, Moment
from assistant.store.facts import FactRow
from assistant.store.feedback import FeedbackRow
from assistant.store.writing import giving_way, in_place


class Verdict(StrEnum):
    """What a reviewer makes of an answer."""

    GOOD = "good"
    POOR = "poor"
    RISKY = "risky"


class Reason(StrEnum):
    """Why an answer is to be looked at, the gravest first."""

    DANGER = "danger"
    CORRECTED = "corrected"
    NOT_USEFUL = "not_useful"
    SEARCH_FAILED = "search_failed"
    NOT_COVERED = "not_covered"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Review:
    """`reviewer` is an opaque key; `note` holds no personal data: whoever gives it has redacted it before."""

    answer_id: str
    reviewer: str
    verdict: Verdict
    created_at: datetime
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer in the queue, and why it is there."""

    answer: Answer
    reasons: tuple[Reason, ...]


class ReviewRow(Base):
    __tablename__ = "reviews"

    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    reviewer: Mapped[str] = mapped_column(primary_key=True)
    verdict: Mapped[str]
    note: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)


class WantedRow(Base):
    """An answer that is to become a case."""

    __tablename__ = "cases_wanted"

    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Moment)


_DISLIKED = exists().where(FeedbackRow.answer_id == FactRow.answer_id, FeedbackRow.useful.is_(False))
_REVIEWED = exists().where(ReviewRow.answer_id == FactRow.answer_id)
_HOLDS: dict[Reason, ColumnElement[bool]] = {
    Reason.DANGER: FactRow.urgent.is_(True),
    Reason.CORRECTED: FactRow.corrected > 0,
    Reason.NOT_USEFUL: _DISLIKED,
    **{
        reason: FactRow.status == reason.value
        for reason in (Reason.SEARCH_FAILED, Reason.NOT_COVERED, Reason.PARTIAL)
    },
}
_GAPS = (Status.NOT_COVERED, Status.PARTIAL)


class ReviewStore:
    """What is asked for is limited to scopes: partnerships' ids, or `national`.

    Every method raises AnswersUnavailable if the database cannot be used.
    """

    def __init__(self, engine: Engine, facts: FactStore) -> None:
        self._database = Database(engine)
        self._facts = facts

    def queue(
        self, scopes: Collection[str], limit: int, offset: int = 0, *, reviewed: bool = False
    ) -> tuple[Waiting, ...]:
        """Those nobody has reviewed, or those somebody has: the gravest reason first, then the newest."""
        rank = case(*((holds, number) for number, holds in enumerate(_HOLDS.values())))
        query = _looked_at(scopes).where(or_(*_HOLDS.values()), _REVIEWED if reviewed else ~_REVIEWED)
        ordered = query.order_by(rank, FactRow.created_at.desc(), FactRow.answer_id)
        return self._waiting(ordered.limit(limit).offset(offset))

    def one(self, answer_id: str, scopes: Collection[str]) -> Waiting:
        """Raises NotFound also for an answer of another scope: the two look the same."""
        found = self._waiting(_looked_at(scopes).where(AnswerRow.id == answer_id))
        if not found:
            raise missing(answer_id)
        return found[0]

    def gaps(self, scopes: Collection[str], most: int) -> tuple[Waiting, ...]:
        """The newest answers that did not cover their question, or that somebody found not useful."""
        query = _looked_at(scopes).where(or_(FactRow.status.in_(_GAPS), _DISLIKED))
        return self._waiting(query.order_by(FactRow.created_at.desc(), FactRow.answer_id).limit(most))

    def save(self, review: Review) -> None:
        """Keep it in place of what this reviewer said of this answer before. NotFound without the answer."""
        row = asdict(review) | {"verdict": review.verdict.value}
        with self._database.session() as session:
            if session.get(AnswerRow, review.answer_id) is None:
                raise missing(review.answer_id)
            session.execute(in_place(session, ReviewRow), [row])

    def of(self, answer_ids: Iterable[str]) -> tuple[Review, ...]:
        """What was said of these answers, oldest first."""
        query = select(ReviewRow).where(ReviewRow.answer_id.in_(list(answer_ids)))
        with self._database.session() as session:
            return tuple(map(_review, session.scalars(query.order_by(ReviewRow.created_at))))

    def want(self, answer_id: str, moment: datetime, *, wanted: bool = True) -> None:
        """The answer is to become a case, or no longer."""
        with self._database.session() as session:
            if wanted:
                row = {"answer_id": answer_id, "created_at": moment}
                session.execute(giving_way(session, WantedRow), [row])
            else:
                session.execute(delete(WantedRow).where(WantedRow.answer_id == answer_id))

    def wanted(self, scopes: Collection[str]) -> tuple[Answer, ...]:
        """Those that are to become cases, the first chosen first."""
        query = _looked_at(scopes).join(WantedRow, WantedRow.answer_id == AnswerRow.id)
        found = self._waiting(query.order_by(WantedRow.created_at, AnswerRow.id))
        return tuple(one.answer for one in found)

    def _waiting(self, query: Select[*tuple[Any, ...]]) -> tuple[Waiting, ...]:
        self._facts.catch_up()
        with self._database.session() as session:
            return tuple(_waiting(row, held) for row, *held in session.execute(query))


def _looked_at(scopes: Collection[str]) -> Select[*tuple[Any, ...]]:
    """Answers of these scopes, and which reasons hold of each."""
    reasons = [holds.label(reason.value) for reason, holds in _HOLDS.items()]
    joined = select(AnswerRow, *reasons).join(FactRow, FactRow.answer_id == AnswerRow.id)
    return joined.where(FactRow.scope.in_(scopes))


def _waiting(row: AnswerRow, held: Sequence[bool]) -> Waiting:
    reasons = (reason for reason, holds in zip(_HOLDS, held, strict=True) if holds)
    return Waiting(read_answer(row), tuple(reasons))


def _review(row: ReviewRow) -> Review:
    return Review(row.answer_id, row.reviewer, Verdict(row.verdict), row.created_at, row.note)
