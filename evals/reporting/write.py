"""A report's files, side by side in one folder."""

from __future__ import annotations

from pathlib import Path

from evals.errors import RunError
from evals.reporting.csv import case_rows, write_csv
from evals.reporting.html import page
from evals.reporting.json import write_json
from evals.reporting.junit import write_junit
from evals.reporting.report import Report
from evals.reporting.sheet import write_sheet

PAGE = "report.html"
JUNIT = "junit.xml"


def write_report(report: Report, folder: Path) -> Path:
    """The page's path; beside it CSV, JSON, JUnit XML and the reviewers' sheet. Raises RunError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PAGE).write_text(page("report.html", report=report), encoding="utf-8")
        write_csv(folder / "cases.csv", case_rows(report.outcomes.cases))
        write_json(report, folder / "report.json")
        write_junit(report, folder / JUNIT)
        write_sheet(report.run, folder / "verdicts.xlsx")
    except OSError as error:
        raise RunError(f"{folder} cannot be written ({error.strerror}); give another --out") from error
    return folder / PAGE
