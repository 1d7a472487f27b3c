"""Figures and gaps, for policy teams."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from assistant.channels.web.policy.charts import plot_of
from assistant.channels.web.policy.viewing import Selected, Viewing, for_policy_teams
from assistant.channels.web.rendering import render
from assistant.channels.web.state import Wired
from assistant.errors import NotFound
from assistant.insights.drafts import as_jsonl
from assistant.insights.gaps import rows
from assistant.insights.tables import as_csv, csv_of

router = APIRouter(prefix="/policy", include_in_schema=False, dependencies=[for_policy_teams])

CSV = "text/csv; charset=utf-8"


@router.get("")
def insights_page(request: Request, web: Wired, viewer: Viewing, chosen: Selected) -> Response:
    figures = viewer.desk.insights.figures(chosen, viewer.viewed)
    weeks = figures.table("weeks")
    plot = plot_of(weeks) if weeks else None
    values = {
        "figures": figures,
        "chosen": chosen,
        "viewed": viewer.viewed,
        "plot": plot,
        "retention_days": web.settings.retention_days,
    }
    return render(request, "policy/insights.html", values)


@router.get("/figures/{table_id}.csv")
def figures_csv(table_id: str, viewer: Viewing, chosen: Selected) -> Response:
    table = viewer.desk.insights.figures(chosen, viewer.viewed).table(table_id)
    if table is None:
        raise NotFound(f"There is no table {table_id!r} of these figures")
    name = f"{table_id}-{chosen.scope}-{chosen.period.since}-{chosen.period.until}.csv"
    return _file(as_csv(table), name, CSV)


@router.get("/gaps")
def gaps_page(request: Request, viewer: Viewing) -> Response:
    groups = viewer.desk.insights.gaps(viewer.viewed)
    drafts = viewer.desk.insights.drafts(viewer.viewed)
    chosen = {str(draft["id"]).removeprefix("draft-") for draft in drafts}
    values = {"groups": groups, "viewed": viewer.viewed, "drafts": drafts, "chosen": chosen}
    return render(request, "policy/gaps.html", values)


@router.get("/gaps.csv")
def gaps_csv(viewer: Viewing) -> Response:
    return _file(csv_of(rows(viewer.desk.insights.gaps(viewer.viewed))), "gaps.csv", CSV)


@router.get("/drafts.jsonl")
def drafts(viewer: Viewing) -> Response:
    """Questions chosen as cases, as `python -m evals check` reads them."""
    return _file(as_jsonl(viewer.desk.insights.drafts(viewer.viewed)), "drafts.jsonl", "application/jsonl")


@router.post("/answers/{answer_id}/case")
def choose(answer_id: str, viewer: Viewing) -> Response:
    viewer.desk.insights.want(answer_id, viewer.scopes, wanted=True)
    return RedirectResponse(f"/policy/reviews/{answer_id}?after=case#case", 303)


@router.post("/answers/{answer_id}/no-case")
def let_go(answer_id: str, viewer: Viewing) -> Response:
    viewer.desk.insights.want(answer_id, viewer.scopes, wanted=False)
    return RedirectResponse(f"/policy/reviews/{answer_id}#case", 303)


def _file(text: str, name: str, media: str) -> Response:
    return Response(text, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
