"""An answer's turn in its conversation: written with the answer and gone with it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.models import Answer
from assistant.store.database import Base, Moment
from assistant.store.writing import giving_way


class TurnRow(Base):
    """An answer's place in its conversation: `ordinal` rises from turn to turn, over all conversations."""

    __tablename__ = "turns"

    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation: Mapped[str] = mapped_column(index=True)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), unique=True)
    owner: Mapped[str | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)


def write_turn(session: Session, answer: Answer, owner: str | None) -> None:
    """The answer becomes the last turn of its conversation; a second time changes nothing."""
    turn = {
        "conversation": answer.conversation or answer.id,
        "answer_id": answer.id,
        "owner": owner,
        "created_at": answer.created_at,
    }
    session.execute(giving_way(session, TurnRow, "answer_id"), [turn])
