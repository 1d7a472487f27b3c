"""A build is incremental, invisible until it is complete, and survives being killed at any moment."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from ingest import pipeline
from ingest.errors import BuildLocked, IndexMismatch, IndexMissing, IngestError
from ingest.lexical import terms_of
from ingest.models import NATIONAL, Authority, Source, content_hash
from ingest.pipeline import build
from ingest.reader import Reader
from ingest.report import BuildReport
from ingest.settings import IngestSettings
from ingest.workspace import Workspace, open_workspace
from tests.encoder import WordEncoder

CONSENT = "# Consent\n\n## Rule 3\n\nConsent is not needed where a child is at risk. Record why.\n"
RECORDS = "# Records\n\n## Keeping\n\nRecords are kept for twenty-five years.\n"


@dataclass
class Library:
    """A corpus folder and the index built from it."""

    folder: Path
    encoder: WordEncoder

    @property
    def workspace(self) -> Workspace:
        settings = IngestSettings(docs_dir=self.folder, index_dir=self.folder.parent / "index")
        return open_workspace(settings, self.encoder)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def sources(self) -> list[Source]:
        return [source(path.name) for path in sorted(self.folder.iterdir())]

    def build(self) -> BuildReport:
        return build(self.workspace, self.sources(), self.folder)

    def texts(self, scope: str = NATIONAL) -> list[str]:
        """The text of every chunk that a reader finds now."""
        opened = Reader(self.workspace).snapshot().scope(scope)
        assert opened is not None
        return [opened.read(position)[0].text for position in range(len(opened.position_of))]


def source(name: str, **fields: object) -> Source:
    stem = name.rpartition(".")[0]
    base = {
        "id": stem,
        "title": f"Guide to {stem}",
        "publisher": "Tests",
        "url": "https://example.org/",
        "authority": Authority.LAW,
        "licence": "MIT",
        "version": "1",
        "path": name,
    }
    return Source.model_validate(base | fields)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "docs").mkdir()
    made = Library(tmp_path / "docs", WordEncoder())
    made.write("consent.md", CONSENT)
    made.write("records.md", RECORDS)
    return made


def test_a_first_build_holds_every_document(library: Library) -> None:
    report = library.build()
    assert (report.documents, report.added, report.failed) == (2, ("consent", "records"), ())
    assert any("Consent is not needed where a child is at risk." in text for text in library.texts())


def test_a_second_build_with_nothing_changed_embeds_and_writes_nothing(library: Library) -> None:
    first = library.build()
    library.encoder.texts.clear()
    files = {path: path.stat().st_mtime_ns for path in library.workspace.settings.index_dir.rglob("*.npy")}
    second = library.build()
    assert not second.written
    assert second.generation == first.generation
    assert library.encoder.texts == []
    assert files == {path: path.stat().st_mtime_ns for path in files}


def test_a_changed_document_embeds_only_its_changed_chunks(library: Library) -> None:
    library.build()
    library.encoder.texts.clear()
    library.write("records.md", RECORDS + "\n## Transfer\n\nFiles follow the child within five days.\n")
    report = library.build()
    assert report.changed == ("records",)
    assert library.encoder.texts == ["Files follow the child within five days."]


def test_a_deleted_document_is_gone_from_every_index(library: Library) -> None:
    library.build()
    (library.folder / "records.md").unlink()
    assert library.build().removed == ("records",)
    opened = Reader(library.workspace).snapshot().scope(NATIONAL)
    assert opened is not None
    assert not any("twenty-five" in text for text in library.texts())
    assert not opened.store.lexical.scores(["twenti"]).any()
    nearest = opened.store.nearest(library.encoder.encode(["Records are kept for twenty-five years."]), 50)
    assert len(nearest) == len(opened.position_of) == 1


def test_one_bad_file_is_reported_and_the_others_are_ingested(library: Library) -> None:
    library.write("broken.pdf", "not a PDF at all")
    report = library.build()
    assert [failure.path for failure in report.failed] == ["broken.pdf"]
    assert report.documents == 2
    assert not report.ok


def test_a_file_that_breaks_keeps_its_last_good_text(library: Library) -> None:
    library.build()
    library.write("records.md", "")
    report = library.build()
    assert [failure.kept for failure in report.failed] == [True]
    assert any("twenty-five" in text for text in library.texts())


def test_each_partnership_has_a_collection_of_its_own(library: Library) -> None:
    local = source("records.md", partnership="ourshire", authority=Authority.LOCAL_PROTOCOL)
    build(library.workspace, [source("consent.md"), local], library.folder)
    assert any("twenty-five" in text for text in library.texts("ourshire"))
    assert not any("twenty-five" in text for text in library.texts(NATIONAL))


def test_superseded_text_is_kept_apart_from_current_text(library: Library) -> None:
    old = source("records.md", superseded_by="consent")
    build(library.workspace, [source("consent.md"), old], library.folder)
    assert not any("twenty-five" in text for text in library.texts(NATIONAL))
    assert any("twenty-five" in text for text in library.texts("national-superseded"))


def test_reading_before_the_first_build_says_what_to_run(library: Library) -> None:
    with pytest.raises(IndexMissing, match="python -m ingest build"):
        Reader(library.workspace).snapshot()


def test_an_index_built_with_another_model_refuses_to_be_read(library: Library) -> None:
    library.build()
    library.encoder = WordEncoder("others@2")
    with pytest.raises(IndexMismatch, match=r"words@1.*others@2.*python -m ingest build"):
        Reader(library.workspace).snapshot()


def test_building_with_another_model_embeds_everything_again(library: Library) -> None:
    library.build()
    library.encoder = WordEncoder("others@2")
    assert library.build().embedded == 2
    assert Reader(library.workspace).snapshot().generation.encoding.startswith("others@2")


def test_two_builds_at_once_are_refused_with_a_clear_message(library: Library) -> None:
    workspace = library.workspace
    with FileLock(workspace.settings.index_dir / "build.lock"), pytest.raises(BuildLocked, match="wait"):
        library.build()


def test_a_reader_goes_on_with_the_old_text_until_the_switch_and_then_sees_the_new(library: Library) -> None:
    library.build()
    reader = Reader(library.workspace)
    before = reader.snapshot()
    library.write("records.md", RECORDS.replace("twenty-five", "thirty"))
    library.build()
    old, new = before.scope(NATIONAL), reader.snapshot().scope(NATIONAL)
    assert old is not None
    assert new is not None
    assert [old.read(position)[0].text for position in (0, 1)][1] == "Records are kept for twenty-five years."
    assert [new.read(position)[0].text for position in (0, 1)][1] == "Records are kept for thirty years."


KILLED_AT = {
    "while reading documents": "ingest.catalogue.Catalogue.add_document",
    "while planning": "ingest.pipeline.plan_stores",
    "while embedding": "ingest.stores._embedded",
    "while writing a store": "ingest.index.LexicalWriter.finish",
    "before a store has its name": "ingest.index._save_asked",
    "before the switch": "ingest.catalogue.Catalogue.commit",
    "after the switch, while sweeping": "ingest.catalogue.Catalogue.sweep",
}


@pytest.mark.parametrize("place", KILLED_AT.values(), ids=KILLED_AT.keys())
def test_a_killed_build_leaves_the_old_index_serving_and_the_next_build_converges(
    library: Library, place: str
) -> None:
    library.build()
    library.write("records.md", RECORDS.replace("twenty-five", "thirty"))
    build_until_killed(library, place)
    serving = library.texts()
    assert len(serving) == 2
    switched = "sweep" in place
    assert any(("thirty" if switched else "twenty-five") in text for text in serving)
    library.build()
    assert any("thirty" in text for text in library.texts())
    folders = list((library.workspace.settings.index_dir / "stores").iterdir())
    assert not [folder for folder in folders if folder.name.endswith(".partial")]


def build_until_killed(library: Library, place: str) -> None:
    """Builds in a process of its own that kills itself with SIGKILL when it gets to `place`."""
    script = textwrap.dedent(f"""
        import os, signal, sys
        from importlib import import_module
        from pathlib import Path
        from tests.encoder import WordEncoder
        from tests.ingest.test_pipeline import Library

        def die(*args, **kwargs):
            os.kill(os.getpid(), signal.SIGKILL)

        path = {place!r}.split(".")
        owner = import_module(".".join(path[:2]))
        for name in path[2:-1]:
            owner = getattr(owner, name)
        setattr(owner, path[-1], die)
        Library(Path(sys.argv[1]), WordEncoder(sys.argv[2])).build()
    """)
    command = [sys.executable, "-c", script, str(library.folder), library.encoder.model_id]
    ended = subprocess.run(command, env=os.environ, check=False)
    assert ended.returncode == -signal.SIGKILL


def test_an_index_whose_folder_is_moved_still_serves(library: Library) -> None:
    library.build()
    moved = library.folder.parent / "elsewhere"
    library.workspace.settings.index_dir.rename(moved)
    workspace = open_workspace(IngestSettings(docs_dir=library.folder, index_dir=moved), library.encoder)
    opened = Reader(workspace).snapshot().scope(NATIONAL)
    assert opened is not None
    assert opened.store.nearest(library.encoder.encode(["consent"]), 1)


DAMAGE = [
    "stores/*/vectors.npy",
    "stores/*/tokens.npy",
    "stores/*/chroma",
    "stores/*/lexical",
    "compression-*.npz",
]


@pytest.mark.parametrize("part", DAMAGE)
def test_a_part_that_goes_missing_is_missed_and_the_next_build_makes_it_again(
    library: Library, part: str
) -> None:
    library.build()
    [found] = library.workspace.settings.index_dir.glob(part)
    shutil.rmtree(found) if found.is_dir() else found.unlink()
    with pytest.raises(IngestError, match="python -m ingest build"):
        _ = library.texts(), Reader(library.workspace).snapshot().compression
    library.build()
    assert len(library.texts()) == 2
    assert Reader(library.workspace).snapshot().compression.axes.size


def test_a_section_is_found_by_the_words_of_its_ways_of_asking_which_are_never_its_text(
    library: Library,
) -> None:
    library.write("records.md", f'{RECORDS}\n<!-- asked_as: "when can we shred her folder" -->\n')
    library.build()

    scope = Reader(library.workspace).snapshot().scope(NATIONAL)

    assert scope is not None
    found = scope.store.lexical.scores(terms_of("may we shred it"))
    assert [scope.read(int(at))[0].source_id for at in found.nonzero()[0]] == ["records"]
    assert not any("shred" in text for text in library.texts())


def test_of_ways_of_asking_only_new_ones_are_read_and_each_keeps_its_own_tokens(library: Library) -> None:
    first, second = "can we shred her folder", "how long"
    library.write("records.md", f'{RECORDS}\n<!-- asked_as: "{first}" -->\n')
    library.build()
    library.encoder.texts.clear()
    library.write("records.md", f'{RECORDS}\n<!-- asked_as: "{first}" | "{second}" -->\n')
    library.build()

    scope = Reader(library.workspace).snapshot().scope(NATIONAL)

    assert scope is not None
    assert second in library.encoder.texts
    assert first not in library.encoder.texts
    tokens = dict(scope.store.asked.by_key())
    assert [len(tokens[content_hash(line)][1]) for line in (first, second)] == [5, 2]
    numbers = np.array([1, 0])
    found = scope.store.asked.tokens_of(numbers)
    assert found.starts.tolist() == [0, 2]
    assert np.array_equal(
        found.vectors, np.concatenate([tokens[content_hash(each)][1] for each in (second, first)])
    )


def test_an_index_of_an_older_layout_is_built_again_though_no_text_changed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "LAYOUT", "of last year")
    library.build()
    monkeypatch.undo()

    assert library.build().written
    assert not library.build().written
