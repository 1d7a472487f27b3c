"""What the form remembers, and what of the words typed is shown again."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from assistant.channels.web.striking import Typed, struck
from assistant.models import Redacted, Redaction
from ingest.models import Span
from tests.assistant.web.page import page_of
from tests.fakes import CHOICES, HOSTILE, NAME_TYPED, FakeAssistant


def test_what_was_removed_is_struck_out_in_the_answer_to_the_asker(browser: TestClient) -> None:
    sent = browser.post("/answers", data={"question": f"Is {NAME_TYPED} safe?"})
    page = page_of(sent)

    assert (sent.status_code, sent.headers["content-location"]) == (200, "/answers/answered")
    assert page.texts(".asked-text") == [f"Is removed: {NAME_TYPED} [name] safe?"]
    assert page.texts(".asked-text del") == [f"removed: {NAME_TYPED}"]


def test_what_was_removed_is_nowhere_when_the_answer_is_read_again(browser: TestClient) -> None:
    sent = browser.post("/answers", data={"question": f"Is {NAME_TYPED} safe?"})

    assert NAME_TYPED not in browser.get(sent.headers["content-location"]).text
    assert NAME_TYPED not in str(sent.headers)


def test_struck_out_words_cannot_run(browser: TestClient) -> None:
    sent = browser.post("/answers", data={"question": f"{HOSTILE} {NAME_TYPED}"})

    assert HOSTILE not in sent.text
    assert HOSTILE in page_of(sent).one(".asked-text").text()


@pytest.mark.parametrize(
    ("text", "spans", "runs"),
    [
        ("plain", [], [Typed("plain")]),
        ("", [], []),
        ("Ann asks", [(0, 3)], [Typed("Ann", "[x]"), Typed(" asks")]),
        ("ask Ann", [(4, 7)], [Typed("ask "), Typed("Ann", "[x]")]),
        ("AnnBob", [(0, 3), (3, 6)], [Typed("Ann", "[x]"), Typed("Bob", "[x]")]),
    ],
)
def test_every_character_typed_is_in_one_run(
    text: str, spans: list[tuple[int, int]], runs: list[Typed]
) -> None:
    redactions = tuple(Redaction(Span(*span), "x", "[x]") for span in spans)

    assert struck(text, Redacted("", redactions)) == tuple(runs)
    assert "".join(run.text for run in runs) == text


def test_role_and_partnership_are_chosen_once(browser: TestClient) -> None:
    browser.post("/answers", data={"question": "q", "role": "gp", "partnership": "otherton"})
    page = page_of(browser.get("/"))

    assert page.values("#role option[selected]", "value") == ["gp"]
    assert page.values("#partnership option[selected]", "value") == ["otherton"]
    assert page_of(browser.get("/search")).values("option[selected]", "value") == ["otherton"]


def test_nothing_else_of_the_form_is_remembered(browser: TestClient) -> None:
    sent = browser.post("/answers", data={"question": "secret", "conversation": "talk", "role": "gp"})

    cookies = sent.headers.get_list("set-cookie")
    assert [one.partition(";")[0] for one in cookies if one.startswith("chosen=")] == ['chosen="role=gp"']


@pytest.mark.parametrize("cookie", ["role=wizard", "partnership=../..", "%%%", "question=typed"])
def test_a_cookie_that_nobody_set_changes_nothing(browser: TestClient, cookie: str) -> None:
    browser.cookies.set("chosen", cookie)
    page = page_of(browser.get("/"))

    assert page.values("option[selected]", "value") == []
    assert page.one("#question").text() == ""


def test_a_choice_asks_with_everything_the_form_holds(browser: TestClient, assistant: FakeAssistant) -> None:
    assistant.scripted = [CHOICES]
    sent = browser.post("/answers", data={"question": "consent"})
    page = page_of(browser.get(sent.headers["location"]))
    first = page.one(".choices form")
    fields = {str(field.attributes["name"]): field.attributes["value"] or "" for field in first.css("input")}

    browser.post("/answers", data=fields)

    assert (assistant.asked[1].text, assistant.asked[1].conversation) == ("Whose consent?", "talk")
    assert page.texts(".choices button") == ["Whose consent?", "What is recorded?"]
