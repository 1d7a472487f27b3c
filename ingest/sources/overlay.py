"""The register's sources as they are indexed: a fetched full text takes its digest's place.

The digest stays as the full text's summary, under an id of its own, in a scope that no question searches.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.errors import RegisterError
from ingest.models import Representation, Source
from ingest.sources.fetched import FetchedRecord, FetchedStore

_ID_CHARS = 80
_SUMMARY = "-summary"


def overlaid(sources: Sequence[Source], docs_dir: Path, fetched: FetchedStore) -> tuple[Source, ...]:
    """Each source with the text fetched for it, followed by its digest where that was replaced.

    Raises RegisterError if a summary would take a registered id, SyncError if a record cannot be read.
    """
    shown = tuple(each for source in sources for each in _overlaid(source, docs_dir, fetched))
    _refuse_taken({source.id for source in sources}, shown)
    return shown


def summary_id(source_id: str) -> str:
    """The id under which a source's digest is kept once its full text is held."""
    return source_id[: _ID_CHARS - len(_SUMMARY)] + _SUMMARY


def restored(summary: Source) -> Source:
    """The digest in its own place, for when the full text cannot be read after all."""
    return summary.model_copy(update={"id": summary.summary_of, "summary_of": None})


def _overlaid(source: Source, docs_dir: Path, fetched: FetchedStore) -> Iterator[Source]:
    record = fetched.record(source.id) if source.full_text else None
    file = fetched.path(source.id) if record else None
    if record is None:
        yield source
    elif file is None:
        yield source.model_copy(update={"upstream": _withdrawn(record)})
    else:
        yield _full_text(source, record, os.path.relpath(file, docs_dir))
        if source.path and source.representation is Representation.DIGEST:
            yield _summary(source, record)


def _full_text(source: Source, record: FetchedRecord, path: str) -> Source:
    """A digest's review date is when its wording is looked at again; the publisher's text has none."""
    is_digest = source.representation is Representation.DIGEST
    return source.model_copy(
        update={
            "representation": Representation.FULL_TEXT,
            "url": record.url if record.url.startswith("http") else source.url,
            "version": record.version or source.version,
            "effective_from": record.published or source.effective_from,
            "review_by": None if is_digest else source.review_by,
            "upstream": record.state,
            "path": path,
        }
    )


def _summary(source: Source, record: FetchedRecord) -> Source:
    return source.model_copy(
        update={"id": summary_id(source.id), "summary_of": source.id, "upstream": _withdrawn(record)}
    )


def _withdrawn(record: FetchedRecord) -> str | None:
    """A digest is not made stale by a fetch that failed, but it falls with the document it describes."""
    return record.state if record.state == "withdrawn" else None


def _refuse_taken(registered: set[str], shown: Sequence[Source]) -> None:
    for source in shown:
        if source.summary_of and source.id in registered:
            raise RegisterError(
                f"the id {source.id!r} is needed for the summary of {source.summary_of!r}; "
                "give that entry of sources.yaml another id"
            )
