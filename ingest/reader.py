"""Reading the index: a snapshot of one generation, replaced when a build has switched to the next."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from sys import intern
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue import ChunkRow, Generation, chunk_of
from ingest.compress import Compression, load_compression
from ingest.errors import IndexMismatch, IndexMissing
from ingest.index import Store
from ingest.lexical import terms_of
from ingest.models import Chunk, Section, Source
from ingest.stores import compression_path
from ingest.workspace import Workspace

LOG = logging.getLogger(__name__)

SECTIONS_KEPT = 4096


class Scope:
    """One open scope: its store and what each position of it stands for."""

    def __init__(
        self, store: Store, rows: tuple[ChunkRow, ...], section: Callable[[str, int], Section]
    ) -> None:
        self.store = store
        self._rows = rows
        self._section = section

    @cached_property
    def position_of(self) -> Mapping[str, int]:
        """A chunk's position by its id."""
        return {row.id: row.position for row in self._rows}

    @cached_property
    def asked(self) -> NDArray[np.float32]:
        """The vectors of the ways of asking, as searches multiply them."""
        return self.store.asked.vectors.astype(np.float32)

    def read(self, position: int) -> tuple[Chunk, Section]:
        row = self._rows[position]
        section = self._section(row.document, row.section)
        return chunk_of(row, section), section


class Snapshot:
    """One generation, open for reading; it stays whole while a build prepares the next."""

    def __init__(self, workspace: Workspace, generation: Generation) -> None:
        self.generation = generation
        self._workspace = workspace
        self._section = lru_cache(maxsize=SECTIONS_KEPT)(workspace.catalogue.section)
        self._terms = lru_cache(maxsize=SECTIONS_KEPT)(self._read_terms)
        self._scopes: dict[str, Scope] = {}
        self._lock = Lock()

    def scope(self, name: str) -> Scope | None:
        """The scope of that name, none if the generation holds no text for it."""
        store = self.generation.stores.get(name)
        if store is None:
            return None
        with self._lock:
            if name not in self._scopes:
                self._scopes[name] = self._open(name, store)
            return self._scopes[name]

    def source(self, source_id: str) -> Source:
        return self.generation.sources[source_id].source

    def terms(self, section: Section) -> frozenset[str]:
        """The content words of the section, its headings, its ways of asking and its document's title."""
        return self._terms(section.source_id, section.ordinal)

    def stored(self, section: Section) -> Section:
        """The section as the catalogue holds it, whatever the one given says."""
        held = self.generation.sources[section.source_id]
        return self._section(held.document or "", section.ordinal)

    def sections(self, source_id: str) -> tuple[Section, ...]:
        """A source's sections in reading order; none if it is unknown or only registered."""
        held = self.generation.sources.get(source_id)
        return self._workspace.catalogue.sections(held.document) if held and held.document else ()

    @cached_property
    def compression(self) -> Compression:
        return load_compression(compression_path(self._workspace))

    def _read_terms(self, source_id: str, ordinal: int) -> frozenset[str]:
        held = self.generation.sources[source_id]
        section = self._section(held.document or "", ordinal)
        words = " ".join([held.source.title, *section.heading_path, section.text, *section.asked_as])
        return frozenset(map(intern, terms_of(words)))

    def _open(self, name: str, store: str) -> Scope:
        rows = self._workspace.catalogue.chunks(store)
        return Scope(self._workspace.stores.open(name, store), rows, self._section)


class Reader:
    """Gives the newest snapshot; several threads may use one reader."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._snapshot: Snapshot | None = None
        self._lock = Lock()

    def snapshot(self) -> Snapshot:
        """The newest generation of this reader's own model, as long as it is kept.

        After a switch to another model's generation, a process with the old model goes on with its own
        until it is restarted. Raises IndexMissing, or IndexMismatch if only another model's is kept.
        """
        newest = self._workspace.catalogue.head_id(self._workspace.encoding)
        with self._lock:
            if self._snapshot is None or self._snapshot.generation.id != newest:
                self._snapshot = Snapshot(self._workspace, _readable(self._workspace, newest))
            return self._snapshot


def _readable(workspace: Workspace, number: int | None) -> Generation:
    head = workspace.catalogue.head_generation()
    generation = workspace.catalogue.generation(number) if number else None
    if generation is None:
        raise IndexMismatch(
            f"the index was built with {_said(head.encoding)}, but the settings say "
            f"{_said(workspace.encoding)}; run: python -m ingest build, or set INGEST_MODEL and "
            "INGEST_TOKEN_DIMENSIONS back"
        )
    if not all(workspace.stores.holds(store) for store in generation.stores.values()):
        raise IndexMissing("part of the index is missing from its folder; run: python -m ingest build")
    if generation.id != head.id:
        LOG.warning("the newest index was built with %s: restart to read it", _said(head.encoding))
    return generation


def _said(encoding: str) -> str:
    model, _, dimensions = encoding.rpartition("/")
    return f"the embedding model {model} ({dimensions} token dimensions)"
