"""The catalogue: which documents, sections, chunks and scope stores each generation of the index holds.

Everything but the newest generation's number is immutable: documents and their sections are keyed by a
hash of their content, stores by a hash of what they hold. A build adds rows that nobody reads yet, then
commits a generation in one transaction; readers follow `head`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from ingest.errors import IndexMissing, StoreError
from ingest.models import Chunk, Section, Source, text_of

METADATA = MetaData()

SECTIONS = Table(
    "sections",
    METADATA,
    Column("document", String(32), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("payload", Text, nullable=False),
)
CHUNKS = Table(
    "chunks",
    METADATA,
    Column("store", String(32), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", String(32), nullable=False),
    Column("document", String(32), nullable=False),
    Column("section", Integer, nullable=False),
    Column("first_sentence", Integer, nullable=False),
    Column("last_sentence", Integer, nullable=False),
    Column("text_hash", String(32), nullable=False),
)
GENERATIONS = Table(
    "generations",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("committed_at", DateTime(timezone=True), nullable=False),
    Column("encoding", String(200), nullable=False),
    Column("fingerprint", String(32), nullable=False),
)
GENERATION_STORES = Table(
    "generation_stores",
    METADATA,
    Column("generation", ForeignKey("generations.id", ondelete="CASCADE"), primary_key=True),
    Column("scope", String(80), primary_key=True),
    Column("store", String(32), nullable=False),
)
GENERATION_SOURCES = Table(
    "generation_sources",
    METADATA,
    Column("generation", ForeignKey("generations.id", ondelete="CASCADE"), primary_key=True),
    Column("source_id", String(80), primary_key=True),
    Column("document", String(32), nullable=True),
    Column("payload", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Held:
    """A source of a generation; `document` is the hash of the text held, none = registered only."""

    source: Source
    document: str | None


@dataclass(frozen=True, slots=True)
class Generation:
    """One complete state of the index: its sources by id and its store by scope."""

    id: int
    committed_at: datetime
    encoding: str
    fingerprint: str
    stores: Mapping[str, str]
    sources: Mapping[str, Held]


@dataclass(frozen=True, slots=True)
class ChunkRow:
    """Where a chunk stands: its position in the store, and its sentences' indices in its section."""

    position: int
    id: str
    document: str
    section: int
    first_sentence: int
    last_sentence: int
    text_hash: str


class Catalogue:
    """Reads and writes the catalogue. Raises StoreError when the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def head_id(self, encoding: str | None = None) -> int | None:
        """The newest generation's number, of that encoding if one is given; none if there is none."""
        query = select(func.max(GENERATIONS.c.id))
        if encoding is not None:
            query = query.where(GENERATIONS.c.encoding == encoding)
        with self._begin() as connection:
            return connection.execute(query).scalar()

    def head_generation(self) -> Generation:
        """The newest generation. Raises IndexMissing if nothing has been built."""
        found = self.head()
        if found is None:
            raise IndexMissing("there is no index yet; run: python -m ingest build")
        return found

    def head(self) -> Generation | None:
        return next(iter(self.newest(1)), None)

    def newest(self, count: int) -> tuple[Generation, ...]:
        """The newest generations that are kept, at most `count`, newest first."""
        query = select(GENERATIONS).order_by(GENERATIONS.c.id.desc()).limit(count)
        with self._begin() as connection:
            return tuple(_generation(connection, row) for row in connection.execute(query).all())

    def generation(self, number: int) -> Generation | None:
        """The generation of that number, none if it is not kept."""
        with self._begin() as connection:
            row = connection.execute(select(GENERATIONS).where(GENERATIONS.c.id == number)).first()
            return None if row is None else _generation(connection, row)

    def documents(self) -> set[str]:
        """The hashes of the documents whose sections are held."""
        with self._begin() as connection:
            first = select(SECTIONS.c.document).where(SECTIONS.c.ordinal == 0)
            return set(connection.execute(first).scalars())

    def add_document(self, document: str, sections: Sequence[Section]) -> None:
        """Adds a document's sections. Sections are numbered from 0 in reading order."""
        rows = [
            {
                "document": document,
                "ordinal": ordinal,
                "payload": json.dumps(asdict(section), ensure_ascii=False),
            }
            for ordinal, section in enumerate(sections)
        ]
        with self._begin() as connection:
            connection.execute(delete(SECTIONS).where(SECTIONS.c.document == document))
            connection.execute(insert(SECTIONS), rows)

    def sections(self, document: str) -> tuple[Section, ...]:
        """A document's sections in reading order; empty if none is held."""
        query = select(SECTIONS.c.payload).where(SECTIONS.c.document == document).order_by(SECTIONS.c.ordinal)
        with self._begin() as connection:
            return tuple(_section(payload) for payload in connection.execute(query).scalars())

    def section_counts(self) -> dict[str, int]:
        """How many sections each document has."""
        query = select(SECTIONS.c.document, func.count()).group_by(SECTIONS.c.document)
        with self._begin() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def section(self, document: str, ordinal: int) -> Section:
        query = select(SECTIONS.c.payload).where(
            SECTIONS.c.document == document, SECTIONS.c.ordinal == ordinal
        )
        with self._begin() as connection:
            return _section(connection.execute(query).scalar_one())

    def stores(self) -> set[str]:
        """The stores that some generation reads."""
        with self._begin() as connection:
            return set(connection.execute(select(GENERATION_STORES.c.store)).scalars())

    def add_chunks(self, store: str, rows: Sequence[ChunkRow]) -> None:
        """Writes rows of a store, replacing what an interrupted build left from there on."""
        if not rows:
            return
        first = min(row.position for row in rows)
        left = (CHUNKS.c.store == store) & (CHUNKS.c.position >= first)
        with self._begin() as connection:
            connection.execute(delete(CHUNKS).where(left))
            connection.execute(insert(CHUNKS), [{"store": store, **asdict(row)} for row in rows])

    def chunks(self, store: str) -> tuple[ChunkRow, ...]:
        """A store's rows by position."""
        query = select(CHUNKS).where(CHUNKS.c.store == store).order_by(CHUNKS.c.position)
        with self._begin() as connection:
            return tuple(_chunk_row(row) for row in connection.execute(query))

    def text_hashes(self, store: str) -> Iterator[str]:
        """The hash of each chunk's text, by position."""
        query = select(CHUNKS.c.text_hash).where(CHUNKS.c.store == store).order_by(CHUNKS.c.position)
        with self._begin() as connection:
            yield from connection.execute(query).scalars()

    def commit(self, encoding: str, fingerprint: str, stores: Mapping[str, str], held: Sequence[Held]) -> int:
        """The switch: makes a new generation the one that readers see, in one transaction."""
        head = {"committed_at": datetime.now(UTC), "encoding": encoding, "fingerprint": fingerprint}
        with self._begin() as connection:
            key = connection.execute(insert(GENERATIONS), head).inserted_primary_key
            generation = int(key[0]) if key else 0
            _insert_all(
                connection,
                GENERATION_STORES,
                [
                    {"generation": generation, "scope": scope, "store": store}
                    for scope, store in stores.items()
                ],
            )
            _insert_all(
                connection,
                GENERATION_SOURCES,
                [
                    {
                        "generation": generation,
                        "source_id": one.source.id,
                        "document": one.document,
                        "payload": one.source.model_dump_json(),
                    }
                    for one in held
                ],
            )
        return generation

    def sweep(self, keep: int) -> set[str]:
        """Forgets all but the newest `keep` generations; returns the stores that are still read."""
        with self._begin() as connection:
            newest = select(GENERATIONS.c.id).order_by(GENERATIONS.c.id.desc()).limit(keep)
            kept = set(connection.execute(newest).scalars())
            for table in (GENERATION_STORES, GENERATION_SOURCES):
                connection.execute(delete(table).where(table.c.generation.not_in(kept)))
            connection.execute(delete(GENERATIONS).where(GENERATIONS.c.id.not_in(kept)))
            read = select(GENERATION_STORES.c.store)
            connection.execute(delete(CHUNKS).where(CHUNKS.c.store.not_in(read)))
            documents = select(GENERATION_SOURCES.c.document).where(
                GENERATION_SOURCES.c.document.is_not(None)
            )
            connection.execute(delete(SECTIONS).where(SECTIONS.c.document.not_in(documents)))
            return set(connection.execute(read).scalars())

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise _unusable(self._engine.url.render_as_string(hide_password=True), error) from error


def open_catalogue(url: str) -> Catalogue:
    """Opens the catalogue, making its tables if it is new. Raises StoreError if it cannot."""
    try:
        engine = _engine(url)
        METADATA.create_all(engine)
    # A wrong URL, a driver that is not installed, a wrong port, a folder that cannot be made.
    except (SQLAlchemyError, ImportError, ValueError, OSError) as error:
        raise _unusable(url, error) from error
    return Catalogue(engine)


def chunk_of(row: ChunkRow, section: Section) -> Chunk:
    """The chunk a row stands for, given its section."""
    spans = section.sentences[row.first_sentence : row.last_sentence + 1]
    return Chunk(row.id, section.id, section.source_id, text_of(section, spans), spans)


def _engine(url: str) -> Engine:
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    # A partnership's protocols are in the parameters, and errors are logged.
    engine = create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_pragmas)
    return engine


def _unusable(url: str, error: Exception) -> StoreError:
    cause = getattr(error, "orig", None) or error
    return StoreError(
        f"the catalogue at {_without_password(url)} cannot be used ({cause}); check "
        "INGEST_CATALOGUE_URL, that its database driver is installed and that its folder can be written"
    )


def _without_password(url: str) -> str:
    """By pattern, because a URL that cannot be parsed is shown too."""
    return re.sub(r"(://[^:@/]*:).*@", r"\1***@", re.sub(r"(?<=password=)[^&]*", "***", url))


def _sqlite_pragmas(connection: Any, _record: object) -> None:
    # WAL lets readers go on while a build writes rows that nobody reads yet.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA busy_timeout=30000")


def _insert_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        connection.execute(insert(table), list(rows))


def _generation(connection: Connection, row: Any) -> Generation:
    stores = connection.execute(select(GENERATION_STORES).where(GENERATION_STORES.c.generation == row.id))
    sources = connection.execute(
        select(GENERATION_SOURCES)
        .where(GENERATION_SOURCES.c.generation == row.id)
        .order_by(GENERATION_SOURCES.c.source_id)
    )
    return Generation(
        id=row.id,
        committed_at=row.committed_at,
        encoding=row.encoding,
        fingerprint=row.fingerprint,
        stores={store.scope: store.store for store in stores},
        sources={
            one.source_id: Held(Source.model_validate_json(one.payload), one.document) for one in sources
        },
    )


def _chunk_row(row: Any) -> ChunkRow:
    return ChunkRow(
        row.position, row.id, row.document, row.section, row.first_sentence, row.last_sentence, row.text_hash
    )


def _section(payload: str) -> Section:
    return Section.of_json(json.loads(payload))
