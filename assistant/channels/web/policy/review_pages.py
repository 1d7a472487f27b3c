"""The queue of poor or risky answers, and what reviewers say of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse, Response

from assistant.channels.bounded import opened
from assistant.channels.layout import lay_out
from assistant.channels.web.identity.calling import caller_of
from assistant.channels.web.policy.viewing import Viewing, for_policy_teams
from assistant.channels.web.rendering import render
from assistant.channels.web.state import Wired
from assistant.channels.wording import ENDING_OF_STATUS
from assistant.store.reviews import Reason, Verdict

router = APIRouter(prefix="/policy/reviews", include_in_schema=False, dependencies=[for_policy_teams])

A_PAGE = 20
REASON: Mapping[Reason, str] = {
    Reason.DANGER: "Danger block shown",
    Reason.CORRECTED: "A drafted point was not borne out",
    Reason.NOT_USEFUL: "Found not useful",
    Reason.SEARCH_FAILED: "The search failed",
    Reason.NOT_COVERED: "Not covered",
    Reason.PARTIAL: "Partly answered",
}
VERDICT: Mapping[Verdict, str] = {
    Verdict.GOOD: "Good: it says what the guidance says",
    Verdict.POOR: "Poor: it misses or muddles something",
    Verdict.RISKY: "Risky: someone could be harmed by it",
}


class JudgeForm(BaseModel):
    """A reviewer's verdict; personal data in the note is removed before it is kept."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    verdict: Verdict
    note: str = Field("", max_length=2000)


@router.get("")
def queue_page(
    request: Request,
    viewer: Viewing,
    reviewed: bool = False,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    found = viewer.desk.insights.queue(viewer.scopes, A_PAGE + 1, (page - 1) * A_PAGE, reviewed=reviewed)
    values = {
        "waiting": found[:A_PAGE],
        "goes_on": len(found) > A_PAGE,
        "page": page,
        "reviewed": reviewed,
        "viewed": viewer.viewed,
        "reason_words": REASON,
        "ending": ENDING_OF_STATUS,
    }
    return render(request, "policy/reviews.html", values)


@router.get("/{answer_id}")
def review_page(
    request: Request,
    answer_id: str,
    web: Wired,
    viewer: Viewing,
    after: str = "",
) -> Response:
    looked = viewer.desk.insights.look(answer_id, viewer.scopes)
    mine = next((one for one in looked.reviews if one.reviewer == viewer.name), None)
    answer = opened(looked.waiting.answer, web.assistant, caller_of(request).reach)
    values = {
        "looked": looked,
        "answer": answer,
        "layout": lay_out(answer, web.assistant.partnerships()),
        "ending": ENDING_OF_STATUS[answer.status],
        "mine": mine,
        "viewer": viewer,
        "viewed": viewer.viewed,
        "after": after,
        "reason_words": REASON,
        "verdict_words": VERDICT,
    }
    return render(request, "policy/review.html", values)


@router.post("/{answer_id}")
def judge(answer_id: str, viewer: Viewing, said: Annotated[JudgeForm, Form()]) -> Response:
    viewer.desk.insights.judge(answer_id, viewer.scopes, viewer.name, said.verdict, said.note)
    return RedirectResponse(f"/policy/reviews/{answer_id}?after=verdict#verdict", 303)
