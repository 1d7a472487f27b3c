"""The note for the case file, as a download."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from assistant.errors import AnswersUnavailable
from assistant.models import Status
from tests.assistant.web.page import page_of
from tests.fakes import FakeAssistant


@pytest.mark.parametrize(
    ("form", "media", "opening"),
    [
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
        ("pdf", "application/pdf", b"%PDF-"),
        ("md", "text/markdown; charset=utf-8", b"# Note for the case file"),
    ],
)
def test_a_note_is_a_file_with_a_name_that_says_nothing_of_the_case(
    client: TestClient, form: str, media: str, opening: bytes
) -> None:
    response = client.get(f"/api/v1/answers/answered/record?format={form}")

    assert response.status_code == 200
    assert response.headers["content-type"] == media
    assert response.headers["content-disposition"] == (
        f'attachment; filename="guidance-note-2026-11-02.{form}"'
    )
    assert response.content.startswith(opening)


def test_a_note_is_a_word_document_where_nothing_else_is_asked_for(client: TestClient) -> None:
    assert client.get("/api/v1/answers/answered/record").content.startswith(b"PK")


@pytest.mark.parametrize("status", Status)
def test_every_answer_has_a_note(client: TestClient, status: Status) -> None:
    assert client.get(f"/api/v1/answers/{status.value}/record?format=md").status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/api/v1/answers/gone/record", 404, "not-found"),
        ("/api/v1/answers/answered/record?format=odt", 422, "invalid-request"),
    ],
)
def test_a_note_that_cannot_be_made_is_a_problem(
    client: TestClient, path: str, status: int, kind: str
) -> None:
    response = client.get(path)

    assert (response.status_code, response.json()["type"]) == (status, f"/docs#{kind}")


def test_a_note_needs_the_database_of_answers(client: TestClient, assistant: FakeAssistant) -> None:
    assistant.lost = AnswersUnavailable("check ASSISTANT_DATABASE_URL")

    assert client.get("/api/v1/answers/answered/record").json()["type"] == "/docs#answers-unavailable"


@pytest.mark.parametrize("form", ["docx", "pdf", "md"])
def test_the_page_of_an_answer_leads_to_its_note(browser: TestClient, form: str) -> None:
    page = page_of(browser.get("/answers/answered"))

    assert f"/api/v1/answers/answered/record?format={form}" in page.values("a", "href")


def test_an_answer_that_is_not_kept_offers_no_note(browser: TestClient, assistant: FakeAssistant) -> None:
    assistant.lost = AnswersUnavailable("gone")

    page = page_of(browser.post("/answers", data={"question": "Do I need consent?"}))

    assert not [href for href in page.values("a", "href") if "record?format" in href]


@pytest.mark.parametrize(
    "status", [Status.OUT_OF_SCOPE, Status.CLARIFY, Status.DECLINED, Status.SEARCH_FAILED]
)
def test_a_page_that_answers_nothing_offers_no_note(browser: TestClient, status: Status) -> None:
    page = page_of(browser.get(f"/answers/{status.value}"))

    assert not [href for href in page.values("a", "href") if "record?format" in href]
