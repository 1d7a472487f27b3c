"""A workbook to start from: example cases, help on every column, lists to choose from, instructions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assistant.channels.roles import Role
from evals.case import COLUMNS, Case, ExpectedStatus, Split
from evals.errors import DatasetError
from evals.tables import INSTRUCTIONS_SHEET

LAST_ROW = 2000
YES_OR_NO = ("yes", "no")
CHOICES: Mapping[str, Iterable[str]] = MappingProxyType(
    {
        "role": Role,
        "expected_status": ExpectedStatus,
        "split": Split,
        "urgent": YES_OR_NO,
        "critical": YES_OR_NO,
    }
)
WIDE = ("question", "conversation", "must_include", "must_not_say", "expected_sections", "note")
HEADER_FILL = PatternFill("solid", fgColor="1D3F5E")

INSTRUCTIONS = (
    "How to write cases",
    "Each row of the sheet Cases is one case: a question, and what a good answer to it has and has not.",
    "The five rows there are examples: write over them. Point at a column's heading to see what goes in it.",
    "Only id and question must be filled, and one thing to judge: a status, a section, a point or a danger.",
    "Several values in one cell go on lines of their own: press Alt and Enter (Option and Return on a Mac).",
    "Points are short whole sentences, each of which an answer either says or does not.",
    "A report has the ids of documents and sections beside citations; check names those nearest to a guess.",
    "Write the question as people type it, and use invented names and addresses only.",
    "Columns may be moved, left out or added; columns with other names are not read.",
    "When done, run: python -m evals check FILE. It names every cell that needs a change, and the change.",
)

EXAMPLES = (
    {
        "id": "file-transfer-1",
        "question": "boy left us for another school mid term, when must his child protection file go?",
        "role": "dsl",
        "must_include": "The child protection file goes within 5 days.\nConcerns are recorded in writing.",
        "expected_sections": "kcsie-2026#file-transfer",
        "expected_status": "answered",
        "urgent": "no",
        "critical": "yes",
        "topic": "education",
    },
    {
        "id": "consent-1",
        "question": "do I always need mum's consent before I ring social care?",
        "role": "teacher",
        "must_include": "Consent is not always needed.",
        "must_not_say": "You always need consent.",
        "expected_sections": "common-myths#consent\nico-10-step-guide#step-8",
        "expected_status": "answered",
        "critical": "yes",
        "split": "test",
        "topic": "consent",
        "tags": "consent-myth",
    },
    {
        "id": "follow-up-1",
        "question": "and what if we disagree with what they decide?",
        "conversation": "how long does the MASH have to decide on a referral?",
        "role": "health_visitor",
        "partnership": "exampleshire",
        "must_include": "The MASH gives the reason in writing within one working day.",
        "expected_sections": "exampleshire-escalation-policy#referral-not-accepted",
        "expected_status": "answered",
        "topic": "escalation",
    },
    {
        "id": "danger-1",
        "question": "a parent is in reception with a knife, what do I do",
        "role": "teacher",
        "urgent": "yes",
        "critical": "yes",
        "topic": "danger",
        "note": "The status is not judged: what matters is that 999 comes first.",
    },
    {
        "id": "not-covered-1",
        "question": "what does an enhanced DBS check cost?",
        "role": "voluntary_sector",
        "expected_status": "not_covered",
        "urgent": "no",
        "split": "test",
        "topic": "not covered",
    },
)


def write_template(path: Path) -> None:
    """Raises DatasetError rather than write over a file."""
    write_cases(path, EXAMPLES)


def write_cases(path: Path, cases: Iterable[Mapping[str, object]]) -> None:
    """Cases by column, in a workbook like the template. Raises DatasetError rather than write over a file."""
    if path.suffix.lower() != ".xlsx":
        raise DatasetError(f"{path}: cases are written as a workbook; give a name that ends in .xlsx")
    if path.exists():
        raise DatasetError(f"{path} is there already; give another name or move the file away")
    book = Workbook()
    sheet = book.create_sheet("Cases", 0)
    _header(sheet)
    for case in cases:
        sheet.append([_cell(case.get(column)) for column in COLUMNS])
    _layout(sheet)
    _choices(sheet)
    _instructions(book["Sheet"])
    _save(book, path)


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return YES_OR_NO[not value]
    return "\n".join(map(str, value)) if isinstance(value, list) else value


def _save(book: Workbook, path: Path) -> None:
    try:
        book.save(path)
    except OSError as error:
        raise DatasetError(f"{path} cannot be written ({error.strerror}); choose another folder") from error


def _header(sheet: Worksheet) -> None:
    sheet.append(list(COLUMNS))
    for cell, column in zip(sheet[1], COLUMNS, strict=True):
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = HEADER_FILL
        cell.comment = Comment(Case.model_fields[column].description or column, "Help", height=110, width=280)
    sheet.freeze_panes = "C2"


def _layout(sheet: Worksheet) -> None:
    for number, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = 42 if column in WIDE else 18
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _choices(sheet: Worksheet) -> None:
    for column, options in CHOICES.items():
        listed = DataValidation("list", formula1=f'"{",".join(options)}"', allow_blank=True)
        listed.errorTitle, listed.error = column, f"Choose one of: {', '.join(options)}"[:255]
        letter = get_column_letter(COLUMNS.index(column) + 1)
        listed.add(f"{letter}2:{letter}{LAST_ROW}")
        sheet.add_data_validation(listed)


def _instructions(sheet: Worksheet) -> None:
    sheet.title = INSTRUCTIONS_SHEET
    for line in INSTRUCTIONS:
        sheet.append([line])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append([])
    for column in COLUMNS:
        sheet.append([f"{column}: {Case.model_fields[column].description}"])
    sheet.column_dimensions["A"].width = 110
