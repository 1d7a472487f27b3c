"""API keys: what each may do, and of its secret only a digest."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from assistant.errors import NotFound
from assistant.store.database import Base, Database, Moment

USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """`partnerships` are those whose local text it opens, `*` among them for all."""

    id: str
    label: str
    scopes: tuple[str, ...]
    partnerships: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


class KeyRow(Base):
    """`document` is the JSON of what the key may do."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    label: Mapped[str]
    document: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment)


class KeyStore:
    """Keys by id. Every method raises AnswersUnavailable if the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._database = Database(engine)

    def add(self, key: ApiKey, digest: str) -> None:
        document = json.dumps({"scopes": key.scopes, "partnerships": key.partnerships})
        row = KeyRow(
            id=key.id,
            digest=digest,
            label=key.label,
            document=document,
            created_at=key.created_at,
            expires_at=key.expires_at,
        )
        with self._database.session() as session:
            session.add(row)

    def use(self, key_id: str, digest: str, now: datetime) -> ApiKey | None:
        """The key if that is its secret's digest and it is valid; when it was used is noted once a minute."""
        with self._database.session() as session:
            row = session.get(KeyRow, key_id)
            if row is None or not hmac.compare_digest(row.digest, digest) or not _key(row).is_valid(now):
                return None
            if row.last_used_at is None or now - row.last_used_at >= USE_NOTED_EVERY:
                row.last_used_at = now
            return _key(row)

    def every(self) -> tuple[ApiKey, ...]:
        """The newest first."""
        with self._database.session() as session:
            rows = session.scalars(select(KeyRow).order_by(KeyRow.created_at.desc(), KeyRow.id))
            return tuple(map(_key, rows))

    def revoke(self, key_id: str, now: datetime) -> ApiKey:
        """From that moment on it opens nothing; a second time changes nothing. NotFound if it is unknown."""
        with self._database.session() as session:
            row = session.get(KeyRow, key_id)
            if row is None:
                raise NotFound(f"There is no key {key_id!r}; `keys list` shows those there are")
            row.revoked_at = row.revoked_at or now
            return _key(row)


def _key(row: KeyRow) -> ApiKey:
    may = json.loads(row.document)
    return ApiKey(
        id=row.id,
        label=row.label,
        scopes=tuple(may["scopes"]),
        partnerships=tuple(may["partnerships"]),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )
