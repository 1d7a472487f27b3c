"""A protocol from a policy officer's computer into the library and out of it again, really read and built."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import docx
import pytest
from fastapi.testclient import TestClient
from reportlab.pdfgen.canvas import Canvas

from assistant.channels.web.policy.problems import say_problem
from assistant.desk import Desk, open_desk
from assistant.identity.caller import CallerRole, person
from assistant.models import Reach
from assistant.settings import AssistantSettings
from ingest.catalogue import open_catalogue
from ingest.documents import sections_in
from ingest.models import Section
from ingest.problems import Problem, ProblemKind
from ingest.settings import IngestSettings
from ingest.sources.register import load_register
from tests.assistant.conftest import docs as shared_docs
from tests.assistant.web.page import page_of, words_of
from tests.assistant.web.policy.conftest import Acting
from tests.fakes import FakeAssistant

__all__ = ["shared_docs"]

UPLOADS = "/policy/library/uploads"
POLICY = """# Escalation policy

Version 1.2, in force from 1 May 2026, to be reviewed by 30 April 2027.

## Stage one

1. Ring the manager of the other agency on the same day.

<script>alert('x')</script>
"""
EDITION = {"title": "Escalation policy", "version": "1.2", "effective_from": "", "review_by": "2027-04-30"}
OTHERTON = person("o", [CallerRole.POLICY], Reach(frozenset({"otherton"})))


@pytest.fixture
def library(shared_docs: Path, tmp_path: Path) -> IngestSettings:
    """A library of the test's own, not built yet."""
    folder = tmp_path / "docs"
    shutil.copytree(shared_docs, folder)
    return IngestSettings(_env_file=None, docs_dir=folder, index_dir=tmp_path / "index")


@pytest.fixture
def desk(settings: AssistantSettings, assistant: FakeAssistant, library: IngestSettings) -> Iterator[Desk]:
    desk = open_desk(settings, assistant.redacted, library)
    yield desk
    desk.close()


def send(
    client: TestClient, data: bytes, name: str = "Escalation policy.md", partnership: str = "exampleshire"
) -> str:
    """Where the preview is."""
    sent = client.post(UPLOADS, files={"protocol": (name, data)}, data={"partnership": partnership})
    assert sent.status_code == 303, words_of(sent)
    return sent.headers["location"]


def refused(client: TestClient, data: bytes, name: str = "policy.docx") -> str:
    sent = client.post(UPLOADS, files={"protocol": (name, data)}, data={"partnership": "exampleshire"})
    assert sent.status_code == 422
    return page_of(sent).one(".error-summary li").text()


def settle(client: TestClient, address: str) -> str:
    """The page's words once nothing is being built."""
    for _ in range(900):
        words = words_of(client.get(address))
        if "is being built" not in words:
            return words
        time.sleep(0.2)
    raise AssertionError(words)


def built(library: IngestSettings, source_id: str) -> tuple[Section, ...]:
    """The sections that the index holds of a source."""
    catalogue = open_catalogue(library.catalogue)
    held = catalogue.head_generation().sources.get(source_id)
    return catalogue.sections(held.document) if held and held.document else ()


def test_a_protocol_is_previewed_published_and_taken_back(team: TestClient, library: IngestSettings) -> None:
    address = send(team, POLICY.encode())
    page = page_of(team.get(address))
    assert page.one("h1").text() == "Escalation policy"
    assert page.values("form input", "value")[:4] == ["Escalation policy", "1.2", "2026-05-01", "2027-04-30"]
    assert [" ".join(one.split()) for one in page.texts("h3")] == [
        "Escalation policy Escalation policy, #escalation-policy",
        "Stage one Stage one, #stage-one",
    ]
    assert "exampleshire-escalation-policy" not in str(load_register(library.docs_dir))

    assert team.post(f"{address}/publish", data=EDITION).status_code == 303
    assert "Published: it is searched now." in settle(team, address)
    source = load_register(library.docs_dir).source("exampleshire-escalation-policy")
    assert (source.access.value, source.partnership, source.effective_from) == (
        "partnership",
        "exampleshire",
        None,
    )
    assert built(library, source.id) == sections_in(library.docs_dir / str(source.path), source)
    anchors = [anchor.fragment for section in built(library, source.id) for anchor in section.anchors]
    assert {f"#{anchor}" for anchor in anchors} <= set(page.values(".place[href]", "href")) | {
        "#escalation-policy",
        "#stage-one",
    }

    assert team.post(f"{address}/undo").status_code == 303
    taken_out = settle(team, address)
    assert "Taken out: it is no longer searched." in taken_out
    assert "Nothing has been changed yet" not in taken_out
    assert built(library, source.id) == ()
    assert source.id not in str(load_register(library.docs_dir))


def test_a_newer_text_replaces_the_held_one_and_gives_way_to_it_again(
    team: TestClient, library: IngestSettings, desk: Desk
) -> None:
    held = library.docs_dir / "local" / "exampleshire" / "protocol.md"
    before = held.read_text(encoding="utf-8")
    address = send(team, b"# Protocol\n\nVersion 9. Ring the new hub.\n", "protocol.md")
    assert "It replaces the text that is held under this name." in words_of(team.get(address))
    team.post(f"{address}/publish", data=EDITION | {"title": "Protocol", "version": "9"})
    settle(team, address)
    assert "new hub" in held.read_text(encoding="utf-8")

    team.post(f"{address}/undo")
    settle(team, address)
    assert held.read_text(encoding="utf-8") == before
    assert load_register(library.docs_dir).source("exampleshire-protocol").version == "2026"


def test_a_protocol_is_withdrawn_and_put_back(team: TestClient, library: IngestSettings) -> None:
    taken = team.post("/policy/library/sources/exampleshire-protocol/withdraw")
    address = taken.headers["location"]
    assert "Taken out: it is no longer searched." in settle(team, address)
    assert not (library.docs_dir / "local" / "exampleshire" / "protocol.md").exists()

    team.post(f"{address}/publish", data=EDITION | {"title": "Exampleshire protocol"})
    assert "Published: it is searched now." in settle(team, address)
    assert load_register(library.docs_dir).source("exampleshire-protocol").title == "Exampleshire protocol"


def test_a_build_that_fails_says_so_and_the_library_is_as_it_was(
    team: TestClient, library: IngestSettings
) -> None:
    (library.docs_dir / "national" / "sharing.md").write_bytes(b"\x89PNG")
    address = send(team, POLICY.encode())
    team.post(f"{address}/publish", data=EDITION)

    assert "The build failed" in settle(team, address)
    assert "sharing.md" in words_of(team.get(address))


def test_what_a_build_says_of_another_partnership_is_not_told(
    team: TestClient, library: IngestSettings
) -> None:
    (library.docs_dir / "local" / "northmere" / "protocol.md").write_bytes(b"\x89PNG")
    address = send(team, POLICY.encode())
    team.post(f"{address}/publish", data=EDITION)

    assert "The build failed" in settle(team, address)
    assert "northmere" not in (team.get(address).text + team.get("/policy/library").text).lower()
    assert team.post(f"{address}/publish", data=EDITION).status_code == 409


def test_a_word_file_is_read_whatever_it_is_called(team: TestClient) -> None:
    file, document = io.BytesIO(), docx.Document()
    document.add_heading("Missing children", 1)
    document.add_paragraph("A child is reported missing at once.")
    document.save(file)
    page = page_of(team.get(send(team, file.getvalue(), "..\\..\\evil/../Missing.pdf")))

    assert page.one("h1").text() == "Missing children"
    assert "Missing.docx" in page.one("main").text()


def test_a_pdf_is_previewed_with_its_pages(team: TestClient) -> None:
    file = io.BytesIO()
    drawing = Canvas(file)
    for number, words in enumerate(("Ring the hub on the same day.", "Write down what was said."), start=1):
        drawing.setFont("Helvetica-Bold", 18)
        drawing.drawString(72, 760, f"Stage {number}")
        drawing.setFont("Helvetica", 11)
        drawing.drawString(72, 720, words)
        drawing.showPage()
    drawing.save()
    page = page_of(team.get(send(team, file.getvalue(), "stages.txt")))

    assert "stages.pdf" in page.one("main").text()
    assert [text for text in page.texts(".stored .place") if text.endswith("page 2")]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xd0\xcf\x11\xe0", "is an old or encrypted Office file"),
        (b"PK\x03\x04", "is damaged or has a password"),
        (b"%PDF-1.4 broken", "policy"),
        (b"# Title only\n", "holds no"),
    ],
)
def test_what_cannot_be_taken_says_why(team: TestClient, data: bytes, told: str) -> None:
    assert told in refused(team, data)


def test_a_file_that_is_too_large_is_turned_away(team: TestClient, settings: AssistantSettings) -> None:
    assert "is larger than 20 MB" in refused(team, b"a" * (settings.upload_max_mb * 1024**2 + 1))
    beyond = b"a" * (settings.upload_max_mb + 1) * 1024**2
    sent = team.post(UPLOADS, files={"protocol": ("a.md", beyond)}, data={"partnership": "exampleshire"})
    assert sent.status_code == 413


def test_a_script_in_a_document_is_words_or_nothing(team: TestClient) -> None:
    page = b"<!doctype html><html><h1>Policy</h1><script>steal()</script><p>Ring the hub.</p></html>"
    for address in (send(team, page, "a.html"), send(team, POLICY.encode())):
        shown = team.get(address).text
        assert "<script>alert" not in shown
        assert "steal()" not in shown


def test_another_partnership_can_neither_upload_see_nor_change(
    team: TestClient, acting: Acting, library: IngestSettings
) -> None:
    mine = send(team, POLICY.encode())
    sent = team.post(UPLOADS, files={"protocol": ("a.md", b"# A\n\nB.\n")}, data={"partnership": "northmere"})
    assert sent.status_code == 404

    acting(OTHERTON)
    assert team.get(mine).status_code == 404
    assert team.post(f"{mine}/publish", data=EDITION).status_code == 404
    assert team.post(f"{mine}/undo").status_code == 404
    assert team.post("/policy/library/sources/exampleshire-protocol/withdraw").status_code == 404
    assert team.post("/policy/library/sources/sharing/withdraw").status_code == 404
    assert "Escalation" not in team.get("/policy/library").text
    assert "exampleshire" not in team.get("/policy/library").text
    assert load_register(library.docs_dir).source("exampleshire-protocol")


TITLES = {"old-one": "Sharing 2018"}
SAID: dict[str, Problem] = {
    "Superseded by “Sharing 2018”": Problem(ProblemKind.SUPERSEDED, successor="old-one"),
    "Withdrawn by its publisher": Problem(ProblemKind.WITHDRAWN),
    "Past its review date, 31 March 2026": Problem(ProblemKind.PAST_REVIEW, day=date(2026, 3, 31)),
    # what a publisher's site says is not reworded, whatever it looks like
    "The last fetch of its full text failed: old-one of 2026-03-31 answers 500 (see https://e.org/old-one)": (
        Problem(
            ProblemKind.NOT_FETCHED,
            reason="old-one of 2026-03-31 answers 500",
            moved_to="https://e.org/old-one",
        )
    ),
    "Cites “Sharing 2018”, superseded by gone-one": Problem(
        ProblemKind.CITES_SUPERSEDED, edition="old-one", successor="gone-one"
    ),
    "Pages 3, 5 are pictures without text: upload a copy that has it": (
        Problem(ProblemKind.SCANNED, pages=(3, 5))
    ),
    "Not in the index: build the library again": Problem(ProblemKind.NOT_INDEXED),
    "Changed since the last build: build the library again": Problem(ProblemKind.NOT_AS_BUILT),
}


@pytest.mark.parametrize(("said", "problem"), SAID.items(), ids=[one.kind.value for one in SAID.values()])
def test_a_problem_is_told_with_titles_and_days_as_people_write_them(said: str, problem: Problem) -> None:
    assert say_problem(problem, TITLES) == said


def test_every_kind_of_problem_has_its_words() -> None:
    assert {one.kind for one in SAID.values()} == set(ProblemKind)


def test_what_has_to_be_seen_to_is_listed_first(team: TestClient, library: IngestSettings) -> None:
    assert "run: python -m ingest build" in words_of(team.get("/policy/library"))
    register = library.docs_dir / "sources.yaml"
    text = register.read_text(encoding="utf-8")
    overdue = text.replace("id: sharing\n", "id: sharing\n    review_by: 2020-01-01\n")
    register.write_text(overdue, encoding="utf-8")
    team.post("/policy/library/build")
    settle(team, "/policy/library")

    seen_to, *_ = page_of(team.get("/policy/library")).texts("table")
    page = page_of(team.get("/policy/library"))
    assert "Take it out of the library" in page.one("td details").text()
    everywhere = ["Document", "Whose", "Version", "Review by", "Sections"]
    assert page.texts("thead th") == [*everywhere, "What is wrong", *everywhere, "Change"]
    assert "Sharing guidance" in seen_to
    assert "Past its review date, 1 January 2020" in seen_to
    assert "Northmere" not in team.get("/policy/library").text
