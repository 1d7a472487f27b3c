"""The glossary as a document that can be cited."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import DocumentError
from ingest.models import Section
from ingest.parse import parse_file
from ingest.parse.glossary import parse_glossary
from ingest.sections import sections_of

LADO = """
terms:
  - term: LADO
    full: local authority designated officer
    meaning: The council officer who oversees allegations.
    also: [designated officer, local-authority designated officer, allegations manager]
"""
CHRONOLOGY = "terms:\n  - term: chronology\n    meaning: A dated list of events.\n"


def sections(text: str) -> tuple[Section, ...]:
    return sections_of(parse_glossary(text.encode()), "glossary")


def test_a_term_is_a_section_under_its_name_and_full_form() -> None:
    _, lado = sections(LADO)
    assert lado.heading_path == ("LADO: local authority designated officer",)
    assert lado.id == "glossary#lado-local-authority-designated-officer"


def test_the_first_sentence_of_a_term_says_what_it_means_and_stands_alone() -> None:
    _, lado = sections(LADO)
    meaning = "LADO (local authority designated officer): The council officer who oversees allegations."
    assert lado.sentences[0].of(lado.text) == meaning


def test_what_people_type_for_a_term_is_asked_for_once_and_never_shown() -> None:
    _, lado = sections(LADO)
    names = ("LADO", "local authority designated officer", "designated officer", "allegations manager")
    assert lado.asked_as == tuple(f"what is {name}" for name in names)
    assert "allegations manager" not in lado.text


def test_a_term_without_a_full_form_or_variants_is_its_meaning_alone() -> None:
    _, chronology = sections(CHRONOLOGY)
    assert chronology.heading_path == ("chronology",)
    assert chronology.text == "Chronology: A dated list of events."


def test_a_yaml_file_is_read_as_the_glossary(tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text(LADO)
    assert parse_file(tmp_path / "glossary.yaml").title == "Glossary of safeguarding terms"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("terms: [", "is not YAML: correct the line named"),
        ("- LADO", "is not a glossary (top level: Input should be a valid dictionary"),
        ("terms:\n  - term: LADO\n", "is not a glossary (terms.0.meaning: Field required): make it a list"),
    ],
)
def test_a_file_that_is_not_a_glossary_is_refused_with_the_place_and_fix(text: str, expected: str) -> None:
    with pytest.raises(DocumentError) as raised:
        parse_glossary(text.encode())
    assert expected in str(raised.value)
