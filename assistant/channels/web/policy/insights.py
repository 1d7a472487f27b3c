"""Figures, for programs."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import ConfigDict, JsonValue

from assistant.channels.web.identity.calling import requires_scope
from assistant.channels.web.openapi import problem_docs
from assistant.channels.web.policy.viewing import Selected, Viewing
from assistant.channels.web.problems import BROKEN, INVALID, MISSING, NOT_KEPT
from assistant.errors import NotFound
from assistant.identity import caller
from assistant.insights.figures import Figures
from assistant.insights.suppress import SMALLEST_SHOWN
from assistant.insights.tables import Table, as_csv
from ingest.models import Frozen

router = APIRouter(
    prefix="/api/v1/insights", tags=["insights"], dependencies=[requires_scope(caller.Scope.INSIGHTS)]
)

CSV = "text/csv"
AS_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {CSV: {"schema": {"type": "string"}}}}}
TableId = Annotated[str, Path(description="As the figures name it.", examples=["statuses"])]


class Format(StrEnum):
    JSON = "json"
    CSV = "csv"


_TABLE: dict[str, JsonValue] = {
    "id": "feedback",
    "title": "Feedback",
    "note": "",
    "first": "Said of an answer",
    "detail": "",
    "columns": ["Times"],
    "rows": [
        {"label": "Useful", "detail": "", "place": None, "counts": [31]},
        {"label": "Not useful", "detail": "", "place": None, "counts": [12]},
    ],
}
_FIGURES: dict[str, JsonValue] = {
    "scope": "exampleshire",
    "since": "2026-09-14",
    "until": "2026-11-08",
    "smallest_shown": SMALLEST_SHOWN,
    "questions": 214,
    "tables": [_TABLE],
}


class RowOut(Frozen):
    """`counts` follow the table's columns; null is a count that is withheld.

    `place` is the id of a document, or of a section in one.
    """

    label: str
    detail: str
    place: str | None = None
    counts: tuple[int | None, ...]


class TableOut(Frozen):
    """`first` heads the labels, `detail` the details, if there are any."""

    model_config = ConfigDict(json_schema_extra={"examples": [_TABLE]})

    id: str
    title: str
    note: str
    first: str
    detail: str
    columns: tuple[str, ...]
    rows: tuple[RowOut, ...]


class FiguresOut(Frozen):
    """Counts of redacted questions as they were kept, in whole weeks.

    Counts below `smallest_shown` are null, and with them whatever would give them away. `questions` is null
    where there are too few to say anything.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_FIGURES]})

    scope: str
    since: date
    until: date
    smallest_shown: int
    questions: int | None
    tables: tuple[TableOut, ...]


@router.get(
    "",
    summary="Read the figures",
    response_description="The figures",
    responses=problem_docs(MISSING, INVALID, NOT_KEPT, BROKEN),
)
def read_figures(viewer: Viewing, chosen: Selected) -> FiguresOut:
    """What one partnership's practitioners asked, or those who named none, and how it was answered."""
    found = viewer.desk.insights.figures(chosen, viewer.viewed)
    return FiguresOut(
        scope=chosen.scope,
        since=chosen.period.since,
        until=chosen.period.until,
        smallest_shown=SMALLEST_SHOWN,
        questions=found.questions,
        tables=tuple(map(table_out, found.tables)),
    )


@router.get(
    "/{table_id}",
    summary="Read a table",
    response_description="The table",
    response_model=TableOut,
    responses={**AS_CSV, **problem_docs(MISSING, INVALID, NOT_KEPT, BROKEN)},
)
def read_table(
    table_id: TableId,
    viewer: Viewing,
    chosen: Selected,
    form: Annotated[
        Format, Query(alias="format", description="JSON, or CSV.", examples=["csv"])
    ] = Format.JSON,
) -> Response:
    """One table of the figures. A selection with too few questions has the table of partnerships only."""
    table = _table(viewer.desk.insights.figures(chosen, viewer.viewed), table_id)
    if form is Format.CSV:
        return Response(as_csv(table), media_type=f"{CSV}; charset=utf-8")
    return Response(table_out(table).model_dump_json(), media_type="application/json")


def table_out(table: Table) -> TableOut:
    rows = tuple(
        RowOut(label=row.label, detail=row.detail, place=row.place, counts=row.counts) for row in table.rows
    )
    return TableOut(
        id=table.id,
        title=table.title,
        note=table.note,
        first=table.first,
        detail=table.detail,
        columns=table.columns,
        rows=rows,
    )


def _table(found: Figures, table_id: str) -> Table:
    table = found.table(table_id)
    if table is None:
        names = ", ".join(one.id for one in found.tables)
        raise NotFound(f"There is no table {table_id!r} of these figures; there is: {names}")
    return table
