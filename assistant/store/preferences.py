"""What people and channels have chosen, by an opaque key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.database import Base, Database
from assistant.store.writing import in_place


class PreferenceRow(Base):
    """`document` is the JSON of what was chosen."""

    __tablename__ = "preferences"

    key: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(Text)


class PreferenceStore:
    """Every method raises AnswersUnavailable if the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._database = Database(engine)

    def get(self, key: str) -> Mapping[str, Any]:
        """What was chosen; empty if nothing was."""
        with self._database.session() as session:
            row = session.get(PreferenceRow, key)
        return json.loads(row.document) if row else {}

    def put(self, key: str, chosen: Mapping[str, Any]) -> None:
        """Keep it in place of what was chosen before."""
        row = {"key": key, "document": json.dumps(chosen)}
        with self._database.session() as session:
            session.execute(in_place(session, PreferenceRow), [row])
