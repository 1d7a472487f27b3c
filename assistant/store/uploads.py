"""Protocols that were uploaded: the file, what it would be in the library, and what stood there before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine, LargeBinary, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from assistant.errors import NotFound
from assistant.store.database import Base, Database, Moment

PREVIEW_KEPT_FOR = timedelta(days=7)


class Stage(StrEnum):
    """Looked at and not published; in the library; taken out of it again."""

    PREVIEWED = "previewed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Upload:
    """`source` is the entry in the register and `preview` the sections, both as JSON.

    `before` and `source_before` are the file and the entry that it replaced, none where there was none.
    `uploader` is an opaque key.
    """

    id: str
    partnership: str
    uploader: str
    name: str
    stage: Stage
    created_at: datetime
    source_id: str
    source: str
    preview: str
    data: bytes
    source_before: str | None = None
    before: bytes | None = None


@dataclass(frozen=True, slots=True)
class UploadSummary:
    id: str
    partnership: str
    name: str
    stage: Stage
    created_at: datetime
    source_id: str


class UploadRow(Base):
    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    uploader: Mapped[str]
    name: Mapped[str]
    stage: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Moment)
    source_id: Mapped[str] = mapped_column(index=True)
    source: Mapped[str] = mapped_column(Text)
    preview: Mapped[str] = mapped_column(Text)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    source_before: Mapped[str | None] = mapped_column(Text)
    before: Mapped[bytes | None] = mapped_column(LargeBinary)


_SHORT = (
    UploadRow.id,
    UploadRow.partnership,
    UploadRow.name,
    UploadRow.stage,
    UploadRow.created_at,
    UploadRow.source_id,
)


class UploadStore:
    """Every method raises AnswersUnavailable if the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._database = Database(engine)

    def save(self, upload: Upload) -> None:
        """Keeps it, in place of one with its id; previews that led to nothing are let go of after a week."""
        row = UploadRow(**{name: getattr(upload, name) for name in Upload.__slots__})
        old = upload.created_at - PREVIEW_KEPT_FOR
        with self._database.session() as session:
            session.execute(
                delete(UploadRow).where(UploadRow.stage == Stage.PREVIEWED.value, UploadRow.created_at < old)
            )
            session.merge(row)

    def get(self, upload_id: str) -> Upload:
        with self._database.session() as session:
            row = session.get(UploadRow, upload_id)
        if row is None:
            raise NotFound(f"There is no upload {upload_id!r}; a preview is kept for a week")
        fields = {name: getattr(row, name) for name in Upload.__slots__}
        return Upload(**(fields | {"stage": Stage(row.stage)}))

    def list(self, partnerships: Collection[str], most: int) -> tuple[UploadSummary, ...]:
        """The newest of these partnerships first, without the files."""
        query = select(*_SHORT).where(UploadRow.partnership.in_(partnerships))
        with self._database.session() as session:
            rows = session.execute(query.order_by(UploadRow.created_at.desc()).limit(most)).all()
        return tuple(
            UploadSummary(one, place, name, Stage(stage), at, source)
            for one, place, name, stage, at, source in rows
        )
