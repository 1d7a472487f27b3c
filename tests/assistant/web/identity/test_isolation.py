"""Nobody of one partnership reads another's local text, by any route.

Each route has a row: what somebody who wants Northmere's text asks of it, and whether that shows the text to
somebody of Northmere, so that the row is known to ask for it. A route without a row fails the first test.
The tools of other assistants have their rows beside their tests.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import SecretStr

from assistant.build import assemble
from assistant.channels.web.app import create_app
from assistant.desk import open_desk
from assistant.identity.caller import CallerRole, Scope
from assistant.models import Answer
from assistant.settings import AssistantSettings
from assistant.store.uploads import Stage, Upload
from ingest.models import Access, Authority, Source
from ingest.sources.register import Register
from ingest.workspace import Workspace
from tests.assistant.web.identity.arriving import (
    WORD,
    by_key,
    by_session,
    gate_with,
    routes_of,
    sign_in_settings,
    signed_in,
)

QUESTION = "Do I need consent to share information about a child at risk of harm?"
WHERE = {"partnership": "northmere"}
ASKED = {"question": QUESTION, **WHERE}
NAMED = {"question": f"In Northmere, {QUESTION[0].lower()}{QUESTION[1:]}"}
SECOND = {"question": QUESTION, "partnership": "exampleshire", "other_partnership": "northmere"}
LOOKED = "practitioners record on the form why information was shared"
NEW = Source(
    id="northmere-new",
    title="New protocol",
    publisher="Northmere",
    url="https://example.org/new",
    authority=Authority.LOCAL_PROTOCOL,
    partnership="northmere",
    licence="MIT",
    version="1",
    access=Access.PARTNERSHIP,
    path="local/northmere/new.md",
)
THEIRS = ("Northmere practitioners", "Northmere form", "Northmere protocol")


@dataclass(frozen=True)
class Row:
    """A request for Northmere's text; `shows` is whether Northmere's own see it there.

    It is none of what starts work that changes the library: that is not tried as Northmere's own.
    """

    shows: bool | None = True
    query: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] | None = None
    json: dict[str, Any] | None = None
    files: dict[str, tuple[str, bytes]] | None = None


EDITION = {"title": "Escalation", "version": "2"}
SENT = {"protocol": ("a.md", b"# A")}
UPLOAD = "/policy/library/uploads/{upload_id}"
ANSWER = "/api/v1/answers/{answer_id}"
TALK = "/api/v1/conversations/{conversation_id}"
ROWS: dict[tuple[str, str], list[Row]] = {
    ("POST", "/api/v1/answers"): [Row(json=ASKED), Row(json=SECOND), Row(json=NAMED)],
    ("POST", "/api/v1/answers/stream"): [Row(json=ASKED), Row(json=SECOND), Row(json=NAMED)],
    ("GET", ANSWER): [Row()],
    ("GET", ANSWER + "/citations/{number}"): [Row()],
    ("GET", ANSWER + "/record"): [Row(query={"format": "md"})],
    ("POST", ANSWER + "/feedback"): [Row(json={"useful": True}, shows=False)],
    ("GET", "/api/v1/conversations"): [Row(shows=False)],
    ("GET", TALK): [Row()],
    ("GET", TALK + "/export"): [Row(query={"format": "md"}), Row(query={"format": "json"})],
    ("GET", "/api/v1/search"): [Row(query={"q": LOOKED, **WHERE})],
    ("GET", "/api/v1/sources"): [Row(query=WHERE)],
    ("GET", "/api/v1/sources/{source_id}"): [Row(query=WHERE)],
    ("GET", "/api/v1/sections/{section_id}"): [Row(query=WHERE)],
    ("POST", "/answers"): [Row(form=ASKED, shows=False), Row(form=NAMED, shows=False)],
    ("POST", "/answers/stream"): [Row(form=ASKED, shows=False), Row(form=NAMED, shows=False)],
    ("GET", "/answers/{answer_id}"): [Row()],
    ("POST", "/answers/{answer_id}/feedback"): [Row(form={"useful": "true"}, shows=False)],
    ("GET", "/answers/{answer_id}/citations/{number}"): [Row()],
    ("GET", "/conversations"): [Row(shows=False)],
    ("GET", "/conversations/{conversation_id}"): [Row(shows=False)],
    ("GET", "/conversations/{conversation_id}/export"): [Row(query={"format": "md"})],
    ("GET", "/sources"): [Row(query=WHERE)],
    ("GET", "/sources/{source_id}"): [Row(query=WHERE)],
    ("POST", "/search"): [Row(form={"words": LOOKED, **WHERE})],
    ("GET", "/policy"): [Row(query={"scope": "northmere"})],
    ("GET", "/policy/figures/{table_id}.csv"): [Row(query={"scope": "northmere"}, shows=False)],
    ("GET", "/policy/gaps"): [Row(shows=False)],
    ("GET", "/policy/gaps.csv"): [Row(shows=False)],
    ("GET", "/policy/drafts.jsonl"): [Row(shows=False)],
    ("GET", "/policy/reviews"): [Row(shows=False)],
    ("GET", "/policy/reviews/{answer_id}"): [Row()],
    ("POST", "/policy/reviews/{answer_id}"): [Row(form={"verdict": "poor"}, shows=False)],
    ("POST", "/policy/answers/{answer_id}/case"): [Row(form={}, shows=False)],
    ("POST", "/policy/answers/{answer_id}/no-case"): [Row(form={}, shows=False)],
    ("GET", "/api/v1/insights"): [Row(query={"scope": "northmere"})],
    ("GET", "/api/v1/insights/{table_id}"): [Row(query={"scope": "northmere"}, shows=False)],
    ("GET", "/policy/runs"): [Row(shows=False)],
    ("GET", "/policy/runs/{name}/report"): [Row()],
    ("GET", "/policy/runs/{name}/compared-with/{before}"): [Row()],
    ("POST", "/policy/runs/compare"): [Row(form={"first": "before", "second": "theirs"}, shows=None)],
    ("GET", "/policy/library"): [Row()],
    ("POST", "/policy/library/uploads"): [Row(form=WHERE, files=SENT, shows=None)],
    ("GET", UPLOAD): [Row()],
    ("POST", UPLOAD + "/publish"): [Row(form=EDITION, shows=None)],
    ("POST", UPLOAD + "/undo"): [Row(form={}, shows=None)],
    ("POST", "/policy/library/sources/{source_id}/withdraw"): [Row(form={}, shows=None)],
    # last, as what is deleted shows nothing any more
    ("POST", "/conversations/{conversation_id}/delete"): [Row(form={}, shows=False)],
    ("DELETE", TALK): [Row(shows=False)],
}

# Routes that give no text of the library and no answer; the last ones begin work, and say how far it is.
WITHOUT_TEXT = {
    ("GET", "/"),
    ("GET", "/api/v1/partnerships"),
    ("GET", "/docs"),
    ("GET", "/healthz"),
    ("GET", "/openapi.json"),
    ("GET", "/readyz"),
    ("GET", "/search"),
    ("GET", "/sign-in"),
    ("GET", "/sign-in/return"),
    ("GET", "/signed-out"),
    ("POST", "/sign-out"),
    ("GET", "/policy/jobs/{job_id}"),
    ("POST", "/policy/runs"),
    ("POST", "/policy/runs/cancel"),
    ("POST", "/policy/library/build"),
}
NAMES_ONE = ("{answer_id}", "{conversation_id}", "{upload_id}", "{name}", "compare", "withdraw")


@pytest.fixture(scope="module")
def shared(workspace: Workspace, register: Register, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """A whole assistant over the library of two partnerships, whose protocols are for themselves alone."""
    database: Path = tmp_path_factory.mktemp("isolated") / "answers.db"
    settings = AssistantSettings(
        _env_file=None,
        database_url=SecretStr(f"sqlite:///{database}"),
        runs_dir=str(database.parent / "runs"),
    )
    assistant = assemble(settings, workspace, register)
    sign_in = sign_in_settings(asks_a_minute=1000, requests_a_minute=10_000)
    desk = open_desk(settings, assistant.redacted, workspace.settings)
    for name in ("before", "theirs"):
        _keep_run(Path(settings.runs_dir) / name)
    desk.protocols.store.save(_upload())
    return create_app(assistant, settings, desk=desk, gate=gate_with(sign_in))


def _keep_run(folder: Path) -> None:
    """A run over Northmere's protocols, its report and its comparison with the one before."""
    (folder / "report").mkdir(parents=True)
    (folder / "shaped.json").write_text('{"started": "2026-11-01T10:00:00Z", "ended": null}')
    (folder / "partnerships.json").write_text('["northmere"]')
    for page in ("report.html", "compared-with-before.html"):
        (folder / "report" / page).write_text("Ring as the Northmere form says.")


def _upload() -> Upload:
    section = {"source_id": "northmere-new", "ordinal": 0, "heading_path": ["New"], "text": "Northmere form"}
    anchor = {"fragment": "new", "label": "New", "offset": 0, "page": None}
    seen = {"sections": [section | {"anchors": [anchor], "sentences": [[0, 14]], "asked_as": []}]}
    source = NEW.model_dump_json(exclude_unset=True)
    return Upload(
        id="upload",
        partnership="northmere",
        uploader="owner-of-Nor",
        name="new.md",
        stage=Stage.PREVIEWED,
        created_at=datetime.now(UTC),
        source_id=NEW.id,
        source=source,
        preview=json.dumps({"outcome": "added", "notes": [], **seen}),
        data=b"# New",
    )


@pytest.fixture(scope="module")
def northmere(shared: FastAPI) -> TestClient:
    return member(shared, "Nor", "northmere")


def member(app: FastAPI, name: str, *partnerships: str) -> TestClient:
    """A policy officer, to whom every page is open."""
    client = by_session(app, signed_in(name, *partnerships, role=CallerRole.POLICY))
    client.headers["x-genuine"] = WORD
    return client


def asked_by(client: TestClient, asked: dict[str, str]) -> Answer:
    return Answer.model_validate(client.post("/api/v1/answers", json=asked).raise_for_status().json())


def places_of(answer: Answer) -> dict[str, str]:
    """What the addresses' names stand for: an answer of Northmere's, and the local source it cites."""
    local = next(one for one in answer.citations if one.partnership == "northmere")
    return {
        "answer_id": answer.id,
        "conversation_id": str(answer.conversation),
        "number": str(local.number),
        "source_id": local.source_id,
        "section_id": local.section_id.replace("#", "%23"),
        "table_id": "weeks",
        "upload_id": "upload",
        "name": "theirs",
        "before": "before",
    }


def sent(client: TestClient, method: str, path: str, row: Row, places: dict[str, str]) -> Response:
    address = path.format(**places)
    return client.request(method, address, params=row.query, data=row.form, json=row.json, files=row.files)


def shown(response: Response) -> list[str]:
    return [words for words in THEIRS if words in response.text]


EACH = [(method, path, row) for (method, path), asked in ROWS.items() for row in asked]
TRIED_BY_OWN = [one for one in EACH if one[2].shows is not None]
OF_PROGRAMS = [one for one in EACH if one[1].startswith("/api")]


def test_every_route_has_a_row(shared: FastAPI) -> None:
    served = set(routes_of(shared)) - {("GET", "/static")}

    assert served - set(ROWS) - WITHOUT_TEXT == set()
    assert set(ROWS) | WITHOUT_TEXT == served


@pytest.mark.parametrize(("method", "path", "row"), EACH, ids=str)
def test_somebody_of_another_partnership_is_shown_nothing(
    shared: FastAPI, northmere: TestClient, method: str, path: str, row: Row
) -> None:
    places = places_of(asked_by(northmere, ASKED))
    stranger = member(shared, "Ana", "exampleshire")

    response = sent(stranger, method, path, row, places)

    assert shown(response) == []
    assert response.status_code < 500
    if any(one in path for one in NAMES_ONE):
        assert response.status_code == 404


@pytest.mark.parametrize(("method", "path", "row"), OF_PROGRAMS, ids=str)
def test_a_key_of_another_partnership_is_shown_nothing(
    shared: FastAPI, northmere: TestClient, method: str, path: str, row: Row
) -> None:
    places = places_of(asked_by(northmere, ASKED))
    program = by_key(shared, list(Scope), "exampleshire")

    response = sent(program, method, path, row, places)

    assert shown(response) == []
    assert response.status_code < 500


@pytest.mark.parametrize(("method", "path", "row"), TRIED_BY_OWN, ids=str)
def test_the_same_request_shows_it_to_its_own_where_the_row_says_so(
    shared: FastAPI, northmere: TestClient, method: str, path: str, row: Row
) -> None:
    places = places_of(asked_by(northmere, ASKED))
    own = northmere if row.json is not SECOND else member(shared, "Both", "exampleshire", "northmere")

    response = sent(own, method, path, row, places)

    assert response.status_code < 400
    assert bool(shown(response)) is row.shows


def test_what_a_page_leads_its_own_asker_to_shows_it(northmere: TestClient) -> None:
    led = northmere.post("/answers", data=ASKED)

    assert led.status_code == 303
    assert shown(northmere.get(led.headers["location"]))


def test_what_a_page_leads_a_stranger_to_does_not(shared: FastAPI) -> None:
    stranger = member(shared, "Ana", "exampleshire")

    for form in (ASKED, NAMED, SECOND):
        led = stranger.post("/answers", data=form)
        assert led.status_code == 303
        assert shown(stranger.get(led.headers["location"])) == []


def test_a_follow_up_in_anothers_conversation_begins_a_new_one(
    shared: FastAPI, northmere: TestClient
) -> None:
    theirs = asked_by(northmere, ASKED)

    mine = asked_by(
        member(shared, "Ana", "exampleshire"),
        {"question": "And what do I record?", "conversation": str(theirs.conversation)},
    )

    assert mine.conversation != theirs.conversation
    assert mine.questions == ("And what do I record?",)


def test_a_colleague_of_the_same_partnership_reads_no_answer_of_ours(
    shared: FastAPI, northmere: TestClient
) -> None:
    theirs = asked_by(northmere, ASKED)
    colleague = member(shared, "Noa", "northmere")

    assert colleague.get(f"/api/v1/answers/{theirs.id}").status_code == 404
    assert colleague.get(f"/answers/{theirs.id}").status_code == 404
    assert colleague.get(f"/api/v1/conversations/{theirs.conversation}").status_code == 404
    assert asked_by(colleague, ASKED).id != theirs.id


def test_whoever_leaves_a_partnership_no_longer_reads_its_text_in_their_own_history(shared: FastAPI) -> None:
    before = asked_by(member(shared, "Mo", "northmere"), ASKED)
    moved = member(shared, "Mo", "exampleshire")

    after = Answer.model_validate(moved.get(f"/api/v1/answers/{before.id}").json())

    assert shown(moved.get(f"/answers/{before.id}")) == []
    assert shown(moved.get(f"/api/v1/conversations/{before.conversation}/export?format=md")) == []
    assert [one.layer for one in after.citations] == ["national"] * len(after.citations)
    assert {number for point in after.points for number in point.citations} == {
        one.number for one in after.citations
    }
    assert "rested on a local protocol that is not open to you" in str(after.local_note)


def test_a_reviewer_is_shown_of_a_joint_answer_what_they_may_read(shared: FastAPI) -> None:
    joint = asked_by(member(shared, "Both", "exampleshire", "northmere"), SECOND)
    assert "Northmere practitioners" in joint.model_dump_json()

    review = member(shared, "Ana", "exampleshire").get(f"/policy/reviews/{joint.id}")

    assert review.status_code == 200
    assert "Exampleshire practitioners" in review.text
    assert shown(review) == []


def test_a_key_of_no_partnership_reads_what_is_national(shared: FastAPI) -> None:
    answer = asked_by(by_key(shared, [Scope.ANSWERS]), ASKED)

    assert answer.citations
    assert {one.layer for one in answer.citations} == {"national"}
