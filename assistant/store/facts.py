"""What is counted of an answer, in rows so narrow that nobody has to read answers to count them.

Written with the answer and gone with it. `counting.py` reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.models import Answer, Citation, Layer, Related, Status
from assistant.store.database import Base, Moment
from assistant.store.writing import giving_way, in_place, table_of
from ingest.models import NATIONAL

WITH_A_TOPIC = (Status.ANSWERED, Status.PARTIAL, Status.NOT_COVERED)


class FactRow(Base):
    """One answer. `scope` is its asker's partnership, or national where none was named; `week` is a Monday;
    `topic` is the document nearest to the question, none where nothing is near."""

    __tablename__ = "answer_facts"
    __table_args__ = (Index("ix_answer_facts_scope_week", "scope", "week"),)

    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    week: Mapped[date]
    scope: Mapped[str]
    status: Mapped[str]
    role: Mapped[str | None]
    topic: Mapped[str | None]
    urgent: Mapped[bool]
    corrected: Mapped[int]
    milliseconds: Mapped[int]


class CitedRow(Base):
    """A section that an answer cites; `partnership` is whose protocol it is, none = national."""

    __tablename__ = "answer_cites"

    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    section_id: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[str]
    partnership: Mapped[str | None]
    title: Mapped[str]
    heading: Mapped[str]


def write_facts(session: Session, *answers: Answer) -> None:
    """In place of what was written of these answers before; two may write the same at once."""
    facts = [_fact(answer) for answer in answers]
    cited = [row for answer in answers for row in _cited(answer)]
    session.execute(in_place(session, FactRow), facts)
    before = delete(table_of(CitedRow)).where(CitedRow.answer_id.in_([answer.id for answer in answers]))
    session.execute(before)
    if cited:
        session.execute(giving_way(session, CitedRow), cited)


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def _fact(answer: Answer) -> dict[str, Any]:
    return {
        "answer_id": answer.id,
        "created_at": answer.created_at,
        "week": week_of(answer.created_at.astimezone(UTC).date()),
        "scope": answer.partnership or NATIONAL,
        "status": answer.status.value,
        "role": answer.role,
        "topic": _topic(answer),
        "urgent": answer.urgent is not None,
        "corrected": answer.corrected,
        "milliseconds": round(sum(answer.timings.values())),
    }


def _topic(answer: Answer) -> str | None:
    near: Sequence[Citation | Related] = answer.citations or answer.related
    return near[0].source_id if near and answer.status in WITH_A_TOPIC else None


def _cited(answer: Answer) -> list[dict[str, Any]]:
    sections = {citation.section_id: citation for citation in reversed(answer.citations)}
    return [
        {
            "answer_id": answer.id,
            "section_id": section_id,
            "source_id": one.source_id,
            "partnership": one.partnership or (answer.partnership if one.layer is Layer.LOCAL else None),
            "title": one.title,
            "heading": one.heading_path[-1] if one.heading_path else one.anchor,
        }
        for section_id, one in sections.items()
    ]
