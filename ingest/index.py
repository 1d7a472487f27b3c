"""One scope's store: a Chroma collection, a BM25 index and the vectors that rescore what they find.

A store is written once under a name made of its content, and never changed: Chroma is the only engine
known here. Embedded Chroma lives inside the store's folder; with a server, the collection does.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from ingest.arrays import GrowingArray, GrowingRuns
from ingest.errors import StoreError
from ingest.lexical import LexicalIndex, LexicalWriter
from ingest.models import content_hash

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# Chroma has one engine a folder in a process, and opening it while another reader closes it fails.
_OPENING = RLock()

SEARCH_WIDTH = 256
NAME_LENGTH = 16
# raised where the same texts come to stand in a store differently, so that an older one is built again
LAYOUT = "3"
PARTS = (
    "asked_as.npz",
    "vectors.npy",
    "sentences.npy",
    "sentences_starts.npy",
    "tokens.npy",
    "tokens_starts.npy",
    "lexical/params.index.json",
)


@dataclass(frozen=True, slots=True)
class ChunkVectors:
    """What is stored of one chunk: `vector` (d,) and `sentences` (n, d) float16, `tokens` (t, k) int8."""

    vector: NDArray[np.float16]
    sentences: NDArray[np.float16]
    tokens: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Entry:
    """A chunk to be stored: `lexical` is the text BM25 indexes (title and headings included)."""

    id: str
    lexical: str
    metadata: Mapping[str, str]
    vectors: ChunkVectors


@dataclass(frozen=True, slots=True)
class Asked:
    """The question index: `vectors` (n, d) float16 and `keys` (n,) of the ways of asking, and which chunks
    each leads to: `leads` (m, 2) of the number of a way of asking and a position. `tokens` (t, k) int8 are
    compressed token vectors, those of a way of asking from its number in `starts` (n + 1,) to the next."""

    vectors: NDArray[np.float16]
    keys: NDArray[np.str_]
    leads: Ints
    tokens: NDArray[np.int8]
    starts: Ints

    def by_key(self) -> Iterator[tuple[str, tuple[NDArray[np.float16], NDArray[np.int8]]]]:
        """The vector and the tokens of each way of asking."""
        tokens = (self.tokens[start:end] for start, end in pairwise(self.starts))
        return zip(map(str, self.keys), zip(self.vectors, tokens, strict=True), strict=True)

    def tokens_of(self, numbers: Ints) -> Rows:
        """The token vectors of these ways of asking."""
        return _rows(self.tokens, self.starts, numbers)


@dataclass(frozen=True, slots=True)
class Rows:
    """What is held of several chunks, one below the other; `starts` says where each chunk's begin."""

    vectors: NDArray[Any]
    starts: Ints

    def of(self, chunk: int) -> NDArray[Any]:
        """Those of one of the chunks, counted from 0."""
        following = chunk + 1
        end = self.starts[following] if following < len(self.starts) else len(self.vectors)
        return self.vectors[self.starts[chunk] : end]


class Stores:
    """The folder of stores. `url` names a Chroma server; none = embedded."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self._folder = folder
        self._url = url
        # Two indexes may share a server: each knows its own collections by the folder it lives in. An
        # embedded one has its collections to itself, and may be moved.
        self._owner = content_hash(str(folder.resolve()))[:8] if url else "local"

    def holds(self, store: str) -> bool:
        parts = PARTS if self._url else (*PARTS, "chroma/chroma.sqlite3")
        return all((self._folder / store / part).exists() for part in parts)

    def writer(self, scope: str, store: str) -> StoreWriter:
        return StoreWriter(self._folder / store, self._collection(scope, store), self._url)

    def open(self, scope: str, store: str) -> Store:
        try:
            return Store(self._folder / store, self._collection(scope, store), self._url)
        except (OSError, ValueError, KeyError) as error:
            raise StoreError(
                f"the index of {scope} is damaged ({error}); run: python -m ingest build"
            ) from error

    def sweep(self, keep: set[str]) -> None:
        """Deletes the stores nobody reads, and what interrupted builds left."""
        for folder in self._folder.glob("*"):
            if folder.is_dir() and folder.name not in keep:
                shutil.rmtree(folder, ignore_errors=True)
        if self._url:
            client = _client(self._folder, self._url)
            with _chroma_errors("could not delete old collections; the next build tries again"):
                _sweep_collections(client, self._owner, keep)
            _close(client)

    def _collection(self, scope: str, store: str) -> str:
        return f"{scope}-{self._owner}-{store[:NAME_LENGTH]}"


class StoreWriter(AbstractContextManager["StoreWriter"]):
    """Writes a store beside the others as its entries come; it has its name only once it is complete."""

    def __init__(self, folder: Path, collection: str, url: str | None) -> None:
        self._folder = folder
        self._partial = folder.with_name(f"{folder.name}.partial")
        shutil.rmtree(self._partial, ignore_errors=True)
        self._partial.mkdir(parents=True)
        self._client = _client(self._partial, url)
        with _chroma_errors(f"could not make the collection {collection}"):
            self._collection = _new_collection(self._client, collection)
        self._lexical = LexicalWriter(self._partial / "lexical")
        self._vectors = GrowingArray(self._partial / "vectors.npy")
        self._sentences = GrowingRuns(self._partial, "sentences")
        self._tokens = GrowingRuns(self._partial, "tokens")
        self._asked: Asked | None = None

    def ask(self, asked: Asked | None) -> None:
        """Sets the question index, whose positions count the entries."""
        self._asked = asked

    def add(self, entries: Sequence[Entry]) -> None:
        """Adds entries in the order of their positions."""
        if not entries:
            return
        vectors = np.stack([entry.vectors.vector for entry in entries])
        with _chroma_errors(f"could not add chunks to {self._folder.name}"):
            self._collection.add(
                ids=[entry.id for entry in entries],
                embeddings=vectors.astype(np.float32),
                metadatas=[dict(entry.metadata) for entry in entries],
            )
        self._lexical.add(entry.lexical for entry in entries)
        self._vectors.append(vectors)
        self._sentences.append([entry.vectors.sentences for entry in entries])
        self._tokens.append([entry.vectors.tokens for entry in entries])

    def finish(self) -> None:
        """Writes the rest and gives the store its name, in one rename."""
        self._lexical.finish()
        self._close_files()
        _save_asked(self._partial, self._asked)
        _close(self._client)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._partial.rename(self._folder)

    def _close_files(self) -> None:
        for part in (self._lexical, self._vectors, self._sentences, self._tokens):
            part.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.finish()
        finally:
            # None of these has anything left to do where the store got its name.
            self._close_files()
            _close(self._client)
            shutil.rmtree(self._partial, ignore_errors=True)


class Store:
    """A complete store, for reading; closed when nobody holds it any more. Positions count chunks from 0."""

    def __init__(self, folder: Path, collection: str, url: str | None) -> None:
        self._folder = folder
        client = _client(folder, url)
        self.close = finalize(self, _close, client)
        self._collection = _collection(client, collection)
        self.lexical = LexicalIndex.load(folder / "lexical")
        self.vectors: NDArray[np.float16] = np.asarray(np.load(folder / "vectors.npy", mmap_mode="r"))
        self._sentences = _Ragged(folder, "sentences")
        self._tokens = _Ragged(folder, "tokens")
        with np.load(folder / "asked_as.npz") as asked:
            self.asked = Asked(**{name: asked[name] for name in Asked.__slots__})

    def nearest(self, vectors: Floats, limit: int) -> list[str]:
        """Ids of the chunks nearest to any of the vectors (n, d), at most `limit` for each."""
        with _chroma_errors(f"could not search {self._folder.name}"):
            found = self._collection.query(
                query_embeddings=vectors, n_results=min(limit, len(self.vectors)), include=[]
            )
        return list(dict.fromkeys(one for ids in found["ids"] for one in ids))

    def sentences(self, positions: Ints) -> Rows:
        """The sentence vectors of chunks, d numbers each."""
        return self._sentences.rows(positions)

    def tokens(self, positions: Ints) -> Rows:
        """The compressed token vectors of chunks, k bytes each."""
        return self._tokens.rows(positions)

    def stored(self, position: int) -> ChunkVectors:
        return ChunkVectors(self.vectors[position], self._sentences.row(position), self._tokens.row(position))


class _Ragged:
    """Runs of rows of differing length in one memory-mapped array."""

    def __init__(self, folder: Path, name: str) -> None:
        # as a plain array: each slice of a memmap costs more than what it reads
        self._rows: NDArray[Any] = np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))
        self._starts: Ints = np.load(folder / f"{name}_starts.npy")

    def row(self, position: int) -> NDArray[Any]:
        return np.asarray(self._rows[self._starts[position] : self._starts[position + 1]])

    def rows(self, positions: Ints) -> Rows:
        return _rows(self._rows, self._starts, positions)


def _rows(rows: NDArray[Any], starts: Ints, runs: Ints) -> Rows:
    """Those of some of the runs that lie one below the other in `rows`, each from its start to the next."""
    lengths = starts[runs + 1] - starts[runs]
    firsts = np.cumsum(lengths) - lengths
    within = np.arange(lengths.sum()) - np.repeat(firsts, lengths)
    return Rows(rows[np.repeat(starts[runs], lengths) + within], firsts)


def _save_asked(folder: Path, asked: Asked | None) -> None:
    d, k = (np.load(folder / name, mmap_mode="r").shape[1] for name in ("vectors.npy", "tokens.npy"))
    none = Asked(
        vectors=np.empty((0, d), np.float16),
        keys=np.empty(0, "U32"),
        leads=np.empty((0, 2), np.int64),
        tokens=np.empty((0, k), np.int8),
        starts=np.zeros(1, np.int64),
    )
    np.savez(folder / "asked_as.npz", **{name: getattr(asked or none, name) for name in Asked.__slots__})


def _client(folder: Path, url: str | None) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if url is None:
        with _OPENING:
            return chromadb.PersistentClient(str(folder / "chroma"), settings=settings)
    parts = urlsplit(url)
    address = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    with _chroma_errors(f"does not answer at {address}; check INGEST_CHROMA_URL"):
        return chromadb.HttpClient(
            parts.hostname or "localhost",
            parts.port or (443 if parts.scheme == "https" else 8000),
            ssl=parts.scheme == "https",
            settings=settings,
        )


def _close(client: ClientAPI) -> None:
    with _OPENING:
        client.close()
    for part in (client, client._admin_client):
        # Chroma leaves both its connections to a server open.
        session = getattr(part._server, "_session", None)
        if session is not None:
            session.close()


@contextmanager
def _chroma_errors(what: str) -> Iterator[None]:
    from chromadb.errors import ChromaError
    from httpx import HTTPError

    try:
        yield
    except (ChromaError, HTTPError, ValueError) as error:
        raise StoreError(f"Chroma {what} ({error})") from error


def _new_collection(client: ClientAPI, name: str) -> Any:
    if name in {collection.name for collection in client.list_collections()}:
        client.delete_collection(name)
    return client.create_collection(
        name,
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine", "ef_search": SEARCH_WIDTH}},
    )


def _collection(client: ClientAPI, name: str) -> Any:
    with _chroma_errors(
        f"holds no collection {name}; delete the index folder and run: python -m ingest build"
    ):
        return client.get_collection(name, embedding_function=None)


def _sweep_collections(client: ClientAPI, owner: str, keep: set[str]) -> None:
    kept = {store[:NAME_LENGTH] for store in keep}
    for collection in client.list_collections():
        rest, _, store = collection.name.rpartition("-")
        if rest.endswith(f"-{owner}") and store not in kept:
            client.delete_collection(collection.name)
