"""Where sentences end."""

from __future__ import annotations

import pytest

from ingest.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in sentence_spans(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Enquiries under s. 47 are the local authority's.",
        "See para. 26 and paras. 3 to 5 of the guidance.",
        "Consent is not needed, e.g. Where a child is at risk, under the exemption.",
        "The lead, i.e. Dr. Jones, decides.",
        "Golden rule No. 5 applies.",
        "Processing under Art. 9(2) and Sch. 1 needs a condition.",
        "1. Share what is needed",
        "2.3. Record the decision",
        "(a) Tell the lead",
        "a. Tell the lead",
        "It was decided by J. Smith and Ms. A. Khan.",
        "Hounga v. Allen was decided in 2014.",
        "The U.K. Government published it",
        "Wait... what was shared?",
        "He asked “is it safe?” before he left.",
        "no full stop at the end",
        "Logging and auditing. | Filled in by the system.",
        "It concerns him or her. |",
    ],
)
def test_one_sentence_stays_whole(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Share it. Record it.", ["Share it.", "Record it."]),
        ("Is it safe? If not, wait!", ["Is it safe?", "If not, wait!"]),
        ("He said “stop.” She did.", ["He said “stop.”", "She did."]),
        ("It began in 2023. 16 areas took part.", ["It began in 2023.", "16 areas took part."]),
        ("Ring before 5 p.m. The line then closes.", ["Ring before 5 p.m.", "The line then closes."]),
        (
            "Is consent needed? No. You need a lawful basis.",
            ["Is consent needed?", "No.", "You need a lawful basis."],
        ),
        ("1. Share it. Then record it.", ["1. Share it.", "Then record it."]),
        ("(It is safe.) Go on.", ["(It is safe.)", "Go on."]),
        ("  Share it.  Record it.  ", ["Share it.", "Record it."]),
    ],
)
def test_sentences_are_parted(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_blank_text_has_no_sentence() -> None:
    assert sentence_spans("  ") == ()
