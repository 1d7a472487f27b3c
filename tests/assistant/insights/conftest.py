"""A database of answers that a test fills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.models import Answer, Status
from assistant.store.answers import AnswerStore
from assistant.store.engine import open_engine
from tests.fakes import ANSWERS

KEPT_FOR = timedelta(days=90)


@dataclass
class Kept:
    engine: Engine
    count: int = 0

    def add(self, count: int, status: Status = Status.ANSWERED, **fields: object) -> list[Answer]:
        """So many answers, of Exampleshire unless it is said otherwise."""
        return [self._one(status, {"partnership": "exampleshire"} | fields) for _ in range(count)]

    def _one(self, status: Status, fields: dict[str, object]) -> Answer:
        self.count += 1
        answer = ANSWERS[status].model_copy(update={"id": f"a{self.count}", **fields})
        AnswerStore(self.engine, KEPT_FOR).save(answer)
        return answer


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(open_engine(f"sqlite:///{tmp_path / 'answers.db'}"))
