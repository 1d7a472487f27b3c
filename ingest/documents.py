"""Sources to stored sections: files are read, and parsed only where their content is new."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.catalogue import Catalogue, Generation, Held
from ingest.errors import DocumentError
from ingest.models import Representation, Section, Source, content_hash
from ingest.parse import parse_file
from ingest.parse.pdf_scans import scanned_pages
from ingest.report import Failure
from ingest.sections import sections_of
from ingest.sources.overlay import restored
from ingest.sources.questions import questions_file, read_questions, with_questions
from ingest.workspace import Progress

# Raised when parsing or cutting into sections changes, so that unchanged files are read again.
FORMAT = "5"

# What is said of a source because of the text that is held of it.
OF_THE_TEXT = ("version", "effective_from", "representation", "path", "scanned_pages")


@dataclass(frozen=True, slots=True)
class Read:
    """What became of the sources: all that are registered, and those whose file could not be read."""

    held: tuple[Held, ...]
    failed: tuple[Failure, ...]


def read_documents(
    sources: Sequence[Source], root: Path, catalogue: Catalogue, before: Generation | None, progress: Progress
) -> Read:
    """Stores the sections of every document that is new; one that cannot be read keeps its last good text."""
    reading = _Reading(root, catalogue, catalogue.documents(), before.sources if before else {})
    summaries = {source.summary_of: source for source in sources if source.summary_of}
    held: list[Held] = []
    failed: list[Failure] = []
    for number, source in enumerate(sources, start=1):
        try:
            held.append(reading.held(source))
        except DocumentError as error:
            one = reading.last_good(source, summaries.get(source.id))
            held.append(one)
            failed.append(Failure(source.id, source.path or "", str(error), kept=one.document is not None))
        progress("reading documents", number, len(sources))
    return Read(tuple(held), tuple(failed))


@dataclass(frozen=True, slots=True)
class _Reading:
    """One pass over the sources: `known` are the documents stored, `earlier` what was held before."""

    root: Path
    catalogue: Catalogue
    known: set[str]
    earlier: Mapping[str, Held]

    def held(self, source: Source) -> Held:
        """The source with its text stored. Raises DocumentError."""
        if source.path is None:
            return Held(source, None)
        path = self.root / source.path
        beside = questions_file(path)
        also = (_sha256(beside),) if beside.exists() else ()
        document = content_hash(FORMAT, source.id, _sha256(path), path.suffix.lower(), *also)
        if document not in self.known:
            self.catalogue.add_document(document, sections_in(path, source))
            self.known.add(document)
        pages = self._scanned_pages(source, path, document)
        return Held(source.model_copy(update={"scanned_pages": pages}), document)

    def last_good(self, source: Source, summary: Source | None) -> Held:
        """The text held before, under the version it was; its digest where no full text was ever read."""
        earlier = self.earlier.get(source.id)
        if earlier is None or earlier.document is None:
            return self._digest(summary) or Held(source, None)
        kept = {name: getattr(earlier.source, name) for name in OF_THE_TEXT}
        had_digest = summary and earlier.source.representation is Representation.DIGEST
        digest = self._digest(summary) if had_digest else None
        return digest or Held(source.model_copy(update=kept), earlier.document)

    def _digest(self, summary: Source | None) -> Held | None:
        try:
            return self.held(restored(summary)) if summary else None
        except DocumentError:
            return None

    def _scanned_pages(self, source: Source, path: Path, document: str) -> tuple[int, ...]:
        earlier = self.earlier.get(source.id)
        if earlier and earlier.document == document:
            return earlier.source.scanned_pages
        return scanned_pages(path) if path.suffix.lower() == ".pdf" else ()


def sections_in(path: Path, source: Source) -> tuple[Section, ...]:
    """The sections of a source's file. Raises DocumentError if it cannot be read or says nothing."""
    sections = with_questions(sections_of(parse_file(path), source.id), read_questions(path))
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
