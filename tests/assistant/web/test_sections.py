"""Sections by their ids, and a citation opened where its words stand."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.fakes import CONSENT_QUOTE, RECORDING, SHARING, FakeAssistant

CONSENT = "/api/v1/sections/info-sharing-2026%23section-1"
RECORDED = f"/api/v1/sections/{RECORDING.id}%23section-0"


def headings(sections: list[dict[str, Any]]) -> list[str]:
    return [section["heading_path"][-1] for section in sections]


def test_a_section_comes_with_its_source_and_the_places_a_reader_can_find(client: TestClient) -> None:
    read = client.get(CONSENT).json()

    assert CONSENT_QUOTE in read["section"]["text"]
    assert read["source"]["id"] == SHARING.id
    labels = [anchor["label"] for anchor in read["section"]["anchors"]]
    assert labels == ["Consent", "para 2", "para 3", "para 4"]
    assert (read["before"], read["after"]) == ([], [])


@pytest.mark.parametrize(
    ("asked", "before", "after"), [(1, ["Purpose"], ["Recording"]), (5, ["Purpose"], ["Recording"])]
)
def test_a_section_comes_with_as_many_neighbours_as_are_asked_for_and_held(
    client: TestClient, asked: int, before: list[str], after: list[str]
) -> None:
    read = client.get(f"{CONSENT}?neighbours={asked}").json()

    assert (headings(read["before"]), headings(read["after"])) == (before, after)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (RECORDED, 404),
        (f"{RECORDED}?partnership=otherton", 404),
        (f"{RECORDED}?partnership=exampleshire", 200),
        (f"{CONSENT}-gone", 404),
        ("/api/v1/sections/nowhere", 404),
        (f"{CONSENT}?neighbours=6", 422),
        (f"{CONSENT}?partnership=nowhere", 422),
    ],
)
def test_a_section_is_read_with_its_own_partnership_only(
    client: TestClient, address: str, status: int
) -> None:
    assert client.get(address).status_code == status


def test_a_section_that_is_held_already_is_not_sent_again_until_it_changes(
    client: TestClient, assistant: FakeAssistant
) -> None:
    tag = {"if-none-match": client.get(CONSENT).headers["etag"]}
    unchanged = client.get(CONSENT, headers=tag).status_code
    assistant.edit(SHARING.id, 1, "Consent is now explained elsewhere.")

    assert (unchanged, client.get(CONSENT, headers=tag).status_code) == (304, 200)


def test_a_citation_opens_its_section_where_the_quoted_words_stand(client: TestClient) -> None:
    read = client.get("/api/v1/answers/answered/citations/1").json()

    start, end = read["citation"]["start"], read["citation"]["end"]
    assert read["here"]["text"][start:end] == read["citation"]["quote"] == CONSENT_QUOTE
    assert headings([read["before"], read["after"]]) == ["Purpose", "Recording"]


def test_a_citation_whose_words_have_gone_keeps_its_quote(
    client: TestClient, assistant: FakeAssistant
) -> None:
    assistant.edit(SHARING.id, 1, "Consent is now explained elsewhere.")

    read = client.get("/api/v1/answers/answered/citations/1").json()

    assert (read["here"], read["citation"]["quote"]) == (None, CONSENT_QUOTE)


@pytest.mark.parametrize("number", ["9", "0", "first"])
def test_a_citation_that_is_not_there_is_a_problem(client: TestClient, number: str) -> None:
    response = client.get(f"/api/v1/answers/answered/citations/{number}")

    assert response.status_code in {404, 422}
    assert response.headers["content-type"] == "application/problem+json"


def test_a_long_source_is_read_part_by_part(client: TestClient) -> None:
    address: str | None = f"/api/v1/sources/{SHARING.id}?limit=2"
    parts: list[list[str]] = []
    while address:
        read = client.get(address).json()
        parts.append(headings(read["sections"]))
        address = read["next"]

    assert parts == [["Purpose", "Consent"], ["Recording"]]
    assert read["total"] == 3
