"""Runs of the evals: what there is, a run started and followed, reports and comparisons."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from assistant.channels.web.policy.viewing import Viewing, for_policy_teams
from assistant.channels.web.rendering import render
from assistant.runs import Part
from assistant.store.jobs import Job

router = APIRouter(prefix="/policy", include_in_schema=False, dependencies=[for_policy_teams])

# A report brings its own style and script: it is shown as a page of no site, which reaches nothing of ours.
REPORT_POLICY = (
    "sandbox allow-scripts allow-downloads; default-src 'none'; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class StartForm(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    part: Annotated[Part | None, BeforeValidator(lambda value: value or None)] = None


class CompareForm(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    first: str
    second: str


@router.get("/runs")
def run_list(request: Request, viewer: Viewing) -> Response:
    runs = viewer.desk.runs
    running = runs.running()
    values = {
        "runs": runs.list(viewer.reach),
        "running": running,
        "may_stop": running and (viewer.is_admin or runs.is_started_by(running, viewer.name)),
        "last": runs.last(),
    }
    return render(request, "policy/runs.html", values)


@router.post("/runs")
def start(viewer: Viewing, form: Annotated[StartForm, Form()]) -> Response:
    viewer.desk.runs.start(viewer.reach, form.part, viewer.name)
    return RedirectResponse("/policy/runs#running", 303)


@router.post("/runs/cancel")
def cancel(viewer: Viewing) -> Response:
    viewer.desk.runs.cancel(viewer.name, viewer.is_admin)
    return RedirectResponse("/policy/runs#running", 303)


@router.post("/runs/compare")
def compare(viewer: Viewing, form: Annotated[CompareForm, Form()]) -> Response:
    viewer.desk.runs.compare(form.first, form.second, viewer.reach)
    return RedirectResponse(f"/policy/runs/{form.second}/compared-with/{form.first}", 303)


@router.get("/runs/{name}/report")
def report(name: str, viewer: Viewing) -> Response:
    return _alone(viewer.desk.runs.report(name, viewer.reach))


@router.get("/runs/{name}/compared-with/{before}")
def comparison(name: str, before: str, viewer: Viewing) -> Response:
    return _alone(viewer.desk.runs.comparison(before, name, viewer.reach))


@router.get("/jobs/{job_id}")
def progress(job_id: str, viewer: Viewing) -> Response:
    """How far work is, for the page's script."""
    return JSONResponse(_told(viewer.desk.workshop.store.get(job_id)))


def _told(job: Job) -> dict[str, object]:
    return {"runs": job.runs, "step": job.step, "done": job.done, "total": job.total}


def _alone(page: str) -> Response:
    return HTMLResponse(page, headers={"Content-Security-Policy": REPORT_POLICY})
