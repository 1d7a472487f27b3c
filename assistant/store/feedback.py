"""Feedback: whether an answer was useful to the one who asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, ForeignKey, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.answers import AnswerRow, missing
from assistant.store.database import Base, Database, Moment
from assistant.store.writing import in_place


@dataclass(frozen=True, slots=True)
class Feedback:
    """`asker` is an opaque key by which the channel knows who asked; `reason` holds no personal data:
    whoever gives it has redacted it before."""

    answer_id: str
    asker: str
    useful: bool
    created_at: datetime
    reason: str | None = None


class FeedbackRow(Base):
    __tablename__ = "feedback"

    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    asker: Mapped[str] = mapped_column(primary_key=True)
    useful: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment, index=True)


class FeedbackStore:
    """Feedback by answer. Every method raises AnswersUnavailable if the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._database = Database(engine)

    def save(self, feedback: Feedback) -> None:
        """Keep it in place of what this asker said of this answer before. NotFound if there is no answer."""
        with self._database.session() as session:
            if session.get(AnswerRow, feedback.answer_id) is None:
                raise missing(feedback.answer_id)
            session.execute(in_place(session, FeedbackRow), [asdict(feedback)])

    def of(self, answer_ids: Iterable[str]) -> tuple[Feedback, ...]:
        """What was said of these answers, oldest first."""
        return self._read(FeedbackRow.answer_id.in_(list(answer_ids)))

    def every(self) -> tuple[Feedback, ...]:
        """All that was said, oldest first."""
        return self._read()

    def _read(self, *which: ColumnElement[bool]) -> tuple[Feedback, ...]:
        query = select(FeedbackRow).where(*which).order_by(FeedbackRow.created_at, FeedbackRow.answer_id)
        with self._database.session() as session:
            return tuple(map(_feedback, session.scalars(query)))


def _feedback(row: FeedbackRow) -> Feedback:
    return Feedback(row.answer_id, row.asker, row.useful, row.created_at, row.reason)
