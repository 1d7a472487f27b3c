"""What responses carry, what requests are turned away, and what logs hold."""

from __future__ import annotations

import logging
import logging.config
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.channels.web.files import version_of
from assistant.channels.web.logs import WithoutQuery, WithoutValues, logging_config
from tests.assistant.web.page import page_of

KEPT = {"/api/v1/sources": "private, no-cache", "/static/app.css": "no-cache"}
PATHS = [
    "/",
    "/answers/answered",
    "/docs",
    "/api/v1/sources",
    "/api/v1/gone",
    "/readyz",
    "/static/app.css",
    "/gone",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_response_carries_the_strict_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == KEPT.get(path, "no-store")


@pytest.mark.parametrize(
    "path", ["/", "/answers/answered", "/answers/answered/citations/1", "/sources", "/docs"]
)
def test_pages_have_no_inline_script_or_style_and_load_only_their_own(browser: TestClient, path: str) -> None:
    page = browser.get(path).text

    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    assert page.count("<script") == 1
    assert 'src="http' not in page


def test_a_pages_own_files_are_kept_for_ever_at_addresses_that_change_with_them(client: TestClient) -> None:
    page = page_of(client.get("/", headers={"accept": "text/html"}))
    links = [*page.values("link", "href"), *page.values("script", "src")]

    assert len(links) == 3
    for link in links:
        served = client.get(link)
        assert served.headers["cache-control"] == "public, max-age=31536000, immutable"
    older = client.get(links[0].replace(links[0].split("/")[2], "0" * 12))
    assert (older.status_code, older.headers["cache-control"]) == (200, "no-cache")
    again = client.get(
        "/static/app.css", headers={"if-none-match": client.get("/static/app.css").headers["etag"]}
    )
    assert again.status_code == 304


def test_a_files_version_is_of_all_files_together(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("1")
    before = version_of(tmp_path)
    (tmp_path / "b.js").write_text("2")

    assert version_of(tmp_path) != before


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/x/../../app.py", "/static/", "/static/x/y/app.css.map"]
)
def test_nothing_else_is_served_as_a_file(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000"])
def test_a_host_name_that_is_not_ours_is_turned_away(client: TestClient, host: str) -> None:
    assert client.get("/api/v1/answers/answered", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:9", "[::1]:8000", "LOCALHOST"])
def test_our_own_host_names_are_served(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 200)])
def test_another_sites_form_is_turned_away(browser: TestClient, site: str, status: int) -> None:
    sent = browser.post("/answers", data={"question": "q"}, headers={"sec-fetch-site": site})

    assert sent.status_code == status


def test_a_body_beyond_any_question_is_turned_away(client: TestClient) -> None:
    response = client.post("/api/v1/answers", json={"question": "x" * 100_000})

    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"


def test_a_body_of_unknown_length_is_turned_away(client: TestClient) -> None:
    response = client.post("/api/v1/answers", content=iter([b"{}"]))

    assert response.status_code == 411


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_that_is_not_said_to_be_json_is_not_taken_and_its_danger_is_told(
    client: TestClient, media: str
) -> None:
    danger = '{"question": "He is in the room now with a knife and says he will kill her."}'

    sent = client.post("/api/v1/answers", content=danger, headers={"content-type": media})

    assert sent.status_code == 415
    assert sent.headers["accept"] == "application/json"
    assert sent.json()["urgent"]


def test_access_lines_hold_no_query() -> None:
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, '%s - "%s %s HTTP/%s" %d', None, None)
    record.args = ("127.0.0.1:1", "GET", "/?question=Kezia", "1.1", 200)

    WithoutQuery().filter(record)

    assert record.getMessage() == '127.0.0.1:1 - "GET / HTTP/1.1" 200'


def test_a_logged_fault_shows_where_and_what_kind_but_not_its_text() -> None:
    try:
        int("Kezia")
    except ValueError:
        record = logging.LogRecord("any", logging.ERROR, "", 0, "Fault", None, sys.exc_info())

    line = WithoutValues().format(record)

    assert line.endswith("ValueError")
    assert "test_security.py" in line
    assert "invalid literal" not in line


def test_a_fault_that_any_library_logs_shows_its_kind_and_not_its_text(
    root_log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.config.dictConfig(logging_config())

    try:
        int("Kezia")
    except ValueError:
        logging.getLogger("some.library").exception("Fault")

    shown = capsys.readouterr().err
    assert "ERROR Fault" in shown
    assert shown.endswith("ValueError\n")
    assert "Kezia" not in shown.replace('int("Kezia")', "")
    assert root_log.level == logging.WARNING
