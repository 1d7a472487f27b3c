"""A throw-away index and assistant over a corpus: the one file that knows how the product is wired."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr
from rich.console import Console
from rich.progress import Progress, TaskID

from assistant.build import assemble
from assistant.retrieve import Retriever
from assistant.settings import AssistantSettings
from evals.bench.subject import Subject
from ingest.embed import Embedder, load_embedder
from ingest.pipeline import build
from ingest.reader import Reader
from ingest.report import BuildReport
from ingest.settings import IngestSettings
from ingest.sources.register import load_register
from ingest.workspace import open_workspace


@dataclass(frozen=True, slots=True)
class Place:
    """Where a throw-away index lies; every other setting is the one that serves.

    Only that nothing is remembered of questions: one asked again is worked out again.
    """

    ingest: IngestSettings
    assistant: AssistantSettings

    @property
    def environment(self) -> dict[str, str]:
        """The same settings for a process of its own."""
        return {
            "INGEST_DOCS_DIR": str(self.ingest.docs_dir),
            "INGEST_INDEX_DIR": str(self.ingest.index_dir),
            "ASSISTANT_REMEMBERED_QUESTIONS": str(self.assistant.remembered_questions),
            "ASSISTANT_DATABASE_URL": self.assistant.database_url.get_secret_value(),
        }

    def embedder(self) -> Embedder:
        return load_embedder(self.ingest.model, self.ingest.batch_size)


@contextmanager
def throw_away(fill: Callable[[Path], int]) -> Iterator[Place]:
    """A place for an index of what `fill` writes into an empty corpus folder; all is gone afterwards."""
    with TemporaryDirectory(prefix="evals-") as folder:
        root = Path(folder)
        (root / "corpus").mkdir()
        fill(root / "corpus")
        yield Place(
            IngestSettings(
                docs_dir=root / "corpus", index_dir=root / "index", catalogue_url=None, chroma_url=None
            ),
            AssistantSettings(
                database_url=SecretStr(f"sqlite:///{root / 'answers.db'}"), remembered_questions=0
            ),
        )


def build_index(place: Place, embedder: Embedder, quiet: bool) -> BuildReport:
    """Brings the place's index up to date; a bar a stage unless `quiet`."""
    sources = load_register(place.ingest.docs_dir).sources
    with Progress(console=Console(stderr=True), transient=True, disable=quiet) as progress:
        bars: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in bars:
                bars[stage] = progress.add_task(stage, total=total)
            progress.update(bars[stage], completed=done)

        return build(open_workspace(place.ingest, embedder), sources, place.ingest.docs_dir, show)


def open_subject(place: Place, embedder: Embedder) -> Subject:
    opened = open_workspace(place.ingest, embedder)
    assistant = assemble(place.assistant, opened, load_register(place.ingest.docs_dir))
    return Subject(Retriever(Reader(opened), embedder), assistant, embedder)


@contextmanager
def workspace(fill: Callable[[Path], int], quiet: bool) -> Iterator[tuple[Subject, BuildReport]]:
    """The product over a throw-away index of what `fill` writes, and what building it gave."""
    with throw_away(fill) as place:
        embedder = place.embedder()
        built = build_index(place, embedder, quiet)
        yield open_subject(place, embedder), built
