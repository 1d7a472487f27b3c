"""The library as those who look after it see it: what is wrong, and protocols put in and taken out."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from pydantic import BaseModel, BeforeValidator, ConfigDict
from starlette.responses import RedirectResponse, Response

from assistant.channels.web.marking import paragraphs
from assistant.channels.web.policy.problems import say_problem
from assistant.channels.web.policy.viewing import Viewer, Viewing, for_policy_teams
from assistant.channels.web.rendering import render
from assistant.channels.web.state import Wired
from assistant.channels.web.views import SectionView
from assistant.errors import NotAccepted
from assistant.protocols import Edition, Preview, Sent, preview_of, source_of
from assistant.store.jobs import Kind
from ingest.errors import IngestError
from ingest.models import Slug
from ingest.problems import ProblemKind
from ingest.status import SourceStatus

router = APIRouter(prefix="/policy/library", include_in_schema=False, dependencies=[for_policy_teams])

UPLOADS = "/policy/library/uploads"

Day = Annotated[date | None, BeforeValidator(lambda value: value or None)]


class UploadForm(BaseModel):
    """The protocol and whose it is; `page` is the web page where the partnership publishes its protocols."""

    model_config = ConfigDict(frozen=True, extra="ignore", arbitrary_types_allowed=True)

    partnership: Slug
    page: str = ""
    protocol: UploadFile


class EditionForm(Edition):
    """The same from the page, where a day may be left out."""

    effective_from: Day = None
    review_by: Day = None


@router.get("")
def library_page(request: Request, web: Wired, viewer: Viewing) -> Response:
    return _library(request, web, viewer)


@router.post("/uploads")
def upload(request: Request, web: Wired, viewer: Viewing, form: Annotated[UploadForm, Form()]) -> Response:
    protocols = viewer.desk.protocols
    name = PurePath(form.protocol.filename or "").name or "The file"
    data = form.protocol.file.read(protocols.max_bytes + 1)
    sent = Sent(form.partnership, name, data, viewer.name, form.page.strip() or None)
    try:
        received = protocols.receive(sent, viewer.reach)
    except NotAccepted as error:
        return _library(request, web, viewer, str(error), 422)
    return RedirectResponse(f"{UPLOADS}/{received.id}", 303)


@router.get("/uploads/{upload_id}")
def upload_page(request: Request, upload_id: str, viewer: Viewing) -> Response:
    return _upload(request, upload_id, viewer)


@router.post("/uploads/{upload_id}/publish")
def publish(
    request: Request, upload_id: str, viewer: Viewing, edition: Annotated[EditionForm, Form()]
) -> Response:
    try:
        viewer.desk.protocols.publish(upload_id, edition, viewer.reach)
    except NotAccepted as error:
        return _upload(request, upload_id, viewer, str(error), 422)
    return RedirectResponse(f"{UPLOADS}/{upload_id}", 303)


@router.post("/uploads/{upload_id}/undo")
def undo(upload_id: str, viewer: Viewing) -> Response:
    viewer.desk.protocols.undo(upload_id, viewer.reach)
    return RedirectResponse(f"{UPLOADS}/{upload_id}", 303)


@router.post("/sources/{source_id}/withdraw")
def withdraw(source_id: str, viewer: Viewing) -> Response:
    taken = viewer.desk.protocols.withdraw(source_id, viewer.name, viewer.reach)
    return RedirectResponse(f"{UPLOADS}/{taken.id}", 303)


@router.post("/build")
def build(viewer: Viewing) -> Response:
    viewer.desk.protocols.build()
    return RedirectResponse("/policy/library", 303)


def _library(
    request: Request, web: Wired, viewer: Viewer, wrong: str | None = None, status: int = 200
) -> Response:
    statuses, unready = _statuses(viewer)
    own = [one for one in web.assistant.partnerships() if viewer.reach.covers(one.id)]
    last = viewer.desk.workshop.store.last(Kind.BUILD)
    values = {
        "wrong_ones": [one for one in statuses if one.problems and not _is_only_superseded(one)],
        "superseded": [one for one in statuses if _is_only_superseded(one)],
        "say_problem": partial(say_problem, titles={one.source.id: one.source.title for one in statuses}),
        "sound": [one for one in statuses if not one.problems],
        "unready": unready,
        "own": own,
        "viewed": viewer.viewed,
        "uploads": viewer.desk.protocols.list(tuple(one.id for one in own)),
        "building": viewer.desk.workshop.store.running(Kind.BUILD, viewer.desk.protocols.now()),
        "last": last,
        "said": viewer.desk.protocols.said_of(last, viewer.reach) if last else "",
        "max_mb": web.settings.upload_max_mb,
        "wrong": wrong,
    }
    return render(request, "policy/library.html", values, status)


def _statuses(viewer: Viewer) -> tuple[tuple[SourceStatus, ...], str | None]:
    """And why there are none, where there is no index yet or its register is wrong."""
    try:
        return viewer.desk.protocols.status(tuple(viewer.viewed.own)), None
    except IngestError as error:
        return (), str(error)


def _is_only_superseded(one: SourceStatus) -> bool:
    """An old edition that is kept for its own sake waits for nobody."""
    return [problem.kind for problem in one.problems] == [ProblemKind.SUPERSEDED]


def _upload(
    request: Request, upload_id: str, viewer: Viewer, wrong: str | None = None, status: int = 200
) -> Response:
    upload = viewer.desk.protocols.get(upload_id, viewer.reach)
    preview, job = preview_of(upload), viewer.desk.workshop.store.last_of(upload.id)
    values = {
        "upload": upload,
        "entry": source_of(upload),
        "preview": preview,
        "sections": _sections(preview),
        "viewed": viewer.viewed,
        "job": job,
        "said": viewer.desk.protocols.said_of(job, viewer.reach) if job else "",
        "wrong": wrong,
    }
    return render(request, "policy/upload.html", values, status)


def _sections(preview: Preview | None) -> tuple[SectionView, ...]:
    shown = preview.sections if preview else ()
    return tuple(SectionView(section, paragraphs(section, ())) for section in shown)
