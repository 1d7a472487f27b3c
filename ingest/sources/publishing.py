"""One document of the library put in, replaced or taken out: its file and its entry in the register.

One change at a time, over all processes; a register that would be wrong afterwards is as it was before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

from filelock import FileLock

from ingest.errors import RegisterError
from ingest.models import Registered, Source
from ingest.sources.register import REGISTER_FILE, load_register
from ingest.sources.register_text import replace_text, with_entry, with_fields, without_entry

EDITION = ("title", "version", "effective_from", "review_by")


def put(docs_dir: Path, source: Source, data: bytes) -> None:
    """Registers the source with that file, or gives the registered one its new text and edition.

    Raises RegisterError; nothing has changed then.
    """

    def registered(text: str) -> str:
        known = {one.id: one for one in load_register(docs_dir).sources}
        if source.id not in known:
            return with_entry(text, _fields(source))
        if known[source.id].path != source.path:
            raise RegisterError(f"{source.id} is another document already: give the file another name")
        return with_fields(text, source.id, {name: getattr(source, name) for name in EDITION})

    with _changing(docs_dir, docs_dir / str(source.path)) as file:
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(file, data)
        _change(docs_dir, registered)


def take_out(docs_dir: Path, source_id: str) -> tuple[Source, bytes]:
    """The source and its file as they were, for `put` to put back. Raises RegisterError."""
    source, data = held(docs_dir, source_id)
    with _changing(docs_dir, docs_dir / str(source.path)) as file:
        _change(docs_dir, lambda text: without_entry(text, source_id))
        file.unlink()
    return source, data


def held(docs_dir: Path, source_id: str) -> tuple[Source, bytes]:
    """Raises RegisterError for a source that is not registered or has no file here."""
    source = load_register(docs_dir).source(source_id)
    if source.path is None:
        raise RegisterError(f"{source_id} has no file in {docs_dir}: edit {REGISTER_FILE} by hand")
    return source, (docs_dir / source.path).read_bytes()


@contextmanager
def _changing(docs_dir: Path, file: Path) -> Iterator[Path]:
    """The register and the file as they were, if what is done inside raises."""
    register = docs_dir / REGISTER_FILE
    if not file.resolve().is_relative_to(docs_dir.resolve()):
        raise RegisterError(f"{file} leaves the corpus folder: keep it inside {docs_dir.name}/")
    with FileLock(docs_dir / f".{REGISTER_FILE}.lock"):
        text, data = register.read_text(encoding="utf-8"), file.read_bytes() if file.is_file() else None
        try:
            yield file
        except (RegisterError, OSError, ValueError) as error:
            replace_text(register, text)
            _write(file, data) if data is not None else file.unlink(missing_ok=True)
            raise RegisterError(f"{REGISTER_FILE} stays as it was: {error}") from error


def _change(docs_dir: Path, change: Callable[[str], str]) -> None:
    register = docs_dir / REGISTER_FILE
    replace_text(register, change(register.read_text(encoding="utf-8")))
    load_register(docs_dir)


def _write(file: Path, data: bytes) -> None:
    new = file.with_name(f".{file.name}.new")
    new.write_bytes(data)
    new.replace(file)


def _fields(source: Source) -> dict[str, Any]:
    given = source.model_dump(mode="python", exclude_unset=True, include=set(Registered.model_fields))
    return {name: value.value if isinstance(value, StrEnum) else value for name, value in given.items()}
