"""Codes, dates and counts in words."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.channels.wording import AUTHORITY_LABEL, HEADING_OF_STATUS, say_date, say_removed
from assistant.models import Removed, Status
from ingest.models import Authority
from tests.fakes import SHARING, SHARING_2024, TODAY


@pytest.mark.parametrize(
    ("removed", "words"),
    [
        ([("name", 1)], "We removed 1 name before searching."),
        ([("name", 2)], "We removed 2 names before searching."),
        ([("name", 1), ("date of birth", 1)], "We removed 1 name and 1 date of birth before searching."),
        (
            [("NHS number", 2), ("date of birth", 2), ("bank details", 1)],
            "We removed 2 NHS numbers, 2 dates of birth and 1 set of bank details before searching.",
        ),
    ],
)
def test_what_was_removed_is_said_in_a_sentence(removed: list[tuple[str, int]], words: str) -> None:
    assert say_removed([Removed(kind=kind, count=count) for kind, count in removed]) == words


def test_a_date_is_said_as_people_say_it() -> None:
    assert say_date(date(2026, 9, 1)) == "1 September 2026"


def test_a_source_is_flagged_for_what_a_reader_has_to_know() -> None:
    assert SHARING.flags(TODAY) == ()
    assert SHARING_2024.flags(TODAY) == ("superseded", "past_review", "digest")


def test_a_source_is_past_its_review_date_the_day_after_it() -> None:
    assert SHARING.flags(date(2027, 9, 1)) == ()
    assert SHARING.flags(date(2027, 9, 2)) == ("past_review",)


def test_every_status_and_authority_has_words_of_its_own() -> None:
    assert len(set(HEADING_OF_STATUS.values())) == len(Status)
    assert len(set(AUTHORITY_LABEL.values())) == len(Authority)
