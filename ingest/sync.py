"""Official texts, fetched: register -> connector -> store. One source that fails leaves the others alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock, Timeout

from ingest.documents import sections_in
from ingest.errors import DocumentError, SyncError
from ingest.models import Connector, Fetch, Section, Source
from ingest.sources.base import Fetched, Fetcher, Found, Gone, NotModified, day_in_words
from ingest.sources.fetched import FetchedRecord, FetchedStore
from ingest.workspace import Progress

Outcome = Literal["new", "changed", "unchanged", "withdrawn", "failed"]
Fetchers = Mapping[Connector, Fetcher]


@dataclass(frozen=True, slots=True)
class Synced:
    """What became of one source; `record` is none where nothing could be written down."""

    source_id: str
    title: str
    outcome: Outcome
    problem: str | None
    record: FetchedRecord | None

    @property
    def changes_the_library(self) -> bool:
        return self.outcome in ("new", "changed", "withdrawn")

    def as_json(self) -> dict[str, Any]:
        return {
            "source_id": self.source_id,
            "title": self.title,
            "outcome": self.outcome,
            "problem": self.problem,
            "record": self.record.model_dump(mode="json") if self.record else None,
        }


def _now() -> datetime:
    return datetime.now(UTC)


def sync(
    sources: Sequence[Source],
    fetchers: Fetchers,
    store: FetchedStore,
    progress: Progress,
    clock: Callable[[], datetime] = _now,
) -> tuple[Synced, ...]:
    """One result a source that says where its full text is, in their order. Raises SyncError if locked."""
    wanted = [source for source in sources if source.full_text]
    done: list[Synced] = []
    with _alone(store):
        for number, source in enumerate(wanted, start=1):
            done.append(_Pass(source, store, clock()).result(fetchers))
            progress("fetching", number, len(wanted))
    return tuple(done)


@contextmanager
def _alone(store: FetchedStore) -> Iterator[None]:
    store.root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(store.root / "sync.lock", timeout=0)
    try:
        with lock:
            yield
    except Timeout as error:
        raise SyncError(f"another sync is writing to {store.root}: wait for it to end") from error


@dataclass(frozen=True, slots=True)
class _Pass:
    """One look at one source."""

    source: Source
    store: FetchedStore
    now: datetime

    def result(self, fetchers: Fetchers) -> Synced:
        try:
            before = self.store.record(self.source.id)
        except SyncError as error:
            return self._synced("failed", str(error), None)
        try:
            return self._found(fetchers, before)
        except SyncError as error:
            record = self._failed(before, str(error))
            self.store.save(record)
            return self._synced("failed", str(error), record)

    def _found(self, fetchers: Fetchers, before: FetchedRecord | None) -> Synced:
        wanted = self._wanted()
        known = before if self._is_held(before, wanted) else None
        found: Found = fetchers[wanted.connector](wanted, known)
        match found:
            case NotModified():
                return self._unchanged(known)
            case Gone():
                return self._withdrawn(before or self._empty(), found)
            case Fetched():
                return self._kept(before, found)

    def _is_held(self, before: FetchedRecord | None, wanted: Fetch) -> bool:
        """Whether the publisher need only say what has changed since."""
        return before is not None and before.asked == wanted and self.store.path(self.source.id) is not None

    def _unchanged(self, known: FetchedRecord | None) -> Synced:
        if known is None:
            raise SyncError(f"{self._wanted().url} says that nothing changed, to somebody who holds nothing")
        record = known.model_copy(update={"checked_at": self.now, "state": "current", "problem": None})
        self.store.save(record)
        return self._synced("unchanged", None, record)

    def _withdrawn(self, before: FetchedRecord, gone: Gone) -> Synced:
        # without the site's marks, so that a text that comes back is fetched whole
        marks = {"etag": None, "last_modified": None, "checked_at": self.now}
        why = {"state": "withdrawn", "problem": gone.reason, "successor_url": gone.successor_url}
        record = before.model_copy(update={**marks, **why})
        self.store.save(record)
        return self._synced("withdrawn", gone.reason, record)

    def _kept(self, before: FetchedRecord | None, found: Fetched) -> Synced:
        text = self.store.put(self.source.id, found.text, found.suffix)
        held = self.store.path(self.source.id)
        if before and held and self._says_the_same(held, text, found.url):
            record = self._record(found, before, before.version)
            self.store.save(record)
            return self._synced("unchanged", None, record)
        self._sections(text, found.url)
        named = self._record(found, self._empty(), f"as fetched on {day_in_words(self.now.date())}")
        return self._synced("changed" if held else "new", None, self.store.switch(named, text))

    def _says_the_same(self, held: Path, text: Path, url: str) -> bool:
        """Bytes that differ in what no reader sees are no new edition."""
        new = self._sections(text, url)
        try:
            return sections_in(held, self.source) == new
        except DocumentError:
            return False

    def _sections(self, text: Path, url: str) -> tuple[Section, ...]:
        try:
            return sections_in(text, self.source)
        except DocumentError as error:
            raise SyncError(f"what {url} now gives cannot be read as its text ({error})") from error

    def _record(self, found: Fetched, before: FetchedRecord, version: str) -> FetchedRecord:
        return before.model_copy(
            update={
                "url": found.url,
                "asked": self._wanted(),
                "version": found.version or version,
                "published": found.published,
                "checked_at": self.now,
                "etag": found.validators.etag,
                "last_modified": found.validators.last_modified,
                "state": "current",
                "problem": None,
                "successor_url": None,
                "change_note": found.change_note,
            }
        )

    def _failed(self, before: FetchedRecord | None, problem: str) -> FetchedRecord:
        """What is withdrawn stays so until its publisher says otherwise."""
        held = before or self._empty()
        if held.state == "withdrawn":
            return held
        return held.model_copy(update={"state": "stale", "problem": problem})

    def _empty(self) -> FetchedRecord:
        url = self._wanted().url
        return FetchedRecord(source_id=self.source.id, url=url, fetched_at=self.now, checked_at=self.now)

    def _wanted(self) -> Fetch:
        if self.source.full_text is None:
            raise SyncError(f"{self.source.id} has no `full_text` in sources.yaml: add it")
        return self.source.full_text

    def _synced(self, outcome: Outcome, problem: str | None, record: FetchedRecord | None) -> Synced:
        return Synced(self.source.id, self.source.title, outcome, problem, record)
