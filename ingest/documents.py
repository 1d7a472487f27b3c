"""Sources to stored sections: files are read, and parsed only where their content is new."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.catalogue import Catalogue, Generation, Held
from ingest.errors import DocumentError
from ingest.models import Section, Source, content_hash
from ingest.parse import parse_file
from ingest.report import Failure
from ingest.sections import sections_of
from ingest.workspace import Progress

# Raised when parsing or cutting into sections changes, so that unchanged files are read again.
FORMAT = "1"


@dataclass(frozen=True, slots=True)
class Read:
    """What became of the sources: all that are registered, and those whose file could not be read."""

    held: tuple[Held, ...]
    failed: tuple[Failure, ...]


def read_documents(
    sources: Sequence[Source], root: Path, catalogue: Catalogue, before: Generation | None, progress: Progress
) -> Read:
    """Stores the sections of every document that is new; one that cannot be read keeps its last good text."""
    known = catalogue.documents()
    held: list[Held] = []
    failed: list[Failure] = []
    for number, source in enumerate(sources, start=1):
        try:
            held.append(Held(source, _stored(source, root, catalogue, known)))
        except DocumentError as error:
            last_good = _last_good(source, before)
            held.append(Held(source, last_good))
            failed.append(Failure(source.id, source.path or "", str(error), kept=last_good is not None))
        progress("reading documents", number, len(sources))
    return Read(tuple(held), tuple(failed))


def _stored(source: Source, root: Path, catalogue: Catalogue, known: set[str]) -> str | None:
    if source.path is None:
        return None
    path = root / source.path
    document = content_hash(FORMAT, source.id, _sha256(path), path.suffix.lower())
    if document not in known:
        catalogue.add_document(document, sections_in(path, source))
        known.add(document)
    return document


def sections_in(path: Path, source: Source) -> tuple[Section, ...]:
    """The sections of a source's file. Raises DocumentError if it cannot be read or says nothing."""
    sections = sections_of(parse_file(path), source.id)
    if not any(section.sentences for section in sections):
        raise DocumentError(f"{path.name} holds no sentence; check that it is the right file")
    return sections


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DocumentError(
            f"{path.name} cannot be read ({error.strerror}); restore the file or take its entry out of "
            "sources.yaml"
        ) from error


def _last_good(source: Source, before: Generation | None) -> str | None:
    held = before.sources.get(source.id) if before else None
    return held.document if held else None
