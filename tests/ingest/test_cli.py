"""The command line: exit codes, what is printed where, and what it says when something is wrong."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from filelock import FileLock
from typer.testing import CliRunner, Result

from ingest.__main__ import app
from ingest.sources.fetched import FetchedRecord, FetchedStore
from tests.encoder import WordEncoder

CONSENT = "# Consent\n\n## Rule 3\n\nConsent is not needed where a child is at risk. Record why.\n"
RECORDS = "# Records\n\n## Keeping\n\nRecords are kept for twenty-five years.\n"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus folder of national documents and its register, and the command line that reads it."""

    folder: Path

    def write(self, name: str, text: str) -> None:
        (self.folder / "national" / name).write_text(text, encoding="utf-8")

    def register(self, **changes: dict[str, Any]) -> None:
        """Registers consent and records, with these fields of an entry changed."""
        entries = [entry(name) | changes.get(name, {}) for name in ("consent", "records")]
        (self.folder / "sources.yaml").write_text(yaml.safe_dump({"sources": entries}))

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, arguments, catch_exceptions=False)


def entry(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "title": f"Guide to {name}",
        "publisher": "Tests",
        "url": f"https://example.org/{name}",
        "authority": "law",
        "licence": "MIT",
        "version": "2026",
        "path": f"national/{name}.md",
    }


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    (tmp_path / "docs" / "national").mkdir(parents=True)
    made = Corpus(tmp_path / "docs")
    made.register()
    made.write("consent.md", CONSENT)
    made.write("records.md", RECORDS)
    for name in [name for name in os.environ if name.startswith("INGEST_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INGEST_DOCS_DIR", str(made.folder))
    monkeypatch.setenv("INGEST_INDEX_DIR", str(tmp_path / "index"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("ingest.workspace.load_embedder", lambda *_: WordEncoder())
    return made


def test_a_build_reports_what_it_did_and_exits_0(corpus: Corpus) -> None:
    ran = corpus.run("build")
    assert ran.exit_code == 0
    assert ran.stdout.startswith(
        "2 documents, 2 sections, 2 chunks: 2 added, 0 changed, 0 removed, 0 failed; "
        "2 chunks embedded, 0 carried over; "
    )
    assert ran.stdout.count("\n") == 1


def test_a_build_can_name_the_engine_that_embeds(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INGEST_ENGINE", "ray")
    monkeypatch.setitem(sys.modules, "ray", None)
    by_setting = corpus.run("build")
    assert by_setting.exit_code == 2
    assert "Ray is not installed" in by_setting.stderr
    assert corpus.run("build", "--engine", "local").exit_code == 0


def test_an_engine_there_is_not_is_refused_with_those_there_are(corpus: Corpus) -> None:
    ran = corpus.run("build", "--engine", "spark")
    assert ran.exit_code == 2
    assert "'local'" in ran.stderr
    assert "'ray'" in ran.stderr


def test_a_second_build_says_that_nothing_changed(corpus: Corpus) -> None:
    corpus.run("build")
    ran = corpus.run("build")
    assert ran.exit_code == 0
    assert ran.stdout.startswith("Nothing changed: 2 documents, ")


def test_progress_goes_to_stderr_and_the_report_to_stdout(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    ran = corpus.run("build")
    assert "reading documents" in ran.stderr
    assert "embedding national" in ran.stderr
    assert "2/2" in ran.stderr
    assert "reading documents" not in ran.stdout


def test_a_failed_document_exits_1_with_a_line_naming_its_file_and_the_fix(corpus: Corpus) -> None:
    corpus.write("records.md", "")
    ran = corpus.run("build")
    assert ran.exit_code == 1
    counts, line = ran.stdout.splitlines()
    assert counts.startswith("1 documents, 1 sections, 1 chunks: 1 added, 0 changed, 0 removed, 1 failed;")
    assert line.startswith("FAILED national/records.md: ")
    assert "empty" in line
    assert line.endswith("(it is not in the index)")


def test_a_document_that_breaks_later_is_said_to_be_still_served(corpus: Corpus) -> None:
    corpus.run("build")
    corpus.write("records.md", "")
    ran = corpus.run("build")
    assert ran.exit_code == 1
    assert ran.stdout.splitlines()[-1].endswith("(its last good text still serves)")


def test_a_build_as_json_is_one_object_on_stdout_and_nothing_else(corpus: Corpus) -> None:
    ran = corpus.run("build", "--json")
    printed = json.loads(ran.stdout)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert (printed["written"], printed["documents"], printed["embedded"]) == (True, 2, 2)
    assert printed["added"] == ["consent", "records"]
    assert printed["failed"] == []


def test_a_failed_document_is_in_the_json_with_its_file_and_the_problem(corpus: Corpus) -> None:
    corpus.write("records.md", "")
    ran = corpus.run("build", "--json")
    assert ran.exit_code == 1
    (failure,) = json.loads(ran.stdout)["failed"]
    assert (failure["source_id"], failure["path"], failure["kept"]) == (
        "records",
        "national/records.md",
        False,
    )
    assert "empty" in failure["problem"]


def test_another_build_in_progress_exits_2_and_says_to_wait(corpus: Corpus, tmp_path: Path) -> None:
    corpus.run("build")
    with FileLock(tmp_path / "index" / "build.lock"):
        ran = corpus.run("build")
    assert ran.exit_code == 2
    assert "Error: another build is writing" in ran.stderr
    assert "wait" in ran.stderr


@pytest.mark.parametrize("command", ["build", "status", "check"])
def test_a_wrong_register_exits_2_naming_entry_field_value_and_fix(corpus: Corpus, command: str) -> None:
    corpus.register(records={"path": "national/gone.md"})
    ran = corpus.run(command)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("Error: ")
    for said in ("sources.yaml", "records", "path", "'national/gone.md'", "add it"):
        assert said in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("command", ["build", "status", "check"])
def test_a_missing_corpus_exits_2_naming_the_file(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("INGEST_DOCS_DIR", "nowhere")
    ran = corpus.run(command)
    assert ran.exit_code == 2
    assert "nowhere/sources.yaml: No such file or directory: create it" in ran.stderr


@pytest.mark.parametrize("command", ["build", "status"])
def test_an_index_folder_that_cannot_be_made_exits_2_naming_it_and_the_setting(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (tmp_path / "taken").write_text("a file")
    monkeypatch.setenv("INGEST_INDEX_DIR", str(tmp_path / "taken"))
    ran = corpus.run(command)
    assert ran.exit_code == 2
    assert str(tmp_path / "taken") in ran.stderr
    assert "INGEST_INDEX_DIR" in ran.stderr


@pytest.mark.parametrize("command", ["build", "status", "check"])
def test_a_setting_out_of_bounds_exits_2_naming_it(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("INGEST_CHUNK_WORDS", "5")
    ran = corpus.run(command)
    assert ran.exit_code == 2
    assert "INGEST_CHUNK_WORDS" in ran.stderr
    assert "20" in ran.stderr


def test_status_before_the_first_build_says_what_to_run(corpus: Corpus) -> None:
    ran = corpus.run("status")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == "Error: there is no index yet; run: python -m ingest build\n"


def test_status_shows_each_source_with_its_dates_and_problems(corpus: Corpus) -> None:
    corpus.register(
        consent={"review_by": "2020-01-31", "effective_from": "2018-07-04"},
        records={"superseded_by": "consent"},
    )
    corpus.run("build")
    ran = corpus.run("status")
    assert ran.exit_code == 0
    (consent,) = [line for line in ran.stdout.splitlines() if "Guide to consent" in line]
    (records,) = [line for line in ran.stdout.splitlines() if "Guide to records" in line]
    for said in (" national ", "2026", "2018-07-04", "2020-01-31", " 1 ", "past its review date 2020-01-31"):
        assert said in consent
    for said in ("national-superseded", "superseded by consent"):
        assert said in records


def test_status_says_what_is_not_held_and_what_needs_a_build(corpus: Corpus) -> None:
    corpus.register(records={"path": None})
    corpus.run("build")
    assert "not held" in corpus.run("status").stdout
    corpus.register()
    assert "not in the index: run a build" in corpus.run("status").stdout


def test_status_as_json_lists_the_sources_with_their_problems(corpus: Corpus) -> None:
    corpus.register(consent={"review_by": "2020-01-31"}, records={"superseded_by": "consent"})
    corpus.run("build")
    printed = {one["id"]: one for one in json.loads(corpus.run("status", "--json").stdout)}
    assert printed["consent"]["problems"] == ["past its review date 2020-01-31"]
    assert printed["records"]["problems"] == ["superseded by consent"]
    assert printed["records"]["scope"] == "national-superseded"
    assert printed["consent"]["sections"] == 1


def test_diff_shows_the_sentences_that_changed_since_the_last_build(corpus: Corpus) -> None:
    corpus.run("build")
    assert corpus.run("diff").stdout == "Nothing changed.\n"
    corpus.write("records.md", RECORDS.replace("twenty-five", "thirty [30]"))
    corpus.run("build")
    ran = corpus.run("diff")
    assert ran.exit_code == 0
    shown = " ".join(ran.stdout.split())
    for said in ("Guide to records", "changed", "twenty-five", "thirty [30]"):
        assert said in shown
    assert "Guide to consent" not in shown


def test_diff_of_one_source_leaves_the_others_out(corpus: Corpus) -> None:
    corpus.run("build")
    corpus.write("records.md", RECORDS.replace("twenty-five", "thirty"))
    corpus.write("consent.md", CONSENT.replace("Record", "Write down"))
    corpus.run("build")
    printed = json.loads(corpus.run("diff", "records", "--json").stdout)
    assert [one["source"] for one in printed] == ["records"]
    assert printed[0]["changes"][0]["added"] == ["Records are kept for thirty years."]


def test_diff_of_an_unknown_source_exits_2_naming_it(corpus: Corpus) -> None:
    ran = corpus.run("diff", "recrods")
    assert ran.exit_code == 2
    assert "no source 'recrods' in sources.yaml" in ran.stderr


@pytest.mark.parametrize(
    ("field", "value"),
    [("cites_superseded", ["consent"]), ("upstream", "current"), ("summary_of", "consent")],
)
def test_the_register_cannot_say_what_only_a_build_finds_out(
    corpus: Corpus, field: str, value: object
) -> None:
    corpus.register(records={field: value})
    ran = corpus.run("check")
    assert ran.exit_code == 2
    assert f"{field}: {value!r}: no such field" in ran.stderr


def test_a_fetched_full_text_is_built_and_shown_with_its_version_and_age(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INGEST_FETCHED_DIR", str(tmp_path / "fetched"))
    moment = datetime.now(UTC) - timedelta(days=3)
    record = FetchedRecord(
        source_id="records",
        url="https://example.org/records/text",
        version="updated today",
        fetched_at=moment,
        checked_at=moment,
    )
    FetchedStore(tmp_path / "fetched").keep(record, RECORDS.encode(), ".md")
    asked = {"connector": "web_page", "url": "https://example.org/records"}
    corpus.register(records={"representation": "digest", "full_text": asked})
    assert corpus.run("build").exit_code == 0
    printed = {one["id"]: one for one in json.loads(corpus.run("status", "--json").stdout)}
    full, summary = printed["records"], printed["records-summary"]
    assert (full["version"], full["representation"], full["sections"]) == ("updated today", "full_text", 1)
    assert full["age_days"] in {3, 4}
    assert (summary["version"], summary["scope"], summary["sections"]) == ("2026", "national-summaries", 1)
    assert full["problems"] == summary["problems"] == []
    assert "3 days" in (table := corpus.run("status").stdout) or "4 days" in table


def test_check_of_a_sound_corpus_exits_0_and_builds_nothing(corpus: Corpus, tmp_path: Path) -> None:
    ran = corpus.run("check")
    assert (ran.exit_code, ran.stdout) == (0, "2 sources, no problem.\n")
    assert not (tmp_path / "index").exists()


UNSOUND: dict[str, tuple[Callable[[Corpus], None], tuple[str, ...]]] = {
    "an empty file": (lambda c: c.write("records.md", ""), ("national/records.md", "empty")),
    "a file without a sentence": (lambda c: c.write("records.md", "# Records\n"), ("national/records.md",)),
    "a file that is not what its name says": (
        lambda c: c.write("records.md", "%PDF-1.7 not Markdown"),
        ("national/records.md", "PDF"),
    ),
    "a file that nobody registered": (
        lambda c: c.write("extra.md", CONSENT),
        ("extra.md", "not in sources.yaml", "add an entry"),
    ),
    "a section to be read with another that there is not": (
        lambda c: c.write("records.md", f"{RECORDS}\n<!-- read_with: #keping -->\n"),
        ("records#", "read_with", "'records#keping'", "#fragment"),
    ),
}


@pytest.mark.parametrize(("spoil", "said"), UNSOUND.values(), ids=UNSOUND.keys())
def test_check_exits_1_naming_the_file_and_the_fix(
    corpus: Corpus, spoil: Callable[[Corpus], None], said: tuple[str, ...]
) -> None:
    spoil(corpus)
    ran = corpus.run("check")
    assert ran.exit_code == 1
    (line,) = ran.stdout.splitlines()
    assert all(words in line for words in said)


def test_check_lists_every_problem_at_once(corpus: Corpus) -> None:
    corpus.write("records.md", "")
    corpus.write("consent.md", "")
    corpus.write("extra.md", CONSENT)
    assert len(corpus.run("check").stdout.splitlines()) == 3
