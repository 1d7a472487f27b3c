"""Conversations: which answers followed one another, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, Engine, Select, delete, select
from sqlalchemy.orm import Session

from assistant.errors import NotFound
from assistant.models import Answer, Turn
from assistant.store.answers import AnswerRow, missing, read_answer
from assistant.store.database import Database
from assistant.store.turns import TurnRow

MOST_TURNS = 6


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation, summed up: the first question (redacted), when it was, and how many were asked."""

    id: str
    owner: str | None
    question: str
    started_at: datetime
    last_at: datetime
    turns: int


class ConversationStore:
    """Turns by conversation. Every method raises AnswersUnavailable if the database cannot be used.

    An owner is an opaque string by which a channel knows its asker again, such as a hashed user or a
    thread. A conversation belongs to the owner of its first turn; whoever goes on with it or reads it has
    to be that owner, which the channel checks with `get`.
    """

    def __init__(self, engine: Engine) -> None:
        self._database = Database(engine)

    def turns(self, conversation: str, most: int = MOST_TURNS) -> tuple[Turn, ...]:
        """The last turns, oldest of them first; none of an unknown conversation."""
        query = _answers(TurnRow.conversation == conversation).order_by(None)
        with self._database.session() as session:
            rows = session.scalars(query.order_by(TurnRow.ordinal.desc()).limit(most)).all()
        return tuple(_turn(read_answer(row)) for row in reversed(rows))

    def answers(self, conversation: str) -> tuple[Answer, ...]:
        """All answers of a conversation as they were shown, in order."""
        with self._database.session() as session:
            return tuple(map(read_answer, session.scalars(_answers(TurnRow.conversation == conversation))))

    def get(self, conversation: str) -> Conversation:
        with self._database.session() as session:
            found = list(_summaries(session, TurnRow.conversation == conversation))
        if not found:
            raise NotFound(
                f"There is no conversation {conversation!r}; it may have been deleted after its time"
            )
        return found[0]

    def whose(self, answer_id: str) -> str | None:
        """The owner of the answer's turn. NotFound if it is in no conversation."""
        with self._database.session() as session:
            found = session.scalars(select(TurnRow.owner).where(TurnRow.answer_id == answer_id)).all()
        if not found:
            raise missing(answer_id)
        return found[0]

    def list(self, owner: str) -> tuple[Conversation, ...]:
        """The owner's conversations, the one last gone on with first."""
        with self._database.session() as session:
            found = list(_summaries(session, TurnRow.owner == owner))
        return tuple(sorted(found, key=lambda one: one.last_at, reverse=True))

    def delete(self, conversation: str) -> int:
        """Delete the conversation with its answers and what was said about them; returns how many answers."""
        theirs = select(TurnRow.answer_id).where(TurnRow.conversation == conversation)
        with self._database.session() as session:
            gone = delete(AnswerRow).where(AnswerRow.id.in_(theirs)).returning(AnswerRow.id)
            return len(session.scalars(gone).all())


def _answers(which: ColumnElement[bool]) -> Select[AnswerRow]:
    joined = select(AnswerRow).join(TurnRow, TurnRow.answer_id == AnswerRow.id)
    return joined.where(which).order_by(TurnRow.ordinal)


def _summaries(session: Session, which: ColumnElement[bool]) -> Iterator[Conversation]:
    by_conversation = select(TurnRow).where(which).order_by(TurnRow.conversation, TurnRow.ordinal)
    for conversation, group in groupby(session.scalars(by_conversation), key=lambda row: row.conversation):
        turns = list(group)
        first = session.get_one(AnswerRow, turns[0].answer_id)
        yield _summary(conversation, turns, read_answer(first))


def _summary(conversation: str, turns: Sequence[TurnRow], first: Answer) -> Conversation:
    return Conversation(
        id=conversation,
        owner=turns[0].owner,
        question=first.question,
        started_at=turns[0].created_at,
        last_at=turns[-1].created_at,
        turns=len(turns),
    )


def _turn(answer: Answer) -> Turn:
    return Turn((answer.questions or (answer.question,))[-1], answer.id)
