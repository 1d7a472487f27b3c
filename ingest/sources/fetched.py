"""Official texts as last fetched: one folder a source, holding its text, the text before it, and a record.

A text is written before the record that names it: a fetch cut short at any moment leaves what was held.
"""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, ValidationError

from ingest.errors import SyncError
from ingest.models import Fetch, Frozen, Slug

RECORD_FILE = "record.json"
_NAME_CHARS = 16


class FetchedRecord(Frozen):
    """What is known of a source's official text; `file` and `previous_file` are names inside its folder.

    `file` is none where nothing was ever held: the first fetch failed, or found the document withdrawn.
    `version` is the publisher's, "" where nothing was held; `previous_file` is the text before a change;
    `url` is the page the text is on, `asked` what the register said of where to look; `checked_at` is when
    the publisher last answered.
    """

    source_id: Slug
    url: str
    asked: Fetch | None = None
    version: str = ""
    published: date | None = None
    fetched_at: AwareDatetime
    checked_at: AwareDatetime
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    file: str | None = None
    previous_file: str | None = None
    state: Literal["current", "stale", "withdrawn"] = "current"
    problem: str | None = None
    change_note: str | None = None
    successor_url: str | None = None


class FetchedStore:
    """The folder of fetched texts; nothing is made in it before the first text is kept."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def record(self, source_id: str) -> FetchedRecord | None:
        """Raises SyncError if the record cannot be read."""
        file = self.root / source_id / RECORD_FILE
        try:
            return FetchedRecord.model_validate_json(file.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SyncError(f"{file} cannot be read ({error.strerror}): make it readable") from error
        except ValidationError as error:
            wrong = error.errors()[0]["msg"]
            raise SyncError(f"{file} is damaged ({wrong}): remove it and sync again") from error

    def path(self, source_id: str) -> Path | None:
        """The file of the text now held, whatever its state."""
        record = self.record(source_id)
        return self._held(source_id, record.file) if record else None

    def previous_path(self, source_id: str) -> Path | None:
        """The file of the text before the last change."""
        record = self.record(source_id)
        return self._held(source_id, record.previous_file) if record else None

    def save(self, record: FetchedRecord) -> None:
        """Replaces the record and removes the texts it no longer names."""
        folder = self.root / record.source_id
        _write(folder / RECORD_FILE, record.model_dump_json(indent=2).encode())
        for file in folder.iterdir():
            if file.name not in {RECORD_FILE, record.file, record.previous_file}:
                file.unlink()

    def keep(self, record: FetchedRecord, text: bytes, suffix: str) -> FetchedRecord:
        """Saves the record with this text as the one held; the one held before becomes the previous."""
        return self.switch(record, self.put(record.source_id, text, suffix))

    def put(self, source_id: str, text: bytes, suffix: str) -> Path:
        """Writes a text beside the one held, to be switched to or swept by the next save."""
        path = self.root / source_id / f"{hashlib.sha256(text).hexdigest()[:_NAME_CHARS]}{suffix}"
        _write(path, text)
        return path

    def switch(self, record: FetchedRecord, text: Path) -> FetchedRecord:
        """Saves the record with a text that was put as the one held."""
        kept = record.model_copy(
            update={
                "sha256": hashlib.sha256(text.read_bytes()).hexdigest(),
                "file": text.name,
                "previous_file": self._before(record.source_id, text.name),
            }
        )
        self.save(kept)
        return kept

    def _before(self, source_id: str, name: str) -> str | None:
        held = self.record(source_id)
        if held is None:
            return None
        return held.previous_file if held.file == name else held.file

    def _held(self, source_id: str, name: str | None) -> Path | None:
        path = self.root / source_id / name if name else None
        return path if path and path.is_file() else None


def _write(path: Path, data: bytes) -> None:
    """Replaces the file in one step; a reader sees all of it or what was there before."""
    new = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with new.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise SyncError(
            f"{path} cannot be written ({error.strerror}): make room, or its folder writable"
        ) from error
