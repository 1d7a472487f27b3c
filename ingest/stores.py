"""Stored sections to a scope's store: chunks, vectors (embedded only where new), Chroma and BM25."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.catalogue import ChunkRow, Generation, Held
from ingest.chunks import chunks_of
from ingest.compress import Compression, fit_compression, load_compression
from ingest.embed import Vectors
from ingest.index import Asked, ChunkVectors, Entry, Store
from ingest.models import Chunk, Section, content_hash
from ingest.workspace import Progress, Workspace

BATCH_CHUNKS = 512


@dataclass(frozen=True, slots=True)
class Planned:
    """A chunk of a store to be: its row, its text and the text BM25 indexes."""

    row: ChunkRow
    chunk: Chunk
    lexical: str
    sentence_texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a scope's store will hold; `store` is the hash of all of it.

    `asked` gives the positions that each way of asking leads to.
    """

    scope: str
    store: str
    planned: tuple[Planned, ...]
    sections: int
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
        _plan(workspace, scope, [one for one in held if one.source.scope == scope and one.document])
        for scope in scopes
    )


def write_store(workspace: Workspace, plan: Plan, before: Generation | None, progress: Progress) -> Written:
    """Writes the plan's store unless it is there already; vectors of unchanged texts are carried over."""
    if workspace.stores.holds(plan.store) and compression_path(workspace).exists():
        return Written(reused=len(plan.planned))
    vectors = _Vectors(workspace, before)
    workspace.catalogue.add_chunks(plan.store, [one.row for one in plan.planned])
    with workspace.stores.writer(plan.scope, plan.store) as writer:
        for start in range(0, len(plan.planned), BATCH_CHUNKS):
            batch = plan.planned[start : start + BATCH_CHUNKS]
            writer.add([_entry(one, found) for one, found in zip(batch, vectors.of(batch), strict=True)])
            progress(f"embedding {plan.scope}", start + len(batch), len(plan.planned))
        writer.ask(vectors.asked(plan.asked))
    vectors.close()
    return Written(vectors.embedded, len(plan.planned) - vectors.embedded)


def _plan(workspace: Workspace, scope: str, held: Sequence[Held]) -> Plan:
    planned: list[Planned] = []
    asked: dict[str, list[int]] = {}
    sections = 0
    settings = workspace.settings
    for one in held:
        of_document = workspace.catalogue.sections(one.document or "")
        sections += len(of_document)
        for ordinal, section in enumerate(of_document):
            for chunk in chunks_of([section], settings.chunk_words):
                row = _row(len(planned), one.document or "", ordinal, section, chunk)
                planned.append(_planned(row, one, section, chunk))
                for line in section.asked_as:
                    asked.setdefault(line, []).append(row.position)
    store = content_hash(
        workspace.encoding,
        scope,
        *(part for one in planned for part in (one.row.id, one.row.document, one.lexical)),
        *asked,
    )
    return Plan(scope, store, tuple(planned), sections, {line: tuple(at) for line, at in asked.items()})


def _row(position: int, document: str, ordinal: int, section: Section, chunk: Chunk) -> ChunkRow:
    first = section.sentences.index(chunk.sentences[0])
    last = first + len(chunk.sentences) - 1
    return ChunkRow(position, chunk.id, document, ordinal, first, last, content_hash(chunk.text))


def _planned(row: ChunkRow, held: Held, section: Section, chunk: Chunk) -> Planned:
    lexical = " ".join([held.source.title, *section.heading_path, chunk.text])
    return Planned(row, chunk, lexical, tuple(span.of(section.text) for span in chunk.sentences))


def _entry(planned: Planned, vectors: ChunkVectors) -> Entry:
    chunk = planned.chunk
    metadata = {"source_id": chunk.source_id, "section_id": chunk.section_id}
    return Entry(chunk.id, planned.lexical, metadata, vectors)


class _Vectors:
    """Vectors of chunks: carried over from the last generation's stores by their text, else embedded."""

    def __init__(self, workspace: Workspace, before: Generation | None) -> None:
        self._workspace = workspace
        comparable = (
            before is not None
            and before.encoding == workspace.encoding
            and compression_path(workspace).exists()
        )
        self._stores = _open_stores(workspace, before) if before and comparable else []
        self._known = {row.text_hash: (store, row.position) for store, rows in self._stores for row in rows}
        self.embedded = 0

    def of(self, batch: Sequence[Planned]) -> Iterator[ChunkVectors]:
        """The vectors of each chunk of the batch, in order."""
        fresh = iter(self._embed([one for one in batch if one.row.text_hash not in self._known]))
        for one in batch:
            known = self._known.get(one.row.text_hash)
            yield known[0].stored(known[1]) if known else next(fresh)

    def asked(self, leads: Mapping[str, Sequence[int]]) -> Asked | None:
        """The question index of ways of asking and the positions they lead to; none without any."""
        if not leads:
            return None
        keys = [content_hash(line) for line in leads]
        known = {key: row for store, _ in self._stores for key, row in _asked_rows(store)}
        fresh = [line for key, line in zip(keys, leads, strict=True) if key not in known]
        new = iter(self._workspace.embedder.encode(fresh) if fresh else ())
        rows = [known[key] if key in known else next(new) for key in keys]
        pairs = [(number, position) for number, at in enumerate(leads.values()) for position in at]
        return Asked(np.stack(rows).astype(np.float16), np.array(keys), np.array(pairs, dtype=np.int64))

    def close(self) -> None:
        for store, _ in self._stores:
            store.close()

    def _embed(self, batch: Sequence[Planned]) -> list[ChunkVectors]:
        if not batch:
            return []
        self.embedded += len(batch)
        return _embedded(self._workspace, batch)


def _asked_rows(store: Store) -> Iterator[tuple[str, Vectors]]:
    return zip(map(str, store.asked.keys), store.asked.vectors, strict=True)


def _open_stores(workspace: Workspace, before: Generation) -> list[tuple[Store, tuple[ChunkRow, ...]]]:
    return [
        (workspace.stores.open(scope, store), workspace.catalogue.chunks(store))
        for scope, store in before.stores.items()
        if workspace.stores.holds(store)
    ]


def _embedded(workspace: Workspace, batch: Sequence[Planned]) -> list[ChunkVectors]:
    embedder = workspace.embedder
    chunks = embedder.encode_tokens([one.chunk.text for one in batch])
    compression = _compression(workspace, [chunk.tokens for chunk in chunks])
    sentences = iter(embedder.encode([text for one in batch for text in one.sentence_texts]))
    return [
        ChunkVectors(
            vector=chunk.vector.astype(np.float16),
            sentences=np.stack([next(sentences) for _ in one.sentence_texts]).astype(np.float16),
            tokens=compression.compress(chunk.tokens),
        )
        for one, chunk in zip(batch, chunks, strict=True)
    ]


def _compression(workspace: Workspace, tokens: Sequence[Vectors]) -> Compression:
    """The index's compression; the first texts it embeds settle it, so that old vectors stay comparable."""
    path = compression_path(workspace)
    if not path.exists():
        partial = path.with_suffix(".partial.npz")
        fit_compression(tokens, workspace.settings.token_dimensions).save(partial)
        partial.rename(path)
    return load_compression(path)


def compression_path(workspace: Workspace) -> Path:
    return workspace.settings.index_dir / f"compression-{content_hash(workspace.encoding)[:16]}.npz"
