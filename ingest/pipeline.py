"""The flow: sources -> parse -> sections -> flags -> chunks -> embed -> Chroma, BM25 and the catalogue.

A build prepares everything beside what serves and switches by one commit, so it can be killed at any
moment. Documents and stores are known by the hash of their content: what is unchanged is not done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter

from filelock import FileLock, Timeout

from ingest.catalogue import Generation, Held
from ingest.citing import with_citings
from ingest.documents import Read, read_documents
from ingest.engines.opening import open_engine
from ingest.errors import BuildLocked
from ingest.index import LAYOUT
from ingest.models import Source, content_hash
from ingest.problems import problems_of
from ingest.report import BuildReport, Flagged
from ingest.stores import Plan, Written, compression_path, plan_stores, write_store
from ingest.workspace import Progress, Workspace, silent

GENERATIONS_KEPT = 2


def build(
    workspace: Workspace,
    sources: Sequence[Source],
    root: Path,
    progress: Progress = silent,
    today: Callable[[], date] = date.today,
) -> BuildReport:
    """Brings the index up to date with the sources, whose paths are relative to `root`.

    Raises BuildLocked if another build of this index is running.
    """
    started = perf_counter()
    with _lock(workspace.settings.index_dir):
        before = workspace.catalogue.head()
        read = read_documents(sources, root, workspace.catalogue, before, progress)
        read = replace(read, held=with_citings(read.held, workspace.catalogue, before))
        flagged = _flagged(read.held, today())
        fingerprint = index_fingerprint(workspace, read.held)
        if before and before.fingerprint == fingerprint and _complete(workspace, before):
            return replace(_unchanged(before, read), flagged=flagged, seconds=perf_counter() - started)
        plans = plan_stores(workspace, [one for one in read.held if not one.source.summary_of])
        with open_engine(workspace.settings.engine, workspace.embedder) as engine:
            written = [write_store(workspace, engine, plan, before, progress) for plan in plans]
        after = _switch(workspace, fingerprint, plans, read)
    report = _report(before, after, read, plans, written)
    return replace(report, flagged=flagged, seconds=perf_counter() - started)


def index_fingerprint(workspace: Workspace, held: Sequence[Held]) -> str:
    """The hash of all that decides what an index holds: its layout, model, sizes, sources and their texts."""
    return content_hash(
        LAYOUT,
        workspace.encoding,
        str(workspace.settings.chunk_words),
        *(part for one in held for part in (one.source.model_dump_json(), one.document or "")),
    )


@contextmanager
def _lock(index_dir: Path) -> Iterator[None]:
    lock = FileLock(index_dir / "build.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BuildLocked(
            f"another build is writing {index_dir} (lock {lock.lock_file}); wait until it ends"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _complete(workspace: Workspace, generation: Generation) -> bool:
    stores = generation.stores.values()
    held = all(workspace.stores.holds(store) for store in stores)
    return held and (not stores or compression_path(workspace).exists())


def _switch(workspace: Workspace, fingerprint: str, plans: Sequence[Plan], read: Read) -> Generation:
    catalogue = workspace.catalogue
    stores = {plan.scope: plan.store for plan in plans}
    catalogue.commit(workspace.encoding, fingerprint, stores, read.held)
    workspace.stores.sweep(catalogue.sweep(GENERATIONS_KEPT))
    return catalogue.head_generation()


def _unchanged(head: Generation, read: Read) -> BuildReport:
    return BuildReport(
        generation=head.id,
        written=False,
        documents=sum(one.document is not None for one in read.held),
        failed=read.failed,
    )


def _report(
    before: Generation | None,
    after: Generation,
    read: Read,
    plans: Sequence[Plan],
    written: Sequence[Written],
) -> BuildReport:
    old, new = _texts(before), _texts(after)
    return BuildReport(
        generation=after.id,
        written=True,
        documents=len(new),
        sections=sum(plan.sections for plan in plans),
        chunks=sum(plan.chunks for plan in plans),
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(id_ for id_ in new.keys() & old.keys() if new[id_] != old[id_])),
        removed=tuple(sorted(old.keys() - new.keys())),
        failed=read.failed,
        embedded=sum(one.embedded for one in written),
        reused=sum(one.reused for one in written),
    )


def _flagged(held: Sequence[Held], today: date) -> tuple[Flagged, ...]:
    known = {one.source.id: one.source for one in held}
    found = {id_: tuple(problems_of(source, known, today)) for id_, source in known.items()}
    return tuple(Flagged(id_, problems) for id_, problems in found.items() if problems)


def _texts(generation: Generation | None) -> Mapping[str, str]:
    """The hash of each held document's text, by source."""
    sources = generation.sources.values() if generation else ()
    return {one.source.id: one.document for one in sources if one.document}
