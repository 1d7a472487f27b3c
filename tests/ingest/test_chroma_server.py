"""An index whose collections are kept by a Chroma server of its own, reached over HTTP."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from ingest.errors import StoreError
from ingest.index import NAME_LENGTH
from ingest.models import NATIONAL, Authority
from ingest.pipeline import build
from ingest.reader import Reader
from ingest.report import BuildReport
from ingest.settings import IngestSettings
from ingest.workspace import Workspace, open_workspace
from tests.encoder import WordEncoder
from tests.ingest.test_pipeline import source

CHROMA = Path(sys.executable).with_name("chroma")
START_SECONDS = 30
STOP_SECONDS = 10
RECORDS = "# Records\n\n## Keeping\n\nRecords are kept for {years} years.\n"


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not CHROMA.exists():
        pytest.skip(f"no Chroma server to start: {CHROMA} is missing")
    port = free_port()
    folder = tmp_path_factory.mktemp("chroma")
    command = [str(CHROMA), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        try:
            wait_until_it_listens(server, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(STOP_SECONDS)


def wait_until_it_listens(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"the Chroma server did not listen within {START_SECONDS} s; exit code {server.returncode}")


@dataclass(frozen=True, slots=True)
class Server:
    """The server's own interface, to see and change its collections past the code under test."""

    http: httpx.Client

    def ids(self) -> dict[str, str]:
        """The id of each collection by its name."""
        return {one["name"]: one["id"] for one in self.http.get("collections").raise_for_status().json()}

    def create(self, name: str) -> None:
        self.http.post("collections", json={"name": name}).raise_for_status()

    def delete_all(self) -> None:
        for name in self.ids():
            self.http.delete(f"collections/{name}").raise_for_status()


@pytest.fixture
def server(server_url: str) -> Iterator[Server]:
    """The server, emptied first: tests share it."""
    base = f"{server_url}/api/v2/tenants/default_tenant/databases/default_database/"
    with httpx.Client(base_url=base) as http:
        made = Server(http)
        made.delete_all()
        yield made


@dataclass(frozen=True, slots=True)
class Library:
    """Two documents, one national and one of a partnership, and their index on a server."""

    folder: Path
    url: str

    @property
    def workspace(self) -> Workspace:
        settings = IngestSettings(
            docs_dir=self.folder, index_dir=self.folder.parent / "index", chroma_url=self.url
        )
        return open_workspace(settings, WordEncoder())

    def build(self, years: str) -> BuildReport:
        (self.folder / "records.md").write_text(RECORDS.format(years=years))
        local = source("local.md", partnership="ourshire", authority=Authority.LOCAL_PROTOCOL)
        return build(self.workspace, [source("records.md"), local], self.folder)

    def nearest(self, question: str, scope: str = NATIONAL) -> str:
        """The text nearest to the question, read as the assistant reads it."""
        opened = Reader(self.workspace).snapshot().scope(scope)
        assert opened is not None
        (found,) = opened.store.nearest(WordEncoder().encode([question]), limit=1)
        opened.store.close()
        return opened.read(opened.position_of[found])[0].text


@pytest.fixture
def library(tmp_path: Path, server_url: str, server: Server) -> Library:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "local.md").write_text("# Local\n\n## Calls\n\nCall the front door first.\n")
    return Library(tmp_path / "docs", server_url)


def test_what_is_built_is_read_from_the_server_one_collection_a_scope(
    library: Library, server: Server
) -> None:
    report = library.build("ten")
    assert (report.ok, report.documents) == (True, 2)
    assert library.nearest("How long are records kept?") == "Records are kept for ten years."
    assert library.nearest("Whom do I call first?", "ourshire") == "Call the front door first."
    assert sorted(name.split("-")[0] for name in server.ids()) == [NATIONAL, "ourshire"]


def test_the_collections_are_on_the_server_and_not_in_the_index_folder(library: Library) -> None:
    library.build("ten")
    assert not list(library.folder.parent.rglob("chroma.sqlite3"))


def test_a_second_build_with_nothing_changed_leaves_the_server_alone(
    library: Library, server: Server
) -> None:
    library.build("ten")
    before = server.ids()
    assert not library.build("ten").written
    assert server.ids() == before


def test_a_changed_document_is_read_anew_while_the_generation_before_stays(
    library: Library, server: Server
) -> None:
    library.build("ten")
    before = server.ids().keys()
    assert library.build("twenty").changed == ("records",)
    assert library.nearest("How long are records kept?") == "Records are kept for twenty years."
    assert before < server.ids().keys()


def test_collections_are_swept_with_the_generations_that_read_them(library: Library, server: Server) -> None:
    library.build("ten")
    first = server.ids().keys()
    library.build("twenty")
    library.build("thirty")
    kept = server.ids().keys()
    assert {name for name in first - kept if name.startswith(NATIONAL)} == {
        name for name in first if name.startswith(NATIONAL)
    }
    read = {name[:NAME_LENGTH] for name in library.workspace.catalogue.stores()}
    assert {name.rpartition("-")[2] for name in kept} == read
    assert len(kept) == 3
    assert library.nearest("Whom do I call first?", "ourshire") == "Call the front door first."


def test_collections_of_other_indexes_are_never_swept(library: Library, server: Server) -> None:
    other = "national-0badcafe-0000000000000000"
    server.create(other)
    for years in ("ten", "twenty", "thirty"):
        library.build(years)
    assert other in server.ids()


def test_a_collection_that_an_interrupted_build_left_is_written_again(
    library: Library, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("ingest.index._save_asked", interrupt)
        with pytest.raises(KeyboardInterrupt):
            library.build("ten")
    assert server.ids().keys()
    assert library.build("ten").written
    assert library.nearest("How long are records kept?") == "Records are kept for ten years."


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_collection_lost_by_the_server_is_named_with_what_to_run(library: Library, server: Server) -> None:
    library.build("ten")
    server.delete_all()
    with pytest.raises(StoreError, match=r"no collection national-.*python -m ingest build"):
        library.nearest("How long are records kept?")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}", "http://127.0.0.1:port", "http://ann:s3cret@127.0.0.1:{port}"]
)
def test_a_server_that_does_not_answer_is_named_with_the_setting_to_check(tmp_path: Path, url: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "local.md").write_text("# Local\n\n## Calls\n\nCall the front door first.\n")
    wrong = url.format(port=free_port())
    with pytest.raises(StoreError, match="INGEST_CHROMA_URL") as caught:
        Library(tmp_path / "docs", wrong).build("ten")
    assert wrong.rpartition("@")[2].removeprefix("http://") in str(caught.value)
    assert "s3cret" not in str(caught.value)
