"""The register: which documents the corpus holds, and the partnerships whose protocols are among them.

`load_register` reads `sources.yaml` and every `local/<id>/partnership.yaml`, and lists every problem it
finds in one error, so that an editor fixes them in one go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ingest.errors import RegisterError
from ingest.models import NATIONAL, Access, Partnership, Registered, Source
from ingest.sources import questions
from ingest.sources.entries import Entry, Listing, read_list, read_mapping, refuse, validated
from ingest.sources.glossary import GLOSSARY_FILE

REGISTER_FILE = "sources.yaml"
PARTNERSHIP_FILE = "partnership.yaml"
LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Register:
    """Every document and partnership known, in the order of the files."""

    sources: tuple[Source, ...]
    partnerships: tuple[Partnership, ...]

    def source(self, source_id: str) -> Source:
        """Raises RegisterError for an id that is not registered."""
        for source in self.sources:
            if source.id == source_id:
                return source
        raise RegisterError(f"no source {source_id!r} in {REGISTER_FILE}: add it there or correct the id")

    def partnership(self, partnership_id: str) -> Partnership:
        """Raises RegisterError for an id that no partnership.yaml gives."""
        for partnership in self.partnerships:
            if partnership.id == partnership_id:
                return partnership
        file = f"{LOCAL}/{partnership_id}/{PARTNERSHIP_FILE}"
        raise RegisterError(f"no partnership {partnership_id!r}: add {file} or correct the id")


def load_register(docs_dir: Path) -> Register:
    """Raises RegisterError listing every problem, one a line: file, entry, field, value, fix."""
    problems: list[str] = []
    entries = read_list(docs_dir / REGISTER_FILE, Listing("sources", naming="id"))
    partnerships = tuple(_partnerships(docs_dir / LOCAL, problems))
    sources = tuple(Source(**dict(one)) for one in validated(Registered, entries, problems))
    problems += _repeated(entries, "id")
    problems += _repeated(entries, "path")
    problems += _broken_successions(entries)
    for source in sources:
        problems += _misplaced(source, docs_dir, {p.id for p in partnerships})
    refuse(problems)
    return Register(sources, partnerships)


def unregistered(docs_dir: Path, register: Register) -> tuple[Path, ...]:
    """Files under national/ and local/ that no entry names, sorted; hidden files are left alone."""
    known = {(docs_dir / source.path).resolve() for source in register.sources if source.path}
    files = (file for folder in (NATIONAL, LOCAL) for file in sorted((docs_dir / folder).rglob("*")))
    return tuple(file for file in files if _is_document(file) and file.resolve() not in known)


def _is_document(file: Path) -> bool:
    ours = file.name == PARTNERSHIP_FILE or file.name.endswith(questions.ENDING)
    return file.is_file() and not ours and not file.name.startswith(".")


def _partnerships(local: Path, problems: list[str]) -> Iterator[Partnership]:
    for file in sorted(local.glob(f"*/{PARTNERSHIP_FILE}")):
        name = f"{LOCAL}/{file.parent.name}/{PARTNERSHIP_FILE}"
        entry = Entry(name, file.parent.name, read_mapping(file))
        for partnership in validated(Partnership, (entry,), problems):
            if partnership.id != file.parent.name:
                fix = f"give it the folder's name, {file.parent.name!r}, or rename the folder"
                problems.append(entry.problem("id", partnership.id, fix))
            yield partnership


def _repeated(entries: Sequence[Entry], field: str) -> Iterator[str]:
    counts = Counter(str(e.fields[field]) for e in entries if e.fields.get(field))
    for entry in entries:
        value = str(entry.fields.get(field))
        if counts[value] > 1:
            yield entry.problem(field, value, f"named by {counts[value]} entries: keep one")


def _broken_successions(entries: Sequence[Entry]) -> Iterator[str]:
    successors = {str(e.fields.get("id")): e.fields.get("superseded_by") for e in entries}
    for entry in entries:
        successor = entry.fields.get("superseded_by")
        if successor is None:
            continue
        if str(successor) not in successors:
            yield entry.problem(
                "superseded_by", successor, "names no entry: register the newer edition or correct it"
            )
        elif _returns(str(entry.fields.get("id")), successors):
            yield entry.problem(
                "superseded_by", successor, "leads back to this entry: let it name the newer edition"
            )


def _returns(start: str, successors: Mapping[str, Any]) -> bool:
    """Whether following the newer editions from `start` comes back to it."""
    current = successors.get(start)
    for _ in successors:
        if current == start:
            return True
        current = successors.get(str(current))
    return False


def _misplaced(source: Source, docs_dir: Path, partnerships: set[str]) -> Iterator[str]:
    entry = Entry(REGISTER_FILE, f"entry ({source.id})", {})
    if not is_web_address(source.url):
        yield entry.problem(
            "url", source.url, "give the page's full http:// or https:// address, without spaces"
        )
    if source.partnership and source.partnership not in partnerships:
        fix = f"add {LOCAL}/{source.partnership}/{PARTNERSHIP_FILE} or correct the id"
        yield entry.problem("partnership", source.partnership, fix)
    if source.access is Access.PARTNERSHIP and not source.partnership:
        yield entry.problem("access", source.access.value, "name the partnership that may read it")
    if source.path is not None:
        yield from _bad_path(entry, source, docs_dir.resolve())


def _bad_path(entry: Entry, source: Source, root: Path) -> Iterator[str]:
    file = (root / str(source.path)).resolve()
    if not file.is_relative_to(root):
        yield entry.problem(
            "path", source.path, f"leaves the corpus folder: keep the file inside {root.name}/"
        )
        return
    if not file.is_file():
        yield entry.problem(
            "path", source.path, f"no such file in {root.name}/: add it, or `path: null` if not held"
        )
    # A protocol registered as national would be shown to every partnership.
    home = f"{LOCAL}/{source.partnership}" if source.partnership else NATIONAL
    is_glossary = file == root / GLOSSARY_FILE and not source.partnership
    if not (file.is_relative_to(root / home) or is_glossary):
        yield entry.problem("path", source.path, f"a document of this scope belongs in {home}/")


def is_web_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not any(c.isspace() for c in url)
