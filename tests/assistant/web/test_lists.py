"""Sources and sections: a part at a time, under a tag, and by words."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from ingest.errors import IndexMissing
from tests.assistant.web.page import page_of
from tests.fakes import CONSENT_QUOTE, NAME_TYPED, RECORD_QUOTE, SHARING, FakeAssistant

TAGGED = ["/api/v1/sources", "/api/v1/sources/info-sharing-2026"]


def test_a_list_is_read_part_by_part_to_its_end(client: TestClient) -> None:
    address: str | None = "/api/v1/sources?partnership=exampleshire&limit=2"
    parts: list[list[str]] = []
    while address:
        read = client.get(address).json()
        parts.append([source["id"] for source in read["sources"]])
        address = read["next"]

    assert read["total"] == 3
    assert parts == [["info-sharing-2026", "info-sharing-2024"], ["exampleshire-recording"]]


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "offset=-1", "limit=many"])
def test_a_part_out_of_bounds_is_a_problem(client: TestClient, query: str) -> None:
    assert client.get(f"/api/v1/sources?{query}").status_code == 422


@pytest.mark.parametrize("path", TAGGED)
@pytest.mark.parametrize("named", ["{tag}", "W/{tag}", '"other", {tag}', "*"])
def test_what_is_held_already_is_not_sent_again(client: TestClient, path: str, named: str) -> None:
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"if-none-match": named.format(tag=tag)})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


def test_what_has_changed_is_sent_under_another_tag(client: TestClient, assistant: FakeAssistant) -> None:
    tag = client.get(TAGGED[1]).headers["etag"]
    assistant.edit(SHARING.id, 1, "Consent is now explained elsewhere.")

    again = client.get(TAGGED[1], headers={"if-none-match": tag})

    assert again.status_code == 200
    assert again.headers["etag"] != tag


def search(client: TestClient, query: str) -> Any:
    return client.get(f"/api/v1/search?{query}").json()


def test_a_search_gives_sections_with_their_words_and_place(client: TestClient) -> None:
    (hit,) = search(client, "q=consent")["hits"]

    assert CONSENT_QUOTE in hit["extract"]
    assert (hit["source_id"], hit["fragment"], hit["anchor"]) == (SHARING.id, "section-1", "Consent")


def test_a_search_goes_on_where_there_is_more(client: TestClient) -> None:
    first = search(client, "q=children+record&limit=1")
    second = client.get(first["next"]).json()

    assert [hit["fragment"] for hit in (*first["hits"], *second["hits"])] == ["section-0", "section-2"]
    assert second["next"] is None


@pytest.mark.parametrize(("scope", "found"), [("", []), ("&partnership=otherton", ["otherton-escalation"])])
def test_a_search_finds_a_partnerships_text_with_that_partnership_only(
    client: TestClient, scope: str, found: list[str]
) -> None:
    hits = search(client, f"q=otherton{scope}")["hits"]

    assert [hit["source_id"] for hit in hits] == found


def test_a_search_says_what_it_looked_for_without_personal_data(client: TestClient) -> None:
    assert search(client, f"q={NAME_TYPED}+consent")["words"] == "[name] consent"


@pytest.mark.parametrize("query", ["", "q=" + "x" * 301, "q=consent&limit=51", "q=consent&where=all"])
def test_a_search_out_of_bounds_is_a_problem(client: TestClient, query: str) -> None:
    assert client.get(f"/api/v1/search?{query}").status_code == 422


def test_a_search_without_an_index_is_a_problem(
    client: TestClient, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> tuple[()]:
        raise IndexMissing("Run: python -m ingest build")

    monkeypatch.setattr(assistant, "search", fail)

    assert client.get("/api/v1/search?q=consent").json()["type"] == "/docs#not-ready"


def test_the_page_of_a_search_leads_to_the_sections_and_keeps_the_words_out_of_its_address(
    browser: TestClient,
) -> None:
    sent = browser.post("/search", data={"words": "record", "partnership": "exampleshire"})
    page = page_of(sent)

    assert sent.url.query == b""
    assert RECORD_QUOTE in page.one(".hits").text()
    for link in page.values(".hits a", "href"):
        path, _, fragment = link.partition("#")
        assert page_of(browser.get(path)).one(f'[id="{fragment}"]') is not None, link


def test_a_search_says_first_what_danger_calls_for(client: TestClient, browser: TestClient) -> None:
    words = "he says he will kill her now"

    assert "999" in search(client, f"q={words}")["urgent"]["headline"]
    assert search(client, "q=consent")["urgent"] is None
    page = page_of(browser.post("/search", data={"words": words}))
    assert [one.text() for one in page.all("h1")] == [page.one(".urgent h1").text()]
    assert "999" in page.one("h1").text()


def test_a_search_for_nothing_is_the_empty_form(browser: TestClient) -> None:
    sent = browser.post("/search", data={"words": "  "})

    assert sent.status_code == 200
    assert page_of(sent).all(".hits") == []
