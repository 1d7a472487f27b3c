"""Makes a corpus the product can ingest, register and all, of documents nobody registered."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

import yaml

from evals.bench.dataset import Text
from evals.errors import WorkspaceError
from ingest.models import NATIONAL, Authority, Source
from ingest.sources.register import REGISTER_FILE

SUFFIXES = frozenset({".md", ".html", ".htm", ".pdf", ".docx"})
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
LONGEST_ID = 76


def corpus_of_folder(docs: Path, corpus: Path) -> int:
    """Copies every supported file of `docs` into a new national corpus; returns how many."""
    files = [file for file in _files(docs) if file.suffix.lower() in SUFFIXES]
    if not files:
        kinds = ", ".join(sorted(SUFFIXES))
        raise WorkspaceError(f"{docs} holds no document; give a folder with files of {kinds}")
    copied = [_copied(file, source_id, corpus) for file, source_id in zip(files, _ids(files), strict=True)]
    _write_register(copied, corpus)
    return len(copied)


def corpus_of_texts(texts: Iterable[Text], corpus: Path) -> int:
    """Writes each text as a page of the corpus, its title first; returns how many."""
    written = [_written(text, corpus) for text in texts]
    _write_register(written, corpus)
    return len(written)


def _files(docs: Path) -> list[Path]:
    if not docs.is_dir():
        raise WorkspaceError(f"{docs} is not a folder; give the folder that holds the documents")
    return sorted(file for file in docs.rglob("*") if file.is_file())


def _ids(files: Iterable[Path]) -> Iterator[str]:
    used: set[str] = set()
    for file in files:
        slug = re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")[:LONGEST_ID] or "document"
        source_id = next(name for name in _numbered(slug) if name not in used)
        used.add(source_id)
        yield source_id


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    for number in range(2, 1000):
        yield f"{slug}-{number}"


def _copied(file: Path, source_id: str, corpus: Path) -> Source:
    path = f"{NATIONAL}/{source_id}{file.suffix.lower()}"
    target = corpus / path
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)
    return _source(source_id, _title(file), path)


def _title(file: Path) -> str:
    """The front matter's title, else the file's name as words."""
    name = file.stem.replace("-", " ").replace("_", " ")
    if file.suffix.lower() != ".md":
        return name
    match = FRONT_MATTER.match(file.read_text(encoding="utf-8", errors="replace"))
    fields = yaml.safe_load(match[1]) if match else None
    title = fields.get("title") if isinstance(fields, dict) else None
    return str(title or name)


def _written(text: Text, corpus: Path) -> Source:
    path = f"{NATIONAL}/{text.id}.html"
    target = corpus / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_page(text), encoding="utf-8")
    return _source(text.id, text.title, path)


def _page(text: Text) -> str:
    title, body = escape(text.title), escape(text.text)
    return f"<!doctype html><title>{title}</title><main><h1>{title}</h1><p>{title}</p><p>{body}</p></main>\n"


def _source(source_id: str, title: str, path: str) -> Source:
    return Source(
        id=source_id,
        title=title if len(title) >= 3 else f"Document {source_id}",
        publisher="not stated",
        url=f"https://example.org/{source_id}",
        authority=Authority.NON_STATUTORY_GUIDANCE,
        licence="not stated",
        version="undated",
        path=path,
    )


def _write_register(sources: Iterable[Source], corpus: Path) -> None:
    entries = [source.model_dump(mode="json", exclude_defaults=True) for source in sources]
    register = yaml.dump({"sources": entries}, Dumper=yaml.CSafeDumper, allow_unicode=True)
    (corpus / REGISTER_FILE).write_text(register, encoding="utf-8")
