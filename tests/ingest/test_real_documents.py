"""Real documents, as their publishers made them. Skipped where the folder of them is not at hand."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from ingest.errors import DocumentError
from ingest.models import Section
from ingest.parse import parse_file
from ingest.sections import sections_of

PROJECT = Path(__file__).parents[2]
FOLDER = (PROJECT / os.environ.get("CORPUS_DIR", "../shared/corpus")).resolve() / "raw"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"no real documents in {FOLDER}: set CORPUS_DIR to their folder"
)


@dataclass(frozen=True)
class Expected:
    """What must be found: at least so many sections, phrases on their pages, and phrases nowhere."""

    sections: int
    pages: tuple[tuple[str, int], ...] = ()
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


PROTOCOL = "LWG_Local_Authorities_Modern_Slavery_Protocol_adults_"
APP_PAGE = ("Safeguarding--->", "NHS Safeguarding app", "app_obj", "Back to", "var config")
EXPECTED = {
    f"{PROTOCOL}Adult_NRM_Pathway.pdf": Expected(10, pages=(("call police on 999", 1),)),
    f"{PROTOCOL}Identification.pdf": Expected(
        40,
        pages=(
            ("Smuggling is not trafficking", 13),
            ("Make every contact count", 14),
            ("Tells their stories with obvious errors", 15),
            ("Gastrointestinal symptoms", 17),
        ),
    ),
    f"{PROTOCOL}NRM_Process_Guide.pdf": Expected(
        60,
        pages=(
            ("responsibility to put the PV at ease", 2),
            ("one fixed point of contact", 5),
            ("within three hours", 7),
        ),
    ),
    f"{PROTOCOL}Statutory_Duties.pdf": Expected(
        20, pages=(("Knowing how to recognise slavery", 8), ("Istanbul Convention", 10))
    ),
    "RFU_SafeguardingReferral_Form.pdf": Expected(5, pages=(("kept secure and confidential", 4),)),
    "first-responder-toolkit-england-wales-v2-2026.pdf": Expected(
        30,
        pages=(
            ("high level e-learning modules", 4),
            ("one referral per person", 7),
            ("subjective opinions", 9),
            ("Some cases may not follow", 6),
            ("Important contact details", 20),
            ("Have no time for playing", 22),
        ),
        absent=(
            "2. Toolkit: completing the NRM Referral Form | 4",
            "in England and Wales1",
            "non- statutory",
        ),
    ),
    "mais-ig-deep-dive.pdf": Expected(5, pages=(("section 47 enquiry", 8),), absent=("Social Finance",)),
    "nrm-form-offline-2026-v2.pdf": Expected(80, pages=(("Include the country", 5),), absent=("\uf0a8",)),
    "berkshire-lscb-responding.html": Expected(14, present=("criteria on which to rely",)),
    "nhs-app-s1-03.html": Expected(2, present=("Local Authority Designated Officer",), absent=APP_PAGE),
    "nhs-app-s1-05.html": Expected(1, present=("resulting in missed opportunities",), absent=APP_PAGE),
    "nhs-app-s3-02.html": Expected(1, present=("an unborn child protection plan",), absent=APP_PAGE),
    "nhs-app-s3-05.html": Expected(
        20, present=("controlling or coercive behaviour",), absent=(*APP_PAGE, "- Overview", "Contents")
    ),
    "gpg-ch4-information-governance.docx": Expected(40, present=("National Information Governance Board",)),
    "gpg-ch5-shared-records.docx": Expected(10, absent=("↑", "[1]")),
    "gpg-glossary.docx": Expected(1, present=("SCR | Summary Care Record (England)",)),
    "National_Safeguarding_Alert_Template.docx": Expected(1, present=("NHS number",)),
}
SCAN = "modern_slavery_human_trafficking.pdf"


@cache
def sections(name: str) -> tuple[Section, ...]:
    return sections_of(parse_file(FOLDER / name), "real")


def whole_text(name: str) -> str:
    return "\n".join(section.text for section in sections(name))


def pages_of(phrase: str, name: str) -> list[int | None]:
    """The pages on which the phrase begins, in a heading or in the text."""
    pages = [s.anchors[0].page for s in sections(name) if phrase in s.heading_path[-1]]
    for section in sections(name):
        pages += [
            max(a.page for a in section.anchors if a.page and a.offset <= found.start())
            for found in re.finditer(re.escape(phrase), section.text)
        ]
    return pages


def rows(attribute: str) -> list[tuple[str, object]]:
    return [(name, value) for name, expected in EXPECTED.items() for value in getattr(expected, attribute)]


def test_every_document_of_the_folder_is_accounted_for() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*EXPECTED, SCAN}


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items())
def test_enough_sections_are_found(name: str, expected: Expected) -> None:
    assert len(sections(name)) >= expected.sections


@pytest.mark.parametrize(("name", "place"), rows("pages"))
def test_a_phrase_is_anchored_to_its_page(name: str, place: tuple[str, int]) -> None:
    phrase, page = place
    assert page in pages_of(phrase, name)


@pytest.mark.parametrize(("name", "phrase"), rows("present"))
def test_the_documents_own_words_are_kept(name: str, phrase: str) -> None:
    assert phrase in whole_text(name) or any(phrase in s.heading_path[-1] for s in sections(name))


@pytest.mark.parametrize(("name", "phrase"), rows("absent"))
def test_what_surrounds_the_text_is_dropped(name: str, phrase: str) -> None:
    assert phrase not in whole_text(name)


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.endswith(".pdf")])
def test_no_page_number_stands_as_text(name: str) -> None:
    lone = re.compile(r"^\d+$", re.MULTILINE)
    found = [(s.anchor_at(n.start()).page, int(n[0])) for s in sections(name) for n in lone.finditer(s.text)]
    assert not [page for page, number in found if page == number]


@pytest.mark.parametrize("name", EXPECTED)
def test_fragments_are_unique_and_spans_are_in_order(name: str) -> None:
    fragments = [anchor.fragment for section in sections(name) for anchor in section.anchors]
    assert len(fragments) == len(set(fragments))
    for section in sections(name):
        ends = [0, *(span.end for span in section.sentences)]
        assert all(end <= span.start < span.end for end, span in zip(ends, section.sentences, strict=False))
        assert section.sentences


def test_a_scan_is_reported_with_the_fix() -> None:
    with pytest.raises(
        DocumentError, match=f"^{SCAN} has 1 page and no text: run OCR or ask for the original$"
    ):
        parse_file(FOLDER / SCAN)
