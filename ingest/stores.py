"""Stored sections to a scope's store: chunks, vectors (embedded only where new), Chroma and BM25.

A scope is read twice, once to know what its store will hold and once to write it; neither pass holds more
of it than some batches.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ingest.carried import Carried
from ingest.catalogue import ChunkRow, Generation, Held
from ingest.chunks import chunks_of
from ingest.compress import fit_compression, load_compression
from ingest.engines.base import Engine, Texts, vectors_of
from ingest.index import LAYOUT, Asked, ChunkVectors, Entry
from ingest.models import Chunk, Section, content_hash
from ingest.workspace import Progress, Workspace

BATCH_CHUNKS = 512

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Planned:
    """A chunk of a store to be: its row, the section it is of and the text BM25 indexes."""

    row: ChunkRow
    chunk: Chunk
    section: Section
    lexical: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a scope's store will hold; `store` is the hash of all of it.

    `asked` gives the positions that each way of asking leads to.
    """

    scope: str
    store: str
    held: tuple[Held, ...]
    sections: int
    chunks: int
    asked: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Written:
    """How many chunks were embedded and how many had vectors already."""

    embedded: int = 0
    reused: int = 0


def plan_stores(workspace: Workspace, held: Sequence[Held]) -> tuple[Plan, ...]:
    """A plan for each scope that has text, in the order of the scopes' names."""
    scopes = sorted({one.source.scope for one in held if one.document})
    return tuple(
        _plan(workspace, scope, tuple(one for one in held if one.source.scope == scope and one.document))
        for scope in scopes
    )


def write_store(
    workspace: Workspace, engine: Engine, plan: Plan, before: Generation | None, progress: Progress
) -> Written:
    """Writes the plan's store unless it is there already; vectors of unchanged texts are carried over."""
    if workspace.stores.holds(plan.store) and compression_path(workspace).exists():
        return Written(reused=plan.chunks)
    embedded = 0
    with (
        Carried(workspace, _comparable(workspace, before)) as carried,
        workspace.stores.writer(plan.scope, plan.store) as writer,
    ):
        for batch, fresh in _embedded(workspace, engine, batches_of(workspace, plan), carried):
            vectors = _merged(batch, fresh, carried)
            workspace.catalogue.add_chunks(plan.store, [one.row for one in batch])
            writer.add([_entry(one, found) for one, found in zip(batch, vectors, strict=True)])
            embedded += len(fresh)
            progress(f"embedding {plan.scope}", batch[-1].row.position + 1, plan.chunks)
        writer.ask(_asked(workspace, plan.asked, carried))
    return Written(embedded, plan.chunks - embedded)


def batches_of(workspace: Workspace, plan: Plan) -> Iterator[tuple[Planned, ...]]:
    """The plan's chunks by position, so many at a time as are embedded at once."""
    return _batched(_planned(workspace, plan.held))


def texts_of(batch: Iterable[Planned]) -> Texts:
    chunks = [(one.chunk, one.section.text) for one in batch]
    return Texts(
        chunks=tuple(chunk.text for chunk, _ in chunks),
        sentences=tuple(tuple(span.of(text) for span in chunk.sentences) for chunk, text in chunks),
    )


def compression_path(workspace: Workspace) -> Path:
    return workspace.settings.index_dir / f"compression-{content_hash(workspace.encoding)[:16]}.npz"


def _plan(workspace: Workspace, scope: str, held: tuple[Held, ...]) -> Plan:
    digest = _Digest(LAYOUT, workspace.encoding, scope)
    asked: dict[str, list[int]] = {}
    sections = workspace.catalogue.section_counts()
    chunks = 0
    for one in _planned(workspace, held):
        chunks += 1
        digest.add(one.row.id, one.row.document, one.lexical)
        for line in one.section.asked_as:
            asked.setdefault(line, []).append(one.row.position)
    digest.add(*asked)
    return Plan(
        scope=scope,
        store=digest.text(),
        held=held,
        sections=sum(sections[one.document or ""] for one in held),
        chunks=chunks,
        asked={line: tuple(at) for line, at in asked.items()},
    )


class _Digest:
    """`content_hash` of parts that are never all in memory."""

    def __init__(self, *parts: str) -> None:
        self._digest = hashlib.sha256()
        self.add(*parts)

    def add(self, *parts: str) -> None:
        for part in parts:
            self._digest.update(f"{len(part)}:{part}".encode())

    def text(self) -> str:
        return self._digest.hexdigest()[:32]


def _planned(workspace: Workspace, held: Sequence[Held]) -> Iterator[Planned]:
    positions = count()
    for one in held:
        document = one.document or ""
        for ordinal, section in enumerate(workspace.catalogue.sections(document)):
            for chunk in chunks_of([section], workspace.settings.chunk_words):
                row = _row(next(positions), document, ordinal, section, chunk)
                # ways of asking are practitioners' own words, which the text itself often lacks
                words = [one.source.title, *section.heading_path, chunk.text, *section.asked_as]
                yield Planned(row, chunk, section, " ".join(words))


def _row(position: int, document: str, ordinal: int, section: Section, chunk: Chunk) -> ChunkRow:
    first = section.sentences.index(chunk.sentences[0])
    last = first + len(chunk.sentences) - 1
    return ChunkRow(position, chunk.id, document, ordinal, first, last, content_hash(chunk.text))


def _entry(planned: Planned, vectors: ChunkVectors) -> Entry:
    chunk = planned.chunk
    metadata = {"source_id": chunk.source_id, "section_id": chunk.section_id}
    return Entry(chunk.id, planned.lexical, metadata, vectors)


def _comparable(workspace: Workspace, before: Generation | None) -> Generation | None:
    """The generation before, if vectors of it can stand beside new ones."""
    if before is None or before.encoding != workspace.encoding or not compression_path(workspace).exists():
        return None
    return before


def _embedded(
    workspace: Workspace, engine: Engine, batches: Iterator[tuple[Planned, ...]], carried: Carried
) -> Iterator[tuple[tuple[Planned, ...], list[ChunkVectors]]]:
    """Each batch with the vectors of its chunks that have none yet; an engine may be some batches ahead."""
    waiting: deque[tuple[Planned, ...]] = deque()
    texts = _new_texts(batches, carried, waiting)
    if not compression_path(workspace).exists():
        fresh = _first(workspace, next(texts))
        yield waiting.popleft(), fresh
    for fresh in engine.embed(texts, load_compression(compression_path(workspace))):
        yield waiting.popleft(), fresh


def _new_texts(
    batches: Iterable[tuple[Planned, ...]], carried: Carried, waiting: deque[tuple[Planned, ...]]
) -> Iterator[Texts]:
    """The texts of each batch that have no vectors yet; the batch itself is put among those waiting."""
    for batch in batches:
        waiting.append(batch)
        yield texts_of(one for one in batch if not carried.holds(one.row.text_hash))


def _first(workspace: Workspace, texts: Texts) -> list[ChunkVectors]:
    """The first texts embedded settle the index's compression, so that old vectors stay comparable."""
    chunks = workspace.embedder.encode_tokens(texts.chunks)
    path = compression_path(workspace)
    partial = path.with_suffix(".partial.npz")
    fit_compression([chunk.tokens for chunk in chunks], workspace.settings.token_dimensions).save(partial)
    partial.rename(path)
    return vectors_of(workspace.embedder, texts, chunks, load_compression(path))


def _merged(
    batch: Iterable[Planned], fresh: Iterable[ChunkVectors], carried: Carried
) -> Iterator[ChunkVectors]:
    new = iter(fresh)
    return (carried.find(one.row.text_hash) or next(new) for one in batch)


def _asked(workspace: Workspace, leads: Mapping[str, Sequence[int]], carried: Carried) -> Asked | None:
    """The question index of ways of asking and the positions they lead to; none without any."""
    if not leads:
        return None
    keys = [content_hash(line) for line in leads]
    known = carried.asked()
    fresh = {key: line for key, line in zip(keys, leads, strict=True) if key not in known}
    known |= zip(fresh, _read(workspace, fresh.values()), strict=True)
    pairs = [(number, position) for number, at in enumerate(leads.values()) for position in at]
    return Asked(
        vectors=np.stack([known[key][0] for key in keys]),
        keys=np.array(keys),
        leads=np.array(pairs, dtype=np.int64),
        tokens=np.concatenate([known[key][1] for key in keys]),
        starts=np.cumsum([0, *(len(known[key][1]) for key in keys)], dtype=np.int64),
    )


def _read(
    workspace: Workspace, lines: Iterable[str]
) -> Iterator[tuple[NDArray[np.float16], NDArray[np.int8]]]:
    """The vector and the compressed tokens of each line; tokens not yet compressed are held of one batch."""
    compression = load_compression(compression_path(workspace))
    for batch in _batched(iter(lines)):
        read = workspace.embedder.encode_tokens(batch)
        tokens = compression.compress_each([one.tokens for one in read])
        yield from zip((one.vector.astype(np.float16) for one in read), tokens, strict=True)


def _batched(items: Iterator[T]) -> Iterator[tuple[T, ...]]:
    return iter(lambda: tuple(islice(items, BATCH_CHUNKS)), ())
