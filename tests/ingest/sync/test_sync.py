"""Sync from end to end: the register's sources against a publisher's site, time after time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from filelock import FileLock
from typer.testing import CliRunner, Result

from ingest.__main__ import app
from ingest.errors import SyncError
from ingest.models import Authority, Connector, Fetch, Source
from ingest.parse import parse_file
from ingest.settings import IngestSettings
from ingest.sources.connectors import connectors
from ingest.sources.fetched import FetchedRecord, FetchedStore
from ingest.sources.http import Web
from ingest.sync import Synced, sync
from tests.encoder import WordEncoder
from tests.ingest.sync.shapes import (
    HTML_PAGE,
    PAGE,
    WITHDRAWN,
    api,
    clml,
    html_attachment,
    html_publication,
    item,
    provision,
    publication,
)
from tests.ingest.sync.upstream import Answer, Upstream

ACT = "/ukpga/2018/99/data.xml"
OLD = "<p>Ask before sharing.</p>"
NEW = "<p>Share what is needed to keep a child safe.</p>"


def source(name: str, fetch: Fetch | None) -> Source:
    return Source(
        id=name,
        title=f"The {name}",
        publisher="Tests",
        url="https://example.org",
        authority=Authority.LAW,
        licence="MIT",
        version="2026",
        full_text=fetch,
    )


@dataclass
class Library:
    """Two sources of one site, a guide and an Act, synced once an hour."""

    upstream: Upstream
    web: Web
    root: Path
    now: datetime = datetime(2026, 11, 1, 9, tzinfo=UTC)
    guide_path: str = PAGE
    seen: list[str] = field(default_factory=list)

    @property
    def store(self) -> FetchedStore:
        return FetchedStore(self.root)

    def sources(self) -> tuple[Source, ...]:
        act = Fetch(connector=Connector.LEGISLATION, url=self.upstream.url(ACT.removesuffix("/data.xml")))
        guide = Fetch(connector=Connector.GOV_UK, url=self.upstream.url(self.guide_path))
        return source("guide", guide), source("digest", None), source("act", act)

    def sync(self) -> dict[str, Synced]:
        self.now += timedelta(hours=1)
        settings = IngestSettings(_env_file=None, docs_dir=self.root)
        fetchers = connectors(settings, self.web)
        results = sync(self.sources(), fetchers, self.store, self._progress, clock=lambda: self.now)
        return {result.source_id: result for result in results}

    def publishes(self, body: str, etag: str, **changes: Any) -> None:
        marked = {"ETag": etag}
        self.upstream.gives(api(PAGE), Answer(200, publication(html_attachment(), **changes), marked))
        self.upstream.gives(api(HTML_PAGE), Answer(200, html_publication(body)))

    def enacts(self, *provisions: str, modified: str = "Fri, 19 Jun 2026 08:00:00 GMT") -> None:
        self.upstream.gives(ACT, Answer(200, clml(*provisions), {"Last-Modified": modified}))

    def text(self, name: str) -> str:
        path = self.store.path(name)
        return " ".join(block.text for block in parse_file(path).blocks) if path else ""

    def record(self, name: str) -> FetchedRecord:
        found = self.store.record(name)
        assert found is not None
        return found

    def _progress(self, stage: str, done: int, total: int) -> None:
        self.seen.append(f"{stage} {done}/{total}")


@pytest.fixture
def library(upstream: Upstream, web: Web, tmp_path: Path) -> Library:
    made = Library(upstream, web, tmp_path / "fetched")
    made.publishes(OLD, '"1"')
    made.enacts(provision())
    return made


def test_the_first_sync_fetches_every_source_that_says_where_its_text_is(library: Library) -> None:
    results = library.sync()
    assert {name: one.outcome for name, one in results.items()} == {"guide": "new", "act": "new"}
    assert "Ask before sharing." in library.text("guide")
    assert "The controller must record the reasons." in library.text("act")
    assert library.seen == ["fetching 1/2", "fetching 2/2"]


def test_a_record_says_which_edition_is_held_since_when_and_from_where(library: Library) -> None:
    library.sync()
    record = library.record("guide")
    assert (record.state, record.version) == ("current", "updated 10 September 2026")
    assert record.url == library.upstream.url(HTML_PAGE)
    assert record.change_note == "Updated for the new duty."
    assert record.fetched_at == record.checked_at == library.now


def test_a_second_sync_finds_nothing_changed_and_sends_for_nothing(library: Library) -> None:
    library.sync()
    first = library.record("guide")
    results = library.sync()
    assert {one.outcome for one in results.values()} == {"unchanged"}
    assert len(library.upstream.asked(api(HTML_PAGE))) == 1
    assert library.record("guide") == first.model_copy(update={"checked_at": library.now})


def test_a_change_upstream_is_fetched_and_the_text_before_it_stays_to_be_compared(library: Library) -> None:
    library.sync()
    library.sync()
    library.publishes(NEW, '"2"', public_updated_at="2026-11-01T09:30:00.000+00:00")
    results = library.sync()
    previous = library.store.previous_path("guide")
    assert (results["guide"].outcome, results["act"].outcome) == ("changed", "unchanged")
    assert "Share what is needed" in library.text("guide")
    assert previous is not None
    assert b"Ask before sharing." in previous.read_bytes()
    assert library.record("guide").version == "updated 1 November 2026"
    assert library.record("guide").fetched_at == library.now
    assert library.sync()["guide"].outcome == "unchanged"
    assert library.store.previous_path("guide") == previous


def test_an_edition_that_differs_in_nothing_a_reader_sees_is_no_change(library: Library) -> None:
    library.sync()
    held = library.store.path("guide")
    library.publishes(
        f'<div data-nonce="9">{OLD}</div>', '"2"', public_updated_at="2026-11-01T09:30:00.000+00:00"
    )
    assert library.sync()["guide"].outcome == "unchanged"
    assert (library.store.path("guide"), library.record("guide").previous_file) == (held, None)
    assert library.record("guide").version == "updated 1 November 2026"
    library.sync()
    assert len(library.upstream.asked(api(HTML_PAGE))) == 2


@pytest.mark.parametrize(
    "answer",
    [
        Answer(404),
        Answer(500),
        Answer(429, headers={"Retry-After": "9999"}),
        Answer(200, b"<html><body>We are updating this site</body></html>"),
        Answer(200, b"half", promised_bytes=900),
        Answer(200, zeros=200_000_000),
        Answer(302, headers={"Location": "http://10.0.0.7/"}),
    ],
    ids=["404", "500", "429", "html for xml", "truncated", "200 MB", "private address"],
)
def test_a_source_that_fails_keeps_its_last_good_text_and_holds_up_no_other(
    library: Library, answer: Answer
) -> None:
    library.sync()
    before = library.record("act")
    library.upstream.gives(ACT, answer)
    library.publishes(NEW, '"2"')
    results = library.sync()
    assert (results["act"].outcome, results["guide"].outcome) == ("failed", "changed")
    assert "The controller must record the reasons." in library.text("act")
    after = library.record("act")
    assert (after.state, after.checked_at, after.version) == ("stale", before.checked_at, before.version)
    assert after.problem == results["act"].problem


def test_a_stale_source_is_current_again_once_its_publisher_answers(library: Library) -> None:
    library.sync()
    library.upstream.gives(ACT, Answer(404))
    library.sync()
    library.enacts(provision())
    assert library.sync()["act"].outcome == "unchanged"
    assert (library.record("act").state, library.record("act").problem) == ("current", None)


def test_a_source_that_never_could_be_fetched_holds_nothing(library: Library) -> None:
    library.upstream.gives(ACT, Answer(404))
    assert library.sync()["act"].outcome == "failed"
    assert (library.record("act").state, library.record("act").file) == ("stale", None)
    assert library.store.path("act") is None


def test_a_withdrawal_is_recorded_at_once_with_its_reason_and_successor(library: Library) -> None:
    library.sync()
    library.publishes(OLD, '"2"', withdrawn_notice=WITHDRAWN)
    assert library.sync()["guide"].outcome == "withdrawn"
    record = library.record("guide")
    assert (record.state, record.problem) == ("withdrawn", "Withdrawn: read the newer guide.")
    assert record.successor_url == library.upstream.url("/guidance/newer")
    assert "Ask before sharing." in library.text("guide")


def test_what_is_withdrawn_is_not_made_current_by_a_failure(library: Library) -> None:
    library.publishes(OLD, '"2"', withdrawn_notice=WITHDRAWN)
    library.sync()
    library.upstream.gives(api(PAGE), Answer(500))
    assert library.sync()["guide"].outcome == "failed"
    assert library.record("guide").state == "withdrawn"


def test_what_its_publisher_takes_back_into_use_is_current_again(library: Library) -> None:
    library.sync()
    library.publishes(OLD, '"2"', withdrawn_notice=WITHDRAWN)
    library.sync()
    library.publishes(OLD, '"1"')
    library.sync()
    record = library.record("guide")
    assert (record.state, record.problem, record.successor_url) == ("current", None, None)


def test_a_page_without_a_sentence_is_no_new_text(library: Library) -> None:
    library.sync()
    library.publishes('<img src="cover.png">', '"2"')
    result = library.sync()["guide"]
    assert result.outcome == "failed"
    assert "cannot be read as its text" in str(result.problem)
    assert "Ask before sharing." in library.text("guide")


def test_another_address_in_the_register_is_fetched_whole(library: Library) -> None:
    library.sync()
    library.guide_path = "/guidance/newer"
    body = Answer(200, item("detailed_guide", details={"body": NEW}), {"ETag": '"1"'})
    library.upstream.gives(api("/guidance/newer"), body)
    assert library.sync()["guide"].outcome == "changed"


def test_a_text_that_somebody_removed_is_fetched_whole(library: Library) -> None:
    library.sync()
    held = library.store.path("guide")
    assert held is not None
    held.unlink()
    library.sync()
    assert "Ask before sharing." in library.text("guide")


def test_a_record_that_cannot_be_read_holds_up_no_other_source(library: Library) -> None:
    library.sync()
    (library.root / "guide" / "record.json").write_text("{")
    results = library.sync()
    assert (results["guide"].outcome, results["act"].outcome) == ("failed", "unchanged")
    assert "remove it and sync again" in str(results["guide"].problem)


def test_two_syncs_do_not_write_at_the_same_time(library: Library) -> None:
    library.root.mkdir(parents=True)
    with FileLock(library.root / "sync.lock"), pytest.raises(SyncError, match="another sync"):
        library.sync()


@pytest.fixture
def corpus(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The same two sources in a corpus folder, with the command line reaching the site of the tests."""
    sources = [one.model_dump(mode="json", include=set(one.model_fields_set)) for one in library.sources()]
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "sources.yaml").write_text(yaml.safe_dump({"sources": sources}))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INGEST_DOCS_DIR", str(docs))
    monkeypatch.setenv("INGEST_FETCHED_DIR", str(library.root))
    monkeypatch.setenv("COLUMNS", "250")

    @contextmanager
    def reaching(_: IngestSettings) -> Iterator[Web]:
        yield library.web

    monkeypatch.setattr("ingest.__main__.open_web", reaching)
    return library


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["sync", *arguments], catch_exceptions=False)


def test_the_command_shows_each_source_and_what_to_do_next(corpus: Library) -> None:
    ran = run()
    assert ran.exit_code == 0
    rows = [line for line in ran.stdout.splitlines() if "The guide" in line]
    assert "new" in rows[0]
    assert "updated 10 September 2026" in rows[0]
    assert "Updated for the new duty." in rows[0]
    assert ran.stdout.endswith("Next: python -m ingest build\n")
    assert "Next" not in run().stdout


def test_the_command_fetches_only_the_sources_named(corpus: Library) -> None:
    run("act")
    assert corpus.store.record("guide") is None
    assert corpus.store.path("act") is not None


def test_the_command_exits_1_and_says_why_if_a_source_failed(corpus: Library) -> None:
    corpus.upstream.gives(ACT, Answer(404))
    ran = run()
    assert ran.exit_code == 1
    assert f"{corpus.upstream.url(ACT)} answers 404" in " ".join(ran.stdout.split())


def test_the_command_as_json_is_one_list_on_stdout(corpus: Library) -> None:
    ran = run("--json")
    printed = json.loads(ran.stdout)
    assert [(one["source_id"], one["outcome"]) for one in printed] == [("guide", "new"), ("act", "new")]
    assert printed[0]["record"]["state"] == "current"


def test_the_command_names_a_source_that_is_not_registered(corpus: Library) -> None:
    ran = run("nobody")
    assert ran.exit_code == 2
    assert "nobody" in ran.stderr


def test_what_was_synced_is_what_the_next_build_holds(
    corpus: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.workspace.load_embedder", lambda *_: WordEncoder())
    run()
    built = CliRunner().invoke(app, ["build"], catch_exceptions=False)
    shown = CliRunner().invoke(app, ["status", "--json"], catch_exceptions=False)
    held = {one["id"]: one for one in json.loads(shown.stdout)}
    assert built.exit_code == 0
    assert (held["act"]["version"], held["act"]["sections"]) == ("as it stands from 19 June 2026", 1)
    assert held["guide"]["version"] == "updated 10 September 2026"
