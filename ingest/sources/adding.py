"""A folder of a partnership's documents to registered sources: read, copied and written into the register.

Only what can be read is registered. Running it again updates what has changed and adds nothing twice.
"""

from __future__ import annotations

import filecmp
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from ingest.errors import DocumentError, RegisterError
from ingest.models import Access, Authority, Partnership, Source
from ingest.parse import parse_file
from ingest.sections import sections_of, slug
from ingest.sources.details import Details, described, write_description
from ingest.sources.register import LOCAL, REGISTER_FILE, Register, load_register
from ingest.sources.register_text import replace_text, with_entry, with_fields
from ingest.sources.stated import Stated, stated_in

FILE_DATE = "file of "
LONGEST_ID = 80


class Outcome(StrEnum):
    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    UNREADABLE = "not added"
    GONE = "not in the folder"


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one document, the sections found in it, and what a person has to look at."""

    file: str
    outcome: Outcome
    source: Source | None = None
    sections: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Home:
    """Where the documents go, and what the register held of them before."""

    docs_dir: Path
    partnership: Partnership
    page: str
    register: Register

    def path(self, file: Path) -> str:
        return f"{LOCAL}/{self.partnership.id}/{slug(file.stem)}{file.suffix.lower()}"

    def held(self, path: str) -> Source | None:
        return next((source for source in self.register.sources if source.path == path), None)

    @property
    def own(self) -> tuple[Source, ...]:
        return tuple(s for s in self.register.sources if s.partnership == self.partnership.id and s.path)


@dataclass(frozen=True, slots=True)
class _Reading:
    title: str
    stated: Stated
    sections: int


def add_folder(docs_dir: Path, folder: Path, details: Details, today: date) -> tuple[Row, ...]:
    """Adds or updates what the folder holds, and says what became of each document.

    Raises RegisterError where the register, the folder or the details are wrong; nothing is written then.
    """
    home, files = _home(docs_dir, details), _documents(folder, docs_dir)
    rows = tuple(_rows(home, folder, files, today))
    _write(home, folder, rows)
    return (*rows, *_gone(home, {home.path(file) for file in files}))


def look_over(docs_dir: Path, folder: Path, details: Details, today: date) -> tuple[Row, ...]:
    """What adding the folder would make of each of its documents; nothing is written.

    Raises RegisterError where the register, the folder or the details are wrong.
    """
    return tuple(_rows(_home(docs_dir, details), folder, _documents(folder, docs_dir), today))


def _home(docs_dir: Path, details: Details) -> _Home:
    register = load_register(docs_dir)
    return _Home(docs_dir, *described(register, details), register)


def _documents(folder: Path, docs_dir: Path) -> tuple[Path, ...]:
    if not folder.is_dir():
        raise RegisterError(f"{folder} is not a folder: name the one your documents are in")
    if folder.resolve().is_relative_to(docs_dir.resolve()):
        raise RegisterError(f"{folder} is inside {docs_dir}: name the folder your own copies are in")
    # Word keeps a lock file, ~$name.docx, beside a document that is open.
    files = tuple(f for f in sorted(folder.rglob("*")) if f.is_file() and not f.name.startswith((".", "~$")))
    if not files:
        raise RegisterError(f"{folder} holds no document: put Word, PDF, HTML or Markdown files in it")
    return files


def _rows(home: _Home, folder: Path, files: Sequence[Path], today: date) -> Iterator[Row]:
    ids = {source.id for source in home.register.sources}
    stored: dict[str, str] = {}
    for file in files:
        path, shown = home.path(file), str(file.relative_to(folder))
        if path in stored:
            yield Row(
                shown, Outcome.UNREADABLE, notes=(f"its name is too like that of {stored[path]}: rename it",)
            )
            continue
        stored[path] = shown
        row = _row(home, file, shown, ids, today)
        ids |= {row.source.id} if row.source else set()
        yield row


def _row(home: _Home, file: Path, shown: str, ids: set[str], today: date) -> Row:
    held = home.held(home.path(file))
    try:
        reading = _read(file)
    except DocumentError as error:
        kept = ("the text held before stays",) if held else ()
        return Row(shown, Outcome.UNREADABLE, notes=(str(error), *kept))
    if held is None:
        source, outcome = _new_source(home, file, reading, ids), Outcome.ADDED
    elif filecmp.cmp(file, home.docs_dir / str(held.path), shallow=False):
        source, outcome = held, Outcome.UNCHANGED
    else:
        source, outcome = held.model_copy(update=_edition(file, reading)), Outcome.UPDATED
    return Row(shown, outcome, source, reading.sections, tuple(_to_check(source, file, today)))


def _read(file: Path) -> _Reading:
    if file.suffix.lower() in {".yaml", ".yml"}:
        raise DocumentError(f"{file.name} is not a document: take it out of the folder")
    document = parse_file(file)
    sections = sections_of(document, "added")
    if not any(section.sentences for section in sections):
        raise DocumentError(f"{file.name} holds no sentence; check that it is the right file")
    return _Reading(str(document.title), stated_in(block.text for block in document.blocks), len(sections))


def _new_source(home: _Home, file: Path, reading: _Reading, ids: set[str]) -> Source:
    name = home.partnership.name
    return Source(
        id=_free_id(home.partnership.id, file, ids),
        title=reading.title if len(reading.title) > 2 else f"{name}: {reading.title}",
        publisher=name,
        url=home.page,
        authority=Authority.LOCAL_PROTOCOL,
        partnership=home.partnership.id,
        licence=f"Copyright of {name}; for its practitioners",
        access=Access.PARTNERSHIP,
        path=home.path(file),
        **_edition(file, reading),
    )


def _free_id(partnership_id: str, file: Path, ids: set[str]) -> str:
    words = slug(file.stem).removeprefix(f"{partnership_id}-")
    stem, number = f"{partnership_id}-{words}"[:LONGEST_ID].rstrip("-"), 2
    free = stem
    while free in ids:
        free, number = f"{stem[: LONGEST_ID - 4]}-{number}", number + 1
    return free


def _edition(file: Path, reading: _Reading) -> dict[str, Any]:
    """Version and dates as the document states them; a date it does not state is left as it was."""
    modified = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    stated = reading.stated
    written = f"{FILE_DATE}{modified.day} {modified:%B %Y}"
    version = stated.version or (str(stated.effective_from) if stated.effective_from else written)
    dates = {"effective_from": stated.effective_from, "review_by": stated.review_by}
    return {"version": version} | {field: value for field, value in dates.items() if value}


def _to_check(source: Source, file: Path, today: date) -> Iterator[str]:
    if source.title == file.stem:
        yield "title: taken from the file's name"
    unstated = {
        "version (the file's date stands for it)": source.version.startswith(FILE_DATE),
        "in force from": source.effective_from is None,
        "review date": source.review_by is None,
    }
    if any(unstated.values()):
        yield f"not stated: {', '.join(what for what, holds in unstated.items() if holds)}"
    if source.past_review(today):
        yield "past its review date: answers will say so"


def _gone(home: _Home, paths: set[str]) -> Iterator[Row]:
    for source in home.own:
        if source.path not in paths:
            fix = f"if it is withdrawn, take {source.id} out of {REGISTER_FILE} and delete its file"
            yield Row(Path(str(source.path)).name, Outcome.GONE, source, notes=(f"still registered: {fix}",))


def _write(home: _Home, folder: Path, rows: Sequence[Row]) -> None:
    """The register last and in one step: a run cut short before it leaves the register as it was."""
    changed = [
        (row, row.source) for row in rows if row.source and row.outcome in (Outcome.ADDED, Outcome.UPDATED)
    ]
    if not changed:
        return
    register = home.docs_dir / REGISTER_FILE
    text = register.read_text(encoding="utf-8")
    for row, source in changed:
        text = _registered(text, row, source)
    write_description(home.docs_dir, home.partnership)
    for row, source in changed:
        shutil.copyfile(folder / row.file, home.docs_dir / str(source.path))
    replace_text(register, text)


def _registered(text: str, row: Row, source: Source) -> str:
    fields = source.model_dump(mode="python", exclude_unset=True)
    if row.outcome is Outcome.ADDED:
        return with_entry(text, {name: _plain(value) for name, value in fields.items()})
    edition = ("version", "effective_from", "review_by")
    return with_fields(text, source.id, {name: fields[name] for name in edition if fields.get(name)})


def _plain(value: object) -> object:
    return value.value if isinstance(value, StrEnum) else value
