"""A workbook in which a reviewer marks answers without opening the page."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from assistant.models import Answer
from evals.experiment import CaseResult, Run
from evals.reporting.text import safe
from evals.verdicts import COLUMNS, Mark

WIDTHS = (24, 8, 50, 90, 16, 10, 40)


def write_sheet(run: Run, path: Path) -> None:
    """One row an answer; the last three columns are the reviewer's."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Verdicts"
    sheet.append(COLUMNS)
    for result in sorted(run.results, key=lambda one: one.key):
        sheet.append([safe(cell) for cell in _row(result)])
    for number, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(1, number).font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    marks = DataValidation("list", formula1=f'"{",".join(Mark)}"', allow_blank=True)
    letter = get_column_letter(COLUMNS.index("verdict") + 1)
    marks.add(f"{letter}2:{letter}{len(run.results) + 1}")
    sheet.add_data_validation(marks)
    sheet.freeze_panes = "C2"
    book.save(path)


def _row(result: CaseResult) -> list[str | int | None]:
    shown = _shown(result.answer) if result.answer else f"no answer: {result.error}"
    return [result.case.id, result.repeat, result.case.question, shown, None, None, None]


def _shown(answer: Answer) -> str:
    """What the asker read, the citations by place."""
    places = {one.number: f"{one.title}, {one.anchor}" for one in answer.citations}
    points = [
        f"{one.text} [{'; '.join(places[number] for number in one.citations)}]" for one in answer.points
    ]
    urgent = [answer.urgent.headline] if answer.urgent else []
    return "\n\n".join(
        [*urgent, answer.message, *points, *([answer.local_note] if answer.local_note else [])]
    )
