from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from assistant.channels.roles import Role
from evals.__main__ import app
from evals.case import COLUMNS

DOCS = Path(__file__).resolve().parents[2] / "guidance_docs"


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "cases.xlsx"
    code, out, _ = run("template", path)
    assert (code, out.partition(":")[0]) == (0, str(path))
    return path


def test_the_template_passes_its_own_check_over_the_library(path: Path) -> None:
    told = f"5 cases read, 0 problems\nNext: python -m evals run {path}\n"

    assert run("check", path, "--docs", DOCS) == (0, told, "")


def test_every_column_has_help_and_those_with_few_values_a_list(path: Path) -> None:
    sheet = load_workbook(path)["Cases"]
    lists = {
        sheet.cell(1, next(iter(one.sqref.ranges)).min_col).value: one.formula1.strip('"').split(",")
        for one in sheet.data_validations.dataValidation
    }

    assert [cell.value for cell in sheet[1] if cell.comment] == list(COLUMNS)
    assert set(lists) == {"role", "expected_status", "split", "urgent", "critical"}
    assert lists["role"] == list(Role)


def test_the_workbook_opens_on_the_cases_and_explains_itself_on_a_second_sheet(path: Path) -> None:
    book = load_workbook(path)

    assert book.sheetnames == ["Cases", "Instructions"]
    assert book.active is book["Cases"]
    assert "python -m evals check" in " ".join(str(row[0]) for row in book["Instructions"].values)


def test_a_template_is_never_written_over_a_file(path: Path) -> None:
    before = path.read_bytes()
    code, _, err = run("template", path)

    assert (code, path.read_bytes()) == (2, before)
    assert "is there already" in err


@pytest.mark.parametrize(
    ("name", "says"), [("cases.csv", "ends in .xlsx"), ("no/such/cases.xlsx", "cannot be written")]
)
def test_a_place_that_cannot_take_a_workbook_is_named(tmp_path: Path, name: str, says: str) -> None:
    code, _, err = run("template", tmp_path / name)

    assert code == 2
    assert says in err


def test_a_check_that_finds_something_names_the_cell_and_exits_one(path: Path) -> None:
    book = load_workbook(path)
    book["Cases"].cell(2, COLUMNS.index("expected_sections") + 1).value = "kcsie-2026#file-transfr"
    book.save(path)

    code, out, _ = run("check", path, "--docs", DOCS)

    assert code == 1
    assert "sheet 'Cases', row 2, column J (expected_sections): 'kcsie-2026#file-transfr'" in out
    assert "the nearest are kcsie-2026#file-transfer" in out


def test_a_file_or_library_that_cannot_be_read_exits_two(path: Path, tmp_path: Path) -> None:
    assert run("check", tmp_path / "none.xlsx", "--docs", DOCS)[0] == 2
    assert run("check", path, "--docs", tmp_path)[0] == 2
