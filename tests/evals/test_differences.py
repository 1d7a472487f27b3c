"""What shaped two runs and differs, in words."""

from __future__ import annotations

from typing import Any

import pytest

from evals.differences import differences

SHAPED: dict[str, Any] = {
    "commit": "abc1234",
    "models": {"embedding": "minilm"},
    "index_fingerprint": "f00df00df00d",
    "documents": {"act": "1", "guide": "1", "old": "1"},
    "settings": {"ingest": {"chunk_words": 80}, "evals": {"metrics": ["a", "b"]}},
    "repeats": 1,
    "seed": 0,
    "cores": 2,
    "started": "2026-11-02T09:30:00Z",
}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"started": "2026-11-03T09:30:00Z"}, []),
        ({"commit": "def5678"}, ["the code: abc1234, then def5678"]),
        (
            {"models": {"embedding": "minilm", "language": "openai:x"}},
            ["the language model: none, then openai:x"],
        ),
        (
            {"settings": {"ingest": {"chunk_words": 120}, "evals": {"metrics": ["a", "c"]}}},
            ["setting ingest.chunk_words: 80, then 120", "setting evals.metrics: +c, -b"],
        ),
        ({"cores": 8, "repeats": 3}, ["repeats: 1, then 3", "cores: 2, then 8"]),
        (
            {"index_fingerprint": "beefbeefbeef", "documents": {"act": "1", "guide": "2", "new": "1"}},
            ["the library: guide changed; new added; old removed"],
        ),
        (
            {"index_fingerprint": "beefbeefbeef"},
            ["the library: no text, but what is known of the texts or how they are indexed"],
        ),
    ],
)
def test_each_thing_that_differs_has_its_line(changed: dict[str, Any], told: list[str]) -> None:
    assert list(differences(SHAPED, SHAPED | changed)) == told


def test_a_library_whose_documents_were_not_recorded_is_told_by_its_fingerprint() -> None:
    before = {**SHAPED, "documents": {}}

    assert list(differences(before, {**SHAPED, "index_fingerprint": "beefbeefbeef"})) == [
        "the library: index f00df00d, then beefbeef"
    ]


def test_the_line_of_a_library_that_changed_altogether_stays_short() -> None:
    after = {f"d{number}": "2" for number in range(30)}
    (told,) = differences(
        {**SHAPED, "documents": {"act": "1"}}, {**SHAPED, "index_fingerprint": "b", "documents": after}
    )

    assert "d7 and 22 more added" in told


def test_the_same_commit_with_changes_in_none_may_be_other_code() -> None:
    dirty = {**SHAPED, "commit": "abc1234+changes"}

    assert list(differences(dirty, dirty)) == [
        "the code: perhaps, as both ran with changes that are in no commit"
    ]
