"""A document on disk: in a partnership's own folder, or on a drive it shares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import SyncError
from ingest.models import Fetch
from ingest.sources.base import Fetched, Found, NotModified, day_in_words
from ingest.sources.fetched import FetchedRecord
from ingest.sources.http import Validators


@dataclass(frozen=True, slots=True)
class FolderConnector:
    """Reads a file, or in a folder the newest file whose name holds the words of `attachment`.

    A path that is not absolute starts in `root`.
    """

    root: Path
    max_bytes: int

    def __call__(self, wanted: Fetch, known: FetchedRecord | None) -> Found:
        path = self.root / wanted.url
        try:
            return self._read(_newest(path, wanted.attachment) if path.is_dir() else path, known)
        except OSError as error:
            raise SyncError(
                f"{path} cannot be read ({error.strerror}): check that it is there and that its drive is "
                "connected, or correct it in sources.yaml"
            ) from error

    def _read(self, file: Path, known: FetchedRecord | None) -> Found:
        facts = file.stat()
        if facts.st_size > self.max_bytes:
            raise SyncError(f"{file} has {facts.st_size} bytes: check it, or raise INGEST_FETCH_MAX_MB")
        stamp = f"{file.name}/{facts.st_size}/{facts.st_mtime_ns}"
        if known and known.etag == stamp:
            return NotModified()
        changed = datetime.fromtimestamp(facts.st_mtime, UTC).date()
        return Fetched(
            file.read_bytes(),
            file.suffix.lower(),
            file.resolve().as_uri(),
            version=f"file of {day_in_words(changed)}",
            published=changed,
            validators=Validators(etag=stamp),
        )


def _newest(folder: Path, words: str | None) -> Path:
    if not words:
        raise SyncError(f"{folder} is a folder: give words of the file's name as `attachment`")
    named = [file for file in folder.iterdir() if file.is_file() and _has_words(file, words)]
    if not named:
        raise SyncError(f"{folder} holds no file with {words!r} in its name: correct `attachment`")
    return max(named, key=lambda file: file.stat().st_mtime_ns)


def _has_words(file: Path, words: str) -> bool:
    # a name that starts with ~ or . is an editor's copy of an open document
    return not file.name.startswith(("~", ".")) and _words(words) <= _words(file.stem)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", text.lower()))
