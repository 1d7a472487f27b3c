"""The assistant as a run asks it: over the index that serves, with a database of the run's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from assistant.build import assemble, rehearse
from assistant.pipeline import Parts
from assistant.settings import AssistantSettings
from evals.hearing.listener import Listener
from ingest.pipeline import build
from ingest.reader import Snapshot
from ingest.settings import IngestSettings
from ingest.sources.fetched import FetchedStore
from ingest.sources.overlay import overlaid
from ingest.sources.register import load_register
from ingest.workspace import Progress, Workspace, silent

DATABASE = "answers.db"


@dataclass(frozen=True, slots=True)
class Product:
    """The assistant's parts over one state of the index, and the settings that shaped them."""

    parts: Parts
    snapshot: Snapshot
    listener: Listener
    settings: AssistantSettings
    ingest: IngestSettings
    embedding_model: str


@dataclass(frozen=True)
class Stored:
    """The library as the index holds it, for checking what answers quote."""

    snapshot: Snapshot
    _texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def text(self, section_id: str) -> str | None:
        source = section_id.partition("#")[0]
        if source not in self._texts:
            self._texts[source] = {one.id: one.text for one in self.snapshot.sections(source)}
        return self._texts[source].get(section_id)

    def superseded(self, source_id: str) -> bool:
        held = self.snapshot.generation.sources.get(source_id)
        return held is not None and not held.source.in_force


def open_product(
    folder: Path, settings: AssistantSettings, workspace: Workspace, progress: Progress = silent
) -> Product:
    """The assistant over the index, brought up to date first; answers go to the run's own database.

    No case waits for models to load, as no asker does.

    Raises IngestError and AssistantError.
    """
    ingest = workspace.settings
    register = load_register(ingest.docs_dir)
    sources = overlaid(register.sources, ingest.docs_dir, FetchedStore(ingest.fetched_dir))
    build(workspace, sources, ingest.docs_dir, progress)
    folder.mkdir(parents=True, exist_ok=True)
    own = settings.model_copy(update={"database_url": SecretStr(f"sqlite:///{folder / DATABASE}")})
    parts = assemble(own, workspace, register)._parts
    rehearse(parts)
    return Product(
        parts=parts,
        snapshot=parts.reader.snapshot(),
        listener=Listener(workspace.embedder),
        settings=settings,
        ingest=ingest,
        embedding_model=workspace.embedder.model_id,
    )


def kept_in(folder: Path) -> str:
    """Everything the run's database holds, what was deleted and what is not yet merged included."""
    return "\n".join(_text(file) for file in sorted(folder.glob(f"{DATABASE}*")))


def _text(file: Path) -> str:
    """Nothing where the file was merged into another since it was seen."""
    try:
        return file.read_bytes().decode(errors="replace")
    except FileNotFoundError:
        return ""
