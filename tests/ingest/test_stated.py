"""What a document says of its own edition."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.sources.stated import Stated, stated_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Version 3.1, in force from 1 October 2026, to be reviewed by 30 September 2027.",
            Stated("3.1", date(2026, 10, 1), date(2027, 9, 30)),
        ),
        ("Version | 2.0", Stated("2.0")),
        ("Version number: v4", Stated("4")),
        ("Third edition", Stated("Third edition")),
        ("Escalation policy v1.2", Stated("1.2")),
        ("Date of issue | 03/02/2025", Stated(None, date(2025, 2, 3))),
        ("Approved by the board. Adopted 5th of May 2024", Stated(None, date(2024, 5, 5))),
        ("Published: Sept 2025", Stated(None, date(2025, 9, 1))),
        ("Next review date: February 2028", Stated(None, None, date(2028, 2, 29))),
        ("Review date | 31.03.2027", Stated(None, None, date(2027, 3, 31))),
        ("Date for review: 1 June 2027", Stated(None, None, date(2027, 6, 1))),
        ("Review by 31/02/2027", Stated()),
        ("The meeting of 1 June 2026 reviewed twelve cases.", Stated()),
        ("Children Act 1989 as published on paper", Stated()),
        ("", Stated()),
    ],
)
def test_an_edition_is_read_in_the_ways_that_documents_state_it(text: str, expected: Stated) -> None:
    assert stated_in([text]) == expected


def test_a_date_in_the_middle_of_a_long_document_is_not_its_own() -> None:
    middle = "The 2018 advice was published on 4 July 2018. "
    blocks = ["Recording policy", "word " * 1000, middle, "word " * 1000, "Version 2, reviewed by 1 May 2027"]

    assert stated_in(blocks) == Stated("2", None, date(2027, 5, 1))
