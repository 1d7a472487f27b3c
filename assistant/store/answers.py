"""Keeps answers as they were shown; the question in them is the redacted one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Engine, Text, delete, select, tuple_
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.errors import NotFound
from assistant.models import Answer
from assistant.store.database import Base, Database, Moment
from assistant.store.facts import write_facts
from assistant.store.turns import write_turn
from assistant.store.writing import in_place

SWEPT_EVERY = timedelta(days=1)


class AnswerRow(Base):
    """`document` is the answer's JSON; `created_at` is only there to be ordered and swept by."""

    __tablename__ = "answers"

    id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Moment, index=True)
    document: Mapped[str] = mapped_column(Text)


class AnswerStore:
    """Answers by id. Every method raises AnswersUnavailable if the database cannot be used.

    What is kept beside an answer, such as its turn and its feedback, goes when the answer goes.
    """

    def __init__(self, engine: Engine, kept_for: timedelta) -> None:
        self._database = Database(engine)
        self._kept_for = kept_for
        self._swept_at: datetime | None = None

    def save(self, answer: Answer, owner: str | None = None) -> None:
        """Keep the answer, in place of one with its id, as a turn of its conversation.

        Once a day, let go of those past their time.
        """
        with self._database.session() as session:
            _put(session, answer)
            write_facts(session, answer)
            write_turn(session, answer, owner)
        if self._swept_at is None or answer.created_at - self._swept_at >= SWEPT_EVERY:
            self._swept_at = answer.created_at
            self.sweep(answer.created_at - self._kept_for)

    def get(self, answer_id: str) -> Answer:
        with self._database.session() as session:
            row = session.get(AnswerRow, answer_id)
        if row is None:
            raise missing(answer_id)
        return read_answer(row)

    def every(self, batch: int = 200) -> Iterator[Answer]:
        """All answers kept, oldest first, read `batch` at a time so that few are in memory at once."""
        rows = self._after(None, batch)
        while rows:
            yield from map(read_answer, rows)
            rows = self._after(rows[-1], batch)

    def sweep(self, before: datetime) -> int:
        """Delete the answers created before that moment; returns how many."""
        old = delete(AnswerRow).where(AnswerRow.created_at < before).returning(AnswerRow.id)
        with self._database.session() as session:
            return len(session.scalars(old).all())

    def _after(self, last: AnswerRow | None, batch: int) -> list[AnswerRow]:
        query = select(AnswerRow).order_by(AnswerRow.created_at, AnswerRow.id).limit(batch)
        if last is not None:
            place = tuple_(AnswerRow.created_at, AnswerRow.id)
            query = query.where(place > (last.created_at, last.id))
        with self._database.session() as session:
            return list(session.scalars(query))


def _put(session: Session, answer: Answer) -> None:
    row = {"id": answer.id, "created_at": answer.created_at, "document": answer.model_dump_json()}
    session.execute(in_place(session, AnswerRow), [row])


def read_answer(row: AnswerRow) -> Answer:
    return Answer.model_validate_json(row.document)


def missing(answer_id: str) -> NotFound:
    return NotFound(f"There is no answer {answer_id!r}; it may have been deleted after its time")
