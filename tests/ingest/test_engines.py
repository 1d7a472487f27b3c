"""Wherever texts are embedded, the index is the same; a worker that dies costs time and nothing else."""

from __future__ import annotations

import filecmp
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from ingest import stores
from ingest.catalogue import ChunkRow
from ingest.compress import Compression
from ingest.embed import Embedded
from ingest.engines.base import Texts
from ingest.engines.local import LocalEngine
from ingest.engines.opening import open_engine
from ingest.errors import ModelError
from ingest.models import NATIONAL
from ingest.pipeline import build
from ingest.reader import Reader
from ingest.settings import EngineName, IngestSettings
from ingest.workspace import Workspace, open_workspace
from tests.encoder import DIMENSIONS, WordEncoder
from tests.ingest.test_pipeline import source

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = 12
SECTIONS = 4
LONGEST_SECONDS = 180
PARTS = (
    "vectors.npy",
    "sentences.npy",
    "sentences_starts.npy",
    "tokens.npy",
    "tokens_starts.npy",
    "asked_as.npz",
    "lexical/data.csc.index.npy",
    "lexical/indices.csc.index.npy",
    "lexical/indptr.csc.index.npy",
    "lexical/vocab.index.json",
)
NEEDS_RAY = pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed")


class MortalEncoder(WordEncoder):
    """Kills its own process, once: at a text that is not among the first batch's."""

    def __init__(self, died: Path) -> None:
        super().__init__()
        self._died = died

    def encode_tokens(self, texts: Sequence[str]) -> list[Embedded]:
        if any("document 9" in text for text in texts) and not self._died.exists():
            self._died.write_text("once")
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode_tokens(texts)


class FailingEncoder(WordEncoder):
    """Has no model any more when it comes to a text that is not among the first batch's."""

    def encode_tokens(self, texts: Sequence[str]) -> list[Embedded]:
        if any("document 9" in text for text in texts):
            raise ModelError("the weights are gone")
        return super().encode_tokens(texts)


@dataclass(frozen=True, slots=True)
class Index:
    workspace: Workspace

    def rows(self) -> tuple[ChunkRow, ...]:
        return self.workspace.catalogue.chunks(self.store)

    @property
    def store(self) -> str:
        return self.workspace.catalogue.head_generation().stores[NATIONAL]

    @property
    def folder(self) -> Path:
        return self.workspace.settings.index_dir / "stores" / self.store

    def nearest(self, question: str) -> list[str]:
        scope = Reader(self.workspace).snapshot().scope(NATIONAL)
        assert scope is not None
        return scope.store.nearest(WordEncoder().encode([question]), limit=1)


def write_documents(folder: Path) -> None:
    folder.mkdir()
    for number in range(DOCUMENTS):
        sections = (
            f"## Rule {part}\n\nIn document {number} rule {part} is kept. Write down why.\n"
            for part in range(SECTIONS)
        )
        (folder / f"guide-{number:02}.md").write_text(f"# Guide {number}\n\n" + "\n".join(sections))


def index_of(folder: Path, name: str, encoder: WordEncoder, engine: EngineName) -> Index:
    settings = IngestSettings(docs_dir=folder / "docs", index_dir=folder / name, engine=engine)
    return Index(open_workspace(settings, encoder))


def build_in(folder: Path, name: str, encoder: WordEncoder, engine: EngineName) -> Index:
    index = index_of(folder, name, encoder, engine)
    sources = [source(file.name) for file in sorted((folder / "docs").iterdir())]
    assert build(index.workspace, sources, folder / "docs").embedded == DOCUMENTS * SECTIONS
    return index


def build_on_ray(folder: Path) -> None:
    """Builds on a cluster of two workers: as it should be, with one of them killed, and in vain."""
    import ray

    stores.BATCH_CHUNKS = 5
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="error")
    build_in(folder, "ray", WordEncoder(), EngineName.RAY)
    build_in(folder, "killed", MortalEncoder(folder / "died"), EngineName.RAY)
    with pytest.raises(ModelError) as failed:
        build_in(folder, "failed", FailingEncoder(), EngineName.RAY)
    (folder / "failed.txt").write_text(str(failed.value))
    assert ray.is_initialized()
    ray.shutdown()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three indexes of the same documents; Ray runs in a process of its own, with the network it needs."""
    folder = tmp_path_factory.mktemp("engines")
    write_documents(folder / "docs")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stores, "BATCH_CHUNKS", 5)
        build_in(folder, "local", WordEncoder(), EngineName.LOCAL)
    run_on_ray(folder)
    return folder


def run_on_ray(folder: Path) -> None:
    script = f"import sys, pathlib, {__name__} as here; here.build_on_ray(pathlib.Path(sys.argv[1]))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RAY_USAGE_STATS_ENABLED": "0"}
    command = [sys.executable, "-c", script, str(folder)]
    ran = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
    )
    assert ran.returncode == 0, ran.stderr


@NEEDS_RAY
@pytest.mark.parametrize("name", ["ray", "killed"])
def test_an_index_embedded_on_ray_is_the_local_one_byte_for_byte(built: Path, name: str) -> None:
    local = index_of(built, "local", WordEncoder(), EngineName.LOCAL)
    other = index_of(built, name, WordEncoder(), EngineName.RAY)
    assert other.store == local.store
    assert filecmp.cmpfiles(local.folder, other.folder, PARTS, shallow=False) == (list(PARTS), [], [])
    assert other.rows() == local.rows()
    assert other.nearest("rule 2 of document 7") == local.nearest("rule 2 of document 7")


@NEEDS_RAY
def test_a_worker_was_killed_while_it_had_texts_to_embed(built: Path) -> None:
    assert (built / "died").read_text() == "once"


@NEEDS_RAY
def test_a_worker_that_cannot_embed_ends_the_build_with_its_reason_and_leaves_no_index(built: Path) -> None:
    said = (built / "failed.txt").read_text()
    assert said.startswith("embedding on Ray failed (the weights are gone); nothing has changed for readers")
    assert index_of(built, "failed", WordEncoder(), EngineName.RAY).workspace.catalogue.head() is None
    assert list((built / "failed" / "stores").iterdir()) == []


def test_without_ray_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with (
        pytest.raises(ModelError, match=r"install .*\[ray\], or set INGEST_ENGINE=local"),
        open_engine(EngineName.RAY, WordEncoder()),
    ):
        pytest.fail("there is no engine to use")


def test_the_local_engine_reads_a_batch_when_its_vectors_are_asked_for() -> None:
    read: list[int] = []

    def batches() -> Iterator[Texts]:
        for number in range(3):
            read.append(number)
            yield Texts((f"Rule {number}. Write down why.",), ((f"Rule {number}.", "Write down why."),))

    compression = Compression(np.zeros(DIMENSIONS, np.float32), np.eye(DIMENSIONS, 16, dtype=np.float32))
    found = LocalEngine(WordEncoder()).embed(batches(), compression)
    assert read == []
    (vectors,) = next(found)
    assert read == [0]
    assert [vectors.sentences.shape, vectors.tokens.shape] == [(2, DIMENSIONS), (5, 16)]
    assert len(list(found)) == 2
