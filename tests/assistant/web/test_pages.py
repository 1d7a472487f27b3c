"""The pages: what people read, without JavaScript."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.channels.web.queueing import Queue
from assistant.errors import AnswersUnavailable, NotFound, QuestionRefused, UnknownPartnership
from assistant.models import Status
from assistant.settings import AssistantSettings
from ingest.models import Contact
from tests.assistant.web.page import Page, page_of, words_of
from tests.fakes import (
    ANSWERS,
    CHOICES,
    CONSENT_QUOTE,
    HOSTILE,
    RECORD_QUOTE,
    SHAPED,
    SHARING,
    URGENT,
    FakeAssistant,
)

SNAPSHOTS = Path(__file__).parent / "snapshots"
PAGES = [
    "/",
    "/answers/answered",
    "/answers/not_covered",
    "/answers/answered/citations/1",
    "/sources",
    "/gone",
]
PAGES += ["/sources/info-sharing-2026", "/docs"]
READ = {
    "home": "/",
    **{status.value: f"/answers/{status.value}" for status in Status},
    "shaped": "/answers/shaped",
    "choices": "/answers/choices",
    "search": "/search",
    "conversations": "/conversations",
    "citation": "/answers/answered/citations/1",
    "sources": "/sources?partnership=exampleshire",
    "source": "/sources/info-sharing-2026",
    "source_not_held": "/sources/info-sharing-2024",
    "not_found": "/gone",
}


@pytest.mark.parametrize(("name", "path"), READ.items(), ids=READ.keys())
def test_people_read_what_the_snapshot_holds(
    browser: TestClient, assistant: FakeAssistant, name: str, path: str
) -> None:
    assistant.kept |= {each.id: each for each in (SHAPED, CHOICES)}
    expected = (SNAPSHOTS / f"{name}.txt").read_text(encoding="utf-8")

    assert words_of(browser.get(path)) == expected


def test_a_form_without_javascript_leads_to_the_answer(browser: TestClient, assistant: FakeAssistant) -> None:
    assistant.status = Status.PARTIAL
    sent = browser.post("/answers", data={"question": "Consent?", "partnership": "exampleshire", "role": ""})

    assert (sent.status_code, sent.headers["location"]) == (303, "/answers/partial")
    asked = assistant.asked[0]
    assert (asked.text, asked.partnership, asked.role) == ("Consent?", "exampleshire", None)


@pytest.mark.parametrize("path", ["/sources", "/search"])
def test_a_list_begins_with_the_partnership_that_was_chosen_last(browser: TestClient, path: str) -> None:
    def shown(address: str) -> list[str]:
        return page_of(browser.get(address)).values("#partnership option[selected]", "value")

    assert shown(path) == []
    browser.post("/answers", data={"question": "Consent?", "partnership": "exampleshire"})
    assert shown(path) == ["exampleshire"]
    assert shown("/sources?partnership=") == []


def test_nothing_that_was_typed_is_in_an_address(browser: TestClient, assistant: FakeAssistant) -> None:
    assistant.status = Status.PARTIAL
    sent = browser.post("/answers", data={"question": "Kezia"})
    form = page_of(browser.get("/")).one("form.ask")

    assert "Kezia" not in sent.headers["location"]
    assert form.attributes["method"] == "post"


def test_a_refused_question_comes_back_with_the_reason_beside_it(browser: TestClient) -> None:
    page = page_of(browser.post("/answers", data={"question": "x" * 4001, "role": "gp"}))

    reason = "The question is longer than 4,000 characters."
    summary = page.one(".error-summary a")
    assert (summary.text(), summary.attributes["href"]) == (reason, "#question")
    assert page.one("#question-wrong").text() == f"Error: {reason}"
    assert page.one("#question").attributes["aria-describedby"] == "question-hint question-wrong"
    assert page.one("#question").text() == "x" * 4001
    assert page.one("#role option[selected]").attributes["value"] == "gp"
    assert page.one("title").text().startswith("Error: ")


def test_an_unknown_partnership_is_explained_beside_its_field(
    browser: TestClient, assistant: FakeAssistant
) -> None:
    assistant.fault = UnknownPartnership("There is no partnership 'nowhere'")
    sent = browser.post("/answers", data={"question": "q", "partnership": "nowhere"})

    assert sent.status_code == 422
    assert "nowhere" in page_of(sent).one("#partnership-wrong").text()


@pytest.mark.parametrize("typed", [HOSTILE, f"</textarea>{HOSTILE}"])
def test_what_was_typed_cannot_run(browser: TestClient, assistant: FakeAssistant, typed: str) -> None:
    assistant.fault = QuestionRefused("Ask it another way.")
    sent = browser.post("/answers", data={"question": typed, "partnership": "nowhere"})

    assert HOSTILE not in sent.text
    assert page_of(sent).one("#question").text() == typed


def test_a_hostile_question_in_an_answer_cannot_run(browser: TestClient, assistant: FakeAssistant) -> None:
    assistant.kept["odd"] = ANSWERS[Status.CLARIFY].model_copy(
        update={"id": "odd", "question": HOSTILE, "message": HOSTILE}
    )

    page = browser.get("/answers/odd")

    assert HOSTILE not in page.text
    assert page_of(page).one(".asked-text").text() == HOSTILE


@pytest.mark.parametrize("path", ["/sources/info-sharing-2026", "/answers/answered/citations/1"])
def test_hostile_stored_text_is_shown_as_text(browser: TestClient, path: str) -> None:
    page = browser.get(path)

    assert HOSTILE not in page.text
    assert f"Never run {HOSTILE} from a text." in page_of(page).one("main").text()


def test_a_register_entry_cannot_make_a_link_that_runs(browser: TestClient, assistant: FakeAssistant) -> None:
    citation = ANSWERS[Status.ANSWERED].citations[0].model_copy(update={"url": "javascript:alert(1)"})
    assistant.kept["odd"] = ANSWERS[Status.ANSWERED].model_copy(
        update={"id": "odd", "citations": (citation,), "points": ()}
    )

    assert "javascript:" not in browser.get("/answers/odd").text
    assert "javascript:" not in browser.get("/answers/odd/citations/1").text


def first_class(page: Page) -> str | None:
    first = next(node for node in page.one("main").iter() if node.tag != "-text")
    return first.attributes["class"]


def test_what_is_urgent_comes_before_everything_else(browser: TestClient) -> None:
    assert first_class(page_of(browser.get("/answers/answered"))) == "urgent"


@pytest.mark.parametrize("lost", [NotFound("gone"), AnswersUnavailable("the database is down")])
def test_an_answer_that_could_not_be_kept_is_read_at_once(
    browser: TestClient, assistant: FakeAssistant, lost: Exception
) -> None:
    assistant.lost = lost

    sent = browser.post("/answers", data={"question": "q"})
    page = page_of(sent)

    assert sent.status_code == 200
    assert first_class(page) == "urgent"
    assert "This answer could not be kept, so its link will not work later." in page.texts(".note")
    assert CONSENT_QUOTE in words_of(sent)
    assert [link for link in page.values("main a", "href") if link.startswith("/answers/")] == []


def test_an_answer_that_was_kept_says_nothing_of_keeping(browser: TestClient) -> None:
    assert "could not be kept" not in browser.get("/answers/answered").text


@pytest.mark.parametrize("refusal", [QuestionRefused, UnknownPartnership])
def test_danger_in_a_question_that_is_not_taken_comes_before_the_form(
    browser: TestClient, assistant: FakeAssistant, refusal: type[QuestionRefused | UnknownPartnership]
) -> None:
    assistant.fault = refusal("Ask it another way.", urgent=URGENT)

    page = page_of(browser.post("/answers", data={"question": "q"}))

    assert first_class(page) == "urgent"
    assert page.texts("h1") == [URGENT.headline]
    assert page.texts(".error-summary a") == ["Ask it another way."]
    assert page.all("[data-focus]") == []


def test_danger_in_a_question_that_has_no_turn_is_told_all_the_same(browser: TestClient) -> None:
    queue: Queue = browser.app.state.web.queue  # type: ignore[attr-defined]
    with queue.turn():
        sent = browser.post("/answers", data={"question": "He is in the room now with a knife."})
    page = page_of(sent)

    assert sent.status_code == 503
    assert first_class(page) == "urgent"
    assert page.texts("main h2") == ["Too many questions at once"]


@pytest.mark.parametrize("settings", [AssistantSettings(_env_file=None, partnership="otherton")])
def test_where_a_partnership_is_set_the_form_offers_no_going_without(browser: TestClient) -> None:
    page = page_of(browser.get("/answers/not_covered"))

    assert page.values("#partnership option", "value") == ["exampleshire", "otherton"]
    assert page.values("#partnership option[selected]", "value") == ["otherton"]


def test_the_quoted_words_are_marked_in_their_section_and_nothing_else_is(browser: TestClient) -> None:
    page = page_of(browser.get("/answers/answered/citations/1"))

    assert page.texts("mark") == [CONSENT_QUOTE]
    assert page.one("mark").attributes["id"] == "quoted"
    assert [node.text(strip=True) for node in page.all("summary")] == [
        "Before this: Purpose",
        "After this: Recording",
    ]


@pytest.mark.parametrize(
    ("number", "official"),
    [
        (
            1,
            "https://www.example.gov.uk/information-sharing#para-1-2:~:text="
            "You%20do%20not%20need%20consent,who%20may%20be%20at%20risk.",
        ),
        (2, "https://exampleshire.example/recording.pdf#page=1"),
    ],
)
def test_a_citation_leads_to_the_words_in_the_official_document(
    browser: TestClient, number: int, official: str
) -> None:
    page = page_of(browser.get(f"/answers/answered/citations/{number}"))

    assert official in page.values("main a", "href")


def test_when_the_stored_text_has_changed_the_quote_is_shown_and_the_change_said(
    browser: TestClient, assistant: FakeAssistant
) -> None:
    assistant.edit(SHARING.id, 1, "Consent is now explained elsewhere.")

    response = browser.get("/answers/answered/citations/1")

    assert "has changed since the answer was given" in words_of(response)
    assert page_of(response).texts("mark") == [CONSENT_QUOTE]


def test_when_the_source_is_gone_the_quote_is_still_shown(
    browser: TestClient, assistant: FakeAssistant
) -> None:
    gone = ANSWERS[Status.ANSWERED].citations[0].model_copy(update={"source_id": "gone"})
    assistant.kept["old"] = ANSWERS[Status.ANSWERED].model_copy(update={"id": "old", "citations": (gone,)})

    assert CONSENT_QUOTE in words_of(browser.get("/answers/old/citations/1"))


def test_when_the_partnership_is_gone_the_quote_is_still_shown(
    browser: TestClient, assistant: FakeAssistant
) -> None:
    assistant.kept["old"] = ANSWERS[Status.ANSWERED].model_copy(update={"id": "old", "partnership": "gone"})

    assert RECORD_QUOTE in words_of(browser.get("/answers/old/citations/2"))


def test_a_citation_that_the_answer_does_not_have_is_not_found(browser: TestClient) -> None:
    assert browser.get("/answers/answered/citations/9").status_code == 404


def test_every_link_to_a_stored_place_finds_it(browser: TestClient) -> None:
    links = [
        link.attributes["href"] or "" for link in page_of(browser.get("/answers/answered")).all("main a")
    ]
    inside = [link for link in links if link.startswith(("/sources/", "/answers/"))]

    assert len(inside) == 6
    for link in inside:
        path, _, fragment = link.partition("#")
        assert page_of(browser.get(path)).one(f'[id="{fragment}"]') is not None, link


def test_a_source_that_was_replaced_leads_to_what_replaced_it(browser: TestClient) -> None:
    page = page_of(browser.get("/sources/info-sharing-2024"))

    assert page.one(".note a").attributes["href"] == "/sources/info-sharing-2026"
    assert page.texts(".flag") == [
        "Superseded",
        "Past its review date",
        "Digest in our own words",
    ]


@pytest.mark.parametrize("path", PAGES)
def test_headings_are_in_order_and_landmarks_are_there(browser: TestClient, path: str) -> None:
    page = page_of(browser.get(path))
    levels = [int((node.tag or "")[1]) for node in page.all("h1, h2, h3, h4")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(len(page.all(tag)) == 1 for tag in ("header", "main", "footer", "title"))
    assert page.one("a.skip").attributes["href"] == f"#{page.one('main').attributes['id']}"
    assert page.one("html").attributes["lang"] == "en-GB"


@pytest.mark.parametrize("path", PAGES)
def test_every_field_has_a_label_and_every_reference_a_target(browser: TestClient, path: str) -> None:
    page = page_of(browser.get(path))
    ids = page.values("[id]", "id")
    labelled = {label.attributes["for"] for label in page.all("label")}
    referred = [
        target
        for node in page.all("[aria-describedby], [aria-labelledby]")
        for name in ("aria-describedby", "aria-labelledby")
        for target in (node.attributes.get(name) or "").split()
    ]

    assert len(ids) == len(set(ids))
    assert labelled == {field.attributes["id"] for field in page.all("textarea, select, input")}
    assert set(referred) <= set(ids)


def test_the_form_remembers_where_and_who_the_asker_is(browser: TestClient) -> None:
    page = page_of(browser.get("/answers/answered"))

    chosen = page.values("option[selected]", "value")
    assert chosen == ["teacher", "exampleshire"]


@pytest.mark.parametrize("status", [Status.CLARIFY, Status.SEARCH_FAILED])
def test_a_question_worth_asking_again_stands_in_the_form(browser: TestClient, status: Status) -> None:
    page = page_of(browser.get(f"/answers/{status.value}"))

    assert page.one("#question").text() == "What does the guidance say about [name]?"


def test_the_first_contacts_are_seen_at_once_and_the_others_on_request(
    browser: TestClient, assistant: FakeAssistant
) -> None:
    many = tuple(Contact(name=f"Team {number}") for number in range(5))
    assistant.kept["many"] = ANSWERS[Status.NOT_COVERED].model_copy(update={"id": "many", "who_to_ask": many})

    page = page_of(browser.get("/answers/many"))

    assert page.texts(".who > ul strong") == ["Team 0", "Team 1"]
    assert page.texts(".who summary") == ["3 more contacts"]
    assert page.texts(".who details strong") == ["Team 2", "Team 3", "Team 4"]


def test_both_front_doors_are_seen_at_once_where_two_partnerships_matter(
    browser: TestClient, assistant: FakeAssistant
) -> None:
    many = tuple(Contact(name=f"Team {number}") for number in range(5))
    both = {"partnership": "exampleshire", "other_partnership": "otherton", "who_to_ask": many}
    assistant.kept["both"] = ANSWERS[Status.NOT_COVERED].model_copy(update={"id": "both", **both})

    page = page_of(browser.get("/answers/both"))

    assert page.texts(".who > ul strong") == ["Team 0", "Team 1", "Team 2", "Team 3"]
    assert page.texts(".who summary") == ["1 more contact"]


def test_a_heading_that_repeats_the_title_is_not_shown_twice(
    browser: TestClient, assistant: FakeAssistant
) -> None:
    cited = (
        ANSWERS[Status.ANSWERED]
        .citations[0]
        .model_copy(update={"heading_path": (f"{SHARING.title} (digest)", "Consent", "Refusal")})
    )
    assistant.kept["deep"] = ANSWERS[Status.ANSWERED].model_copy(update={"id": "deep", "citations": (cited,)})

    assert page_of(browser.get("/answers/deep")).texts(".path") == ["Consent › Refusal"]
