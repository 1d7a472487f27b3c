"""Everything a build or a reader needs to reach one index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ingest.catalogue import Catalogue, open_catalogue
from ingest.embed import Embedder, load_embedder
from ingest.errors import StoreError
from ingest.index import Stores
from ingest.settings import IngestSettings


class Progress(Protocol):
    """Told how far a stage is: `done` of `total`."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


def silent(stage: str, done: int, total: int) -> None:
    """Reports to nobody."""


@dataclass(frozen=True, slots=True)
class Workspace:
    settings: IngestSettings
    catalogue: Catalogue
    stores: Stores
    embedder: Embedder

    @property
    def encoding(self) -> str:
        """What makes stored vectors comparable: the model and the dimensions kept of its token vectors."""
        return f"{self.embedder.model_id}/{self.settings.token_dimensions}"


def open_workspace(settings: IngestSettings, embedder: Embedder) -> Workspace:
    """Opens the index folder and its catalogue, making them if they are new. Raises StoreError."""
    try:
        settings.index_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the index folder {settings.index_dir} cannot be made ({error.strerror}); "
            "set INGEST_INDEX_DIR to a folder that can be written"
        ) from error
    stores = Stores(settings.index_dir / "stores", settings.chroma_url)
    return Workspace(settings, open_catalogue(settings.catalogue), stores, embedder)


def open_index(settings: IngestSettings) -> Workspace:
    """The same with the encoder that the settings name. Raises ModelError too."""
    return open_workspace(settings, load_embedder(settings.model, settings.batch_size))
