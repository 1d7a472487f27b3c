"""The invented sample partnerships: marked as samples, safe, and whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pypdfium2
import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from ingest.models import Contact, Partnership

LOCAL = Path(__file__).parents[1] / "guidance_docs" / "local"
MARK = re.compile(r"SAMPLE: an invented document for an invented place")
PLACEHOLDER = re.compile(r"lorem|\bTBC\b|\bTODO\b|\bXX+\b|\[insert|\?\?\?", re.IGNORECASE)
# Ofcom keeps these ranges for drama: no area, London, mobile.
FOR_DRAMA = re.compile(r"01632 960\d{3}|020 7946 0\d{3}|07700 900\d{3}")
PUBLIC_NUMBERS = {"999", "101"}
PHONE = re.compile(r"\b0\d[\d ]{7,12}\d\b|\b(?:999|101|111)\b")
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w|https?://[\w.-]+")


def pdf_pages(file: Path) -> Iterator[str]:
    with pypdfium2.PdfDocument(file) as document:
        for page in document:
            yield page.get_textpage().get_text_bounded()


def docx_lines(file: Path) -> Iterator[str]:
    document = docx.Document(str(file))
    yield from (paragraph.text for paragraph in document.paragraphs)
    yield from (cell.text for table in document.tables for row in table.rows for cell in row.cells)


def text_of(file: Path) -> str:
    if file.suffix == ".pdf":
        return "\n".join(pdf_pages(file))
    if file.suffix == ".docx":
        return "\n".join(docx_lines(file))
    text = file.read_text(encoding="utf-8")
    return "".join(main.text(separator=" ") for main in LexborHTMLParser(text).css("main")) or text


def partnership(folder: Path) -> Partnership:
    return Partnership.model_validate(yaml.safe_load((folder / "partnership.yaml").read_text("utf-8")))


def contacts_of(folder: Path) -> tuple[Contact, ...]:
    described = partnership(folder)
    return (described.front_door, described.out_of_hours, *described.contacts)


FOLDERS = sorted(file.parent for file in LOCAL.glob("*/partnership.yaml"))
PROTOCOLS = sorted(file for folder in FOLDERS for file in folder.iterdir() if file.suffix != ".yaml")
each_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
each_protocol = pytest.mark.parametrize("file", PROTOCOLS, ids=lambda file: str(file.relative_to(LOCAL)))


@each_folder
def test_a_partnership_describes_itself_as_a_sample(folder: Path) -> None:
    described = partnership(folder)

    assert described.id == folder.name
    assert described.sample is True


@each_folder
def test_a_partnerships_numbers_are_answered_by_nobody_or_by_the_police(folder: Path) -> None:
    phones = [contact.phone for contact in contacts_of(folder) if contact.phone]

    assert len(phones) >= 6
    assert [p for p in phones if p not in PUBLIC_NUMBERS and not FOR_DRAMA.fullmatch(p)] == []


@each_folder
def test_a_partnership_says_when_each_contact_answers(folder: Path) -> None:
    assert [contact.name for contact in contacts_of(folder) if not contact.when] == []


@each_folder
def test_a_partnerships_addresses_belong_to_nobody(folder: Path) -> None:
    addresses = ADDRESS.findall((folder / "partnership.yaml").read_text("utf-8"))

    assert addresses != []
    assert [a for a in addresses if not a.endswith((".example", "example.org"))] == []


@each_protocol
def test_a_protocol_says_first_that_it_is_invented(file: Path) -> None:
    assert MARK.search(text_of(file)[:400])


@each_protocol
def test_a_protocol_has_no_placeholder(file: Path) -> None:
    assert PLACEHOLDER.findall(text_of(file)) == []


@each_protocol
def test_a_protocols_numbers_are_for_drama_or_the_polices_own(file: Path) -> None:
    # PDF lines wrap inside a number.
    numbers = {" ".join(n.split()) for n in PHONE.findall(" ".join(text_of(file).split()))}

    assert {n for n in numbers if n not in PUBLIC_NUMBERS and not FOR_DRAMA.fullmatch(n)} == set()


@each_protocol
def test_a_protocol_sends_immediate_danger_to_999(file: Path) -> None:
    text = " ".join(text_of(file).split())

    assert re.search(r"immediate danger[^.]*999|999[^.]*immediate danger", text)


@each_protocol
def test_a_protocols_local_numbers_are_those_of_its_partnership(file: Path) -> None:
    known = {contact.phone for contact in contacts_of(file.parent)}
    numbers = set(FOR_DRAMA.findall(" ".join(text_of(file).split())))

    assert numbers - known == set()


@pytest.mark.parametrize("file", [f for f in PROTOCOLS if f.suffix == ".pdf"], ids=lambda f: str(f.name))
def test_each_page_of_a_pdf_protocol_has_text_of_its_own(file: Path) -> None:
    pages = list(pdf_pages(file))

    assert len(pages) >= 3
    assert min(len(page.split()) for page in pages) > 60


@pytest.mark.parametrize("file", [f for f in PROTOCOLS if f.suffix == ".docx"], ids=lambda f: str(f.name))
def test_the_word_protocols_have_real_headings(file: Path) -> None:
    headings = [
        p.text for p in docx.Document(str(file)).paragraphs if (p.style and p.style.name) == "Heading 1"
    ]

    assert len(headings) >= 7


@pytest.mark.parametrize(
    ("exampleshire", "northmere"),
    [
        (
            ("missing-children-protocol.md", "takes place within 72 hours of the child's return"),
            ("missing-children-plan.pdf", "takes place within 48 hours of the child's return"),
        ),
        (
            ("missing-children-protocol.md", "take no longer than 30 minutes"),
            ("missing-children-plan.pdf", "spends no more than 15 minutes"),
        ),
        (
            ("allegations-against-staff.docx", "within five working days of the LADO's decision"),
            ("position-of-trust-procedure.docx", "within three working days of deciding"),
        ),
        (
            ("recording-policy.md", "written down in Exampleshire within one hour"),
            ("recording-standard.html", "written down within two hours in Northmere"),
        ),
        (
            ("escalation-policy.html", "Stage 1 ends after one working day"),
            ("professional-challenge-procedure.md", "Step 1 in Northmere ends after two working days"),
        ),
    ],
)
def test_neighbours_set_different_times_for_the_same_thing(
    exampleshire: tuple[str, str], northmere: tuple[str, str]
) -> None:
    for place, (name, words) in (("exampleshire", exampleshire), ("northmere", northmere)):
        assert words in " ".join(text_of(LOCAL / place / name).split())


def test_the_recording_policy_is_a_stale_text_that_cites_replaced_advice() -> None:
    text = (LOCAL / "exampleshire" / "recording-policy.md").read_text("utf-8")

    assert "reviewed by 31 March 2026" in text
    assert "Information sharing: advice for practitioners (2018)" in text
