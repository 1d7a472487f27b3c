"""From a folder of documents to registered sources, as a policy officer does it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from os import utime
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner, Result

from ingest.__main__ import app
from ingest.errors import RegisterError
from ingest.sources.adding import Outcome, Row, add_folder
from ingest.sources.details import Details
from ingest.sources.register import load_register, unregistered

TODAY = date(2026, 11, 22)
WRITTEN = datetime(2025, 3, 14, tzinfo=UTC).timestamp()
NEW = Details(
    "northshire", "Northshire SCP", "Northshire", "01632 960700", "01632 960701", "https://n.example/p"
)
KNOWN = Details("northshire")
REGISTER = """# The register.
sources:
  # Law
  - id: duty  # the first
    title: "The duty"
    publisher: Tests
    url: https://example.org/duty
    authority: law
    licence: MIT
    version: "2026"
    path: null
"""
POLICY = (
    "# Escalation policy\n\nVersion 1.2, in force from 1 May 2026, to be reviewed by 30 April 2027.\n\n"
    "## Steps\n\nRing.\n"
)
PLAIN = "# Recording guide\n\nWrite it down.\n"


@dataclass(frozen=True, slots=True)
class Desk:
    """A policy officer's folder and the corpus it is added to."""

    docs: Path
    folder: Path

    def write(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        utime(file, (WRITTEN, WRITTEN))
        return file

    def add(self, details: Details = NEW) -> dict[str, Row]:
        return {row.file: row for row in add_folder(self.docs, self.folder, details, TODAY)}

    def outcomes(self, details: Details = NEW) -> dict[str, Outcome]:
        return {file: row.outcome for file, row in self.add(details).items()}

    @property
    def register(self) -> str:
        return (self.docs / "sources.yaml").read_text(encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "docs", tmp_path / "mine")
    made.docs.mkdir()
    made.folder.mkdir()
    (made.docs / "sources.yaml").write_text(REGISTER)
    return made


def test_a_folder_becomes_a_registered_partnership(desk: Desk) -> None:
    desk.write("Escalation Policy (FINAL).MD", POLICY)
    desk.add()

    register = load_register(desk.docs)
    added = register.source("northshire-escalation-policy-final")
    assert register.partnership("northshire").front_door.phone == "01632 960700"
    assert (added.title, added.version) == ("Escalation policy", "1.2")
    assert (added.effective_from, added.review_by) == (date(2026, 5, 1), date(2027, 4, 30))
    assert (added.partnership, added.access.value) == ("northshire", "partnership")
    assert (desk.docs / str(added.path)).read_text() == POLICY
    assert unregistered(desk.docs, register) == ()


def test_a_word_document_is_read_with_its_table_of_document_control(desk: Desk) -> None:
    policy = docx.Document()
    policy.add_heading("Missing children protocol", 1)
    cells = policy.add_table(2, 2)
    for row, words in zip(cells.rows, (("Version", "3.0"), ("Review date", "1 June 2028")), strict=True):
        row.cells[0].text, row.cells[1].text = words
    policy.add_paragraph("A child is reported missing at once.")
    policy.save(str(desk.folder / "missing.docx"))

    source = desk.add()["missing.docx"].source
    assert source
    assert (source.title, source.version) == ("Missing children protocol", "3.0")
    assert source.review_by == date(2028, 6, 1)


def test_what_a_document_does_not_state_is_to_be_checked_and_the_files_date_is_its_version(
    desk: Desk,
) -> None:
    desk.write("recording.md", PLAIN)

    row = desk.add()["recording.md"]
    assert row.source
    assert row.source.version == "file of 14 March 2025"
    assert row.notes == ("not stated: version (the file's date stands for it), in force from, review date",)


def test_a_document_past_its_review_date_is_pointed_out(desk: Desk) -> None:
    desk.write("old.md", POLICY.replace("2027", "2026"))

    assert desk.add()["old.md"].notes == ("past its review date: answers will say so",)


def test_the_register_keeps_its_comments_and_other_entries(desk: Desk) -> None:
    desk.write("recording.md", PLAIN)
    desk.add()

    assert desk.register.startswith(REGISTER)


def test_adding_again_changes_nothing(desk: Desk) -> None:
    desk.write("recording.md", PLAIN)
    desk.add()
    before = desk.register

    assert desk.outcomes(KNOWN) == {"recording.md": Outcome.UNCHANGED}
    assert desk.register == before


def test_a_new_edition_updates_its_entry_and_nothing_else(desk: Desk) -> None:
    desk.write("escalation.md", POLICY)
    desk.write("recording.md", PLAIN)
    desk.add()
    corrected = desk.register.replace("title: Escalation policy", "title: Escalation  # as printed")
    (desk.docs / "sources.yaml").write_text(corrected)
    desk.write("escalation.md", POLICY.replace("1.2", "2.0").replace("2027", "2028"))

    assert desk.outcomes(KNOWN) == {"escalation.md": Outcome.UPDATED, "recording.md": Outcome.UNCHANGED}
    expected = corrected.replace("'1.2'", "'2.0'").replace("2027-04-30", "2028-04-30")
    assert desk.register == expected
    assert "2.0" in (desk.docs / "local/northshire/escalation.md").read_text()


def test_a_review_date_that_a_new_edition_states_for_the_first_time_is_entered(desk: Desk) -> None:
    desk.write("recording.md", PLAIN)
    desk.add()
    desk.write("recording.md", f"{PLAIN}\nReview date: 1 May 2027\n")
    desk.add(KNOWN)

    assert load_register(desk.docs).source("northshire-recording").review_by == date(2027, 5, 1)


def test_a_document_taken_out_of_the_folder_is_reported_and_stays(desk: Desk) -> None:
    desk.write("recording.md", PLAIN)
    gone = desk.write("escalation.md", POLICY)
    desk.add()
    gone.unlink()

    row = desk.add(KNOWN)["escalation.md"]
    assert row.outcome is Outcome.GONE
    assert "take northshire-escalation out of sources.yaml" in row.notes[0]
    assert load_register(desk.docs).source("northshire-escalation")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("policy.doc", b"\xd0\xcf\x11\xe0", "save it as one of .md, .markdown, .html, .htm, .pdf, .docx"),
        ("policy.pdf", b"not a pdf", "policy.pdf is plain text, not what .pdf says"),
        ("empty.md", b"", "is empty"),
        ("terms.yaml", b"terms: []", "is not a document: take it out of the folder"),
    ],
)
def test_what_cannot_be_read_is_left_out_with_the_reason(
    desk: Desk, name: str, content: bytes, reason: str
) -> None:
    desk.write("recording.md", PLAIN)
    (desk.folder / name).write_bytes(content)

    row = desk.add()[name]
    assert row.outcome is Outcome.UNREADABLE
    assert reason in row.notes[0]
    assert not list(desk.docs.rglob(name))
    assert len(load_register(desk.docs).sources) == 2


def test_an_unreadable_new_edition_leaves_the_text_held_before(desk: Desk) -> None:
    file = desk.write("recording.md", PLAIN)
    desk.add()
    file.write_bytes(b"")

    assert desk.add(KNOWN)["recording.md"].notes[-1] == "the text held before stays"
    assert (desk.docs / "local/northshire/recording.md").read_text() == PLAIN


def test_two_names_that_would_be_stored_as_one_are_told_apart_by_the_officer(desk: Desk) -> None:
    desk.write("Recording.md", PLAIN)
    desk.write("later/recording.md", POLICY)

    rows = desk.add()
    assert rows["Recording.md"].outcome is Outcome.ADDED
    assert rows["later/recording.md"].notes == ("its name is too like that of Recording.md: rename it",)


def test_the_same_name_in_two_formats_gets_two_ids(desk: Desk) -> None:
    desk.write("recording.html", "<h1>Recording</h1><p>Write it down.</p>")
    desk.write("recording.md", PLAIN)
    desk.add()

    ids = [source.id for source in load_register(desk.docs).sources if source.partnership]
    assert ids == ["northshire-recording", "northshire-recording-2"]


def test_lock_files_and_hidden_files_are_passed_over(desk: Desk) -> None:
    desk.write("recording.md", PLAIN)
    desk.write("~$cording.docx", "lock")
    desk.write(".DS_Store", "x")

    assert desk.outcomes() == {"recording.md": Outcome.ADDED}


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        (KNOWN, "give --name, --area, --front-door, --out-of-hours, --page as well"),
        (Details("North Shire", "N", "N", "1", "2", "https://n.example"), "as in north-county"),
        (Details("../up", "N", "N", "1", "2", "https://n.example"), "as in north-county"),
        (Details("n", "N", "N", "1", "2", "n.example"), "page 'n.example': give the page's full http://"),
    ],
)
def test_details_that_are_missing_or_wrong_are_named_and_nothing_is_written(
    desk: Desk, details: Details, reason: str
) -> None:
    desk.write("recording.md", PLAIN)

    with pytest.raises(RegisterError, match=re.escape(reason)):
        desk.add(details)
    assert desk.register == REGISTER
    assert not (desk.docs / "local").exists()


@pytest.mark.parametrize(
    ("folder", "reason"),
    [("nowhere", "is not a folder"), ("mine", "holds no document"), ("docs", "is inside")],
)
def test_a_folder_that_cannot_be_added_is_refused(desk: Desk, folder: str, reason: str) -> None:
    with pytest.raises(RegisterError, match=reason):
        add_folder(desk.docs, desk.folder.parent / folder, NEW, TODAY)


@pytest.fixture
def run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("INGEST_DOCS_DIR", str(desk.docs))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(desk.docs)
    return CliRunner()


def added(run: CliRunner, desk: Desk, *options: str) -> Result:
    return run.invoke(app, ["add", str(desk.folder), "--partnership", "northshire", *options])


OPTIONS = ("--name", "Northshire SCP", "--area", "N", "--front-door", "1", "--out-of-hours", "2")


def test_the_command_prints_a_table_and_what_to_do_next(desk: Desk, run: CliRunner) -> None:
    desk.write("recording.md", PLAIN)
    ran = added(run, desk, *OPTIONS, "--page", "https://n.example/p")

    assert ran.exit_code == 0
    assert re.search(r"recording\.md.*Recording guide.*file of 14 March 2025.*added.*not stated", ran.stdout)
    assert ran.stdout.endswith("Next: python -m ingest build\n")


def test_the_command_exits_1_when_a_document_could_not_be_read(desk: Desk, run: CliRunner) -> None:
    desk.write("recording.doc", "x")

    assert added(run, desk, *OPTIONS, "--page", "https://n.example/p").exit_code == 1


def test_without_a_terminal_the_command_says_which_options_to_give(desk: Desk, run: CliRunner) -> None:
    desk.write("recording.md", PLAIN)
    ran = added(run, desk, *OPTIONS)

    assert ran.exit_code == 2
    assert ran.stderr.endswith("'northshire' is not fully described: give --page as well\n")


def test_at_a_terminal_the_command_asks_for_what_is_missing(
    desk: Desk, run: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("recording.md", PLAIN)
    monkeypatch.setattr("ingest.__main__.is_terminal", lambda: True)
    arguments = ["add", str(desk.folder), "--partnership", "northshire", *OPTIONS]
    ran = run.invoke(app, arguments, input="https://n.example/p\n")

    assert ran.exit_code == 0
    assert "Page: " in ran.stdout
    assert load_register(desk.docs).source("northshire-recording").url == "https://n.example/p"
