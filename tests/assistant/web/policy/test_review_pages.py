"""The queue of answers to look at, and what is said of them."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from assistant.identity.caller import CallerRole, person
from assistant.models import Reach, Status
from tests.assistant.insights.conftest import Kept
from tests.assistant.web.page import page_of, words_of
from tests.assistant.web.policy.conftest import Acting
from tests.fakes import CONSENT_QUOTE, NAME_TYPED


def test_answers_wait_with_the_reasons_and_leave_when_reviewed(team: TestClient, kept: Kept) -> None:
    (answer,) = kept.add(1)
    queue = page_of(team.get("/policy/reviews"))
    assert queue.texts(".flag") == ["Danger block shown"]
    assert queue.texts(".sources .quiet")[0].startswith("Answered. ")
    assert queue.values(".source-title a", "href") == [f"/policy/reviews/{answer.id}"]

    said = team.post(
        f"/policy/reviews/{answer.id}", data={"verdict": "risky", "note": f"It names {NAME_TYPED}."}
    )
    assert said.status_code == 303
    shown = words_of(team.get(said.headers["location"]))
    assert "Your verdict is kept." in shown
    assert "It names [name]." in page_of(team.get(f"/policy/reviews/{answer.id}")).one("#note").text()
    assert "There is nothing to review." in words_of(team.get("/policy/reviews"))
    assert len(page_of(team.get("/policy/reviews?reviewed=1")).all(".source-title")) == 1


def test_a_review_shows_the_answer_as_it_was_with_its_sources(team: TestClient, kept: Kept) -> None:
    (answer,) = kept.add(1)
    page = page_of(team.get(f"/policy/reviews/{answer.id}"))

    assert CONSENT_QUOTE in page.texts("blockquote")[0]
    assert "/sources/exampleshire-recording?partnership=exampleshire#section-0" in page.values(
        "main a", "href"
    )
    assert "Ring 999 now" in page.one("main").text()


def test_what_other_reviewers_said_is_shown_without_who_they_are(
    team: TestClient, kept: Kept, acting: Acting
) -> None:
    (answer,) = kept.add(1)
    team.post(f"/policy/reviews/{answer.id}", data={"verdict": "good", "note": "Sound."})
    acting(person("another", [CallerRole.POLICY], Reach(frozenset({"exampleshire"}))))
    page = team.get(f"/policy/reviews/{answer.id}")

    assert "Sound." in words_of(page)
    assert "reviewer" not in page.text.replace("reviewers", "").replace("reviewed", "")


@pytest.mark.parametrize("data", [{}, {"verdict": "fine"}, {"verdict": "good", "note": "x" * 2001}])
def test_a_verdict_that_is_none_is_not_taken(team: TestClient, kept: Kept, data: dict[str, str]) -> None:
    (answer,) = kept.add(1)

    assert team.post(f"/policy/reviews/{answer.id}", data=data).status_code == 422


def test_a_long_queue_is_read_page_by_page(team: TestClient, kept: Kept) -> None:
    kept.add(45, Status.PARTIAL)

    assert len(page_of(team.get("/policy/reviews?page=1")).all(".source-title")) == 20
    assert len(page_of(team.get("/policy/reviews?page=3")).all(".source-title")) == 5


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/policy/reviews/{id}"),
        ("POST", "/policy/reviews/{id}"),
        ("POST", "/policy/answers/{id}/case"),
        ("POST", "/policy/answers/{id}/no-case"),
    ],
)
def test_another_partnerships_answer_is_out_of_reach(
    team: TestClient, kept: Kept, method: str, path: str
) -> None:
    (answer,) = kept.add(1, partnership="otherton")
    data = {"verdict": "good"} if method == "POST" else None

    assert team.request(method, path.format(id=answer.id), data=data).status_code == 404
    assert answer.id not in team.get("/policy/reviews").text
