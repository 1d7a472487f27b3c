from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook

from assistant.channels.roles import Role
from evals.case import ExpectedStatus, Split
from evals.errors import DatasetError
from evals.library import Library
from evals.reading import Reading, load_cases, read_cases
from ingest.models import Source
from tests.evals.fakes import source

HEADER = ("id", "question", "role", "expected_status", "must_include")
GOOD = ("c1", "do we need consent?", "teacher", "answered", "not always\nrecord the decision")


def library() -> Library:
    def held(source_id: str, **changes: Any) -> Source:
        return source(source_id).model_copy(update=changes)

    sources = {
        one.id: one
        for one in (
            held("guide"),
            held("old-guide", superseded_by="guide"),
            held("north-plan", partnership="north"),
        )
    }
    sections = {"guide#consent": "guide", "guide#records": "guide", "old-guide#consent": "old-guide"}
    sections["north-plan#steps"] = "north-plan"
    return Library(
        frozenset({"north", "south"}), sources, {one: sources[held_by] for one, held_by in sections.items()}
    )


def workbook(path: Path, rows: Sequence[Sequence[Any]], title: str = "Cases") -> Path:
    book = Workbook()
    book["Sheet"].title = title
    for row in rows:
        book[title].append(list(row))
    book.save(path)
    return path


def csv_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def read_yaml(tmp_path: Path, *cases: object, checked: bool = False) -> Reading:
    path = tmp_path / "cases.yaml"
    path.write_text(yaml.safe_dump({"cases": list(cases)}), encoding="utf-8")
    return read_cases(path, library() if checked else None)


def record(**fields: object) -> dict[str, object]:
    return {"id": "c1", "question": "do we need consent?", "expected_status": "answered", **fields}


def test_a_case_is_the_same_in_every_format(tmp_path: Path) -> None:
    fields = dict(zip(HEADER, GOOD, strict=True))
    quoted = ",".join(f'"{value}"' for value in GOOD)
    (tmp_path / "c.jsonl").write_text(json.dumps(fields) + "\n\n", encoding="utf-8")
    (tmp_path / "c.yaml").write_text(yaml.safe_dump([fields]), encoding="utf-8")
    csv_file(tmp_path / "c.csv", f"{','.join(HEADER)}\n{quoted}\n")
    workbook(tmp_path / "c.xlsx", [HEADER, GOOD])

    found = [load_cases(tmp_path / f"c.{ending}") for ending in ("xlsx", "csv", "jsonl", "yaml")]

    assert found == [found[0]] * 4
    (case,) = found[0]
    assert (case.role, case.expected_status) == (Role.TEACHER, ExpectedStatus.ANSWERED)
    assert case.must_include == ("not always", "record the decision")


@pytest.mark.parametrize(
    ("column", "typed", "read"),
    [
        ("critical", "Yes", True),
        ("critical", "TRUE", True),
        ("critical", "y ", True),
        ("critical", 1, True),
        ("critical", "No", False),
        ("urgent", False, False),
        ("urgent", "", None),
        ("id", 7.0, "7"),
        ("id", 12, "12"),
        ("id", datetime(2026, 11, 2), "2026-11-02"),
        ("id", date(2026, 11, 2), "2026-11-02"),
        ("role", "Health Visitor", Role.HEALTH_VISITOR),
        ("role", "Designated safeguarding lead (DSL)", Role.DSL),
        ("expected_status", "Out of scope", ExpectedStatus.OUT_OF_SCOPE),
        ("split", "Test", Split.TEST),
        ("partnership", "North Shire", "north-shire"),
        ("question", "\u00a0do we? ", "do we?"),
        ("must_not_say", "- always\n\n• never\n", ("always", "never")),
    ],
)
def test_what_people_type_in_a_cell_is_understood(
    tmp_path: Path, column: str, typed: object, read: object
) -> None:
    fields = {"id": "c1", "question": "q?", "expected_status": "answered", column: typed}
    (case,) = load_cases(workbook(tmp_path / "c.xlsx", [list(fields), list(fields.values())]))

    assert getattr(case, column) == read


def test_blank_rows_a_title_above_and_columns_in_any_order_are_no_problem(tmp_path: Path) -> None:
    header = ("Question *", "Expected  status", "ID")
    first, second = ("first?", "answered", "a"), ("second?", "partial", "b")
    rows = [("Our cases",), (), header, (), first, (None, "  "), second]
    reading = read_cases(workbook(tmp_path / "c.xlsx", rows))

    assert ([case.id for case in reading.cases], reading.problems) == (["a", "b"], ())


def test_a_cell_merged_over_rows_counts_for_each_of_them(tmp_path: Path) -> None:
    book = Workbook()
    book["Sheet"].append(["id", "question", "role", "expected_status"])
    book["Sheet"].append(["a", "first?", "dsl", "answered"])
    book["Sheet"].append(["b", "second?", None, "answered"])
    book["Sheet"].merge_cells("C2:C3")
    book.save(tmp_path / "c.xlsx")

    assert [case.role for case in load_cases(tmp_path / "c.xlsx")] == [Role.DSL, Role.DSL]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("id,question,expected_status\nc1,what? and when?,answered\n", "utf-8-sig"),
        ("id;question;expected_status\r\nc1;what? and when?;answered\r\n", "utf-8"),
        ("Our cases, 2026\nid\tquestion\texpected_status\nc1\twhat? and when?\tanswered\n", "utf-8"),
        ("id\tquestion\texpected_status\nc1\twhat? and when?\tanswered\n", "utf-16"),
    ],
)
def test_a_csv_as_spreadsheets_save_it_is_read(tmp_path: Path, text: str, encoding: str) -> None:
    (case,) = load_cases(csv_file(tmp_path / "c.csv", text, encoding))

    assert (case.id, case.question) == ("c1", "what? and when?")


def test_a_csv_in_windows_code_page_is_read_and_said_to_be(tmp_path: Path) -> None:
    text = "id;question;expected_status\r\nc1;the child\u2019s caf\xe9 \u2013 £5?;answered\r\n"

    reading = read_cases(csv_file(tmp_path / "c.csv", text, "cp1252"))

    assert reading.cases[0].question == "the child\u2019s caf\xe9 \u2013 £5?"
    assert reading.warnings[0].startswith("c.csv: read as Windows-1252")


def test_cases_on_several_sheets_are_read_and_a_sheet_without_a_header_is_named(tmp_path: Path) -> None:
    book = Workbook()
    book["Sheet"].append(["notes to self"])
    for name in ("Consent", "Records"):
        book.create_sheet(name).append(["id", "question", "expected_status"])
        book[name].append([name, "what?", "answered"])
    book.save(tmp_path / "c.xlsx")

    reading = read_cases(tmp_path / "c.xlsx")

    assert ([case.id for case in reading.cases], reading.problems) == (["Consent", "Records"], ())
    assert reading.warnings[0].startswith("c.xlsx: sheet 'Sheet': no header; write the column names")


def test_a_column_that_is_not_read_is_a_warning_and_no_problem(tmp_path: Path) -> None:
    reading = read_yaml(tmp_path, record(reviewer="Sam"))

    assert (len(reading.cases), reading.problems) == (1, ())
    assert reading.warnings[0].startswith(
        "cases.yaml: the column 'reviewer' is not read; the columns are id,"
    )


def test_every_problem_is_named_by_sheet_row_and_column_with_what_to_write(tmp_path: Path) -> None:
    rows = [
        HEADER,
        ("c1", "what?", "techer", "answered", None),
        ("c2", None, "gp", "sometimes", None),
        ("c2", "and who?", None, "out of scope", "a point"),
        (None, "when?", None, "#N/A", None),
    ]
    problems = read_cases(workbook(tmp_path / "c.xlsx", rows)).problems

    for place, says in [
        ("row 2, column C (role)", "'techer': write one of teacher, dsl, "),
        ("row 2, column C (role)", "did you mean teacher?"),
        ("row 3, column B (question)", "is missing; write it"),
        ("row 3, column D (expected_status)", "'sometimes': write one of answered, partial"),
        ("row 4, column A (id)", "'c2' is used already (c.xlsx: sheet 'Cases', row 3, column A (id))"),
        ("row 4, column E (must_include)", "'a point': expected_status is out_of_scope, which cites nothing"),
        ("row 5, column A (id)", "is missing"),
        ("row 5, column D (expected_status)", "the formula in this cell failed"),
    ]:
        assert [one for one in problems if f"sheet 'Cases', {place}: " in one and says in one], (place, says)
    assert len(problems) == 7


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        (
            {"expected_sections": "guide#consnt"},
            "'guide#consnt' is not in the library; the nearest are guide#consent",
        ),
        ({"expected_sources": ["giude"]}, "'giude' is not in the library; the nearest are guide"),
        ({"expected_sections": "old-guide#consent"}, "is superseded and is not cited as current; use guide"),
        ({"expected_sections": "north-plan#steps"}, "is read only in north; write that as the partnership"),
        ({"partnership": "nroth"}, "partnership: 'nroth' is not in the library; the nearest are north"),
        ({"partnership": "north", "other_partnership": "north"}, "leave it blank or name another area"),
        ({"other_partnership": "north"}, "write the first area under partnership"),
        ({"must_include": "yes", "must_not_say": "yes"}, "must_include has it too"),
        ({"expected_status": "declined", "expected_sections": "guide#consent"}, "which cites nothing"),
        ({"expected_status": None}, "nothing is expected, so the case cannot fail"),
        ({"expected_status": "search_failed"}, "write one of answered"),
        ({"critical": "maybe"}, "'maybe': write yes or no"),
        ({"question": ["one", "two"]}, "write one text here, not a list"),
    ],
)
def test_what_contradicts_itself_or_is_not_in_the_library_is_a_problem(
    tmp_path: Path, fields: dict[str, object], says: str
) -> None:
    (problem,) = read_yaml(tmp_path, record(**fields), checked=True).problems

    assert problem.startswith("cases.yaml: case 1, ")
    assert says in problem


def test_a_wrong_cell_does_not_hide_what_is_wrong_with_the_others(tmp_path: Path) -> None:
    case = record(question="", role="techer", expected_sections="guide#consnt", expected_status="declined")

    problems = read_yaml(tmp_path, case, checked=True).problems

    assert [one.split(": ")[1].removeprefix("case 1, ") for one in problems] == [
        "question",
        "role",
        "expected_sections",
        "expected_sections",
    ]


def test_a_section_of_either_area_may_be_expected(tmp_path: Path) -> None:
    case = record(partnership="south", other_partnership="north", expected_sections="north-plan#steps")

    assert read_yaml(tmp_path, case, checked=True).problems == ()


def test_an_id_used_in_two_files_of_a_folder_is_a_problem(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(record()), encoding="utf-8")

    (problem,) = read_cases(tmp_path).problems

    assert (
        problem
        == "b.jsonl: line 1, id: 'c1' is used already (a.jsonl: line 1, id); give each case its own id"
    )


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("c.xlsx", b"id,question", "cannot be opened"),
        ("c.jsonl", b'{"id": "caf\xe9"}', "is not UTF-8 at byte 11; save it as UTF-8"),
        ("c.csv", b"id,answer\nc1,yes", "no header; write the column names (id, question, ...) in row 1"),
        ("c.csv", b"id,question,id\n1,what?,2", "the column 'id' stands twice"),
        ("c.csv", b"id,question\n", "no case in it; write one a row"),
        ("c.jsonl", b'{"id": 1\n', "line 1: not a case"),
        ("c.jsonl", b"[1]", "line 1: not a case (no object); write one JSON object a line"),
        ("c.yaml", b"cases: [", "is not YAML"),
        ("c.yaml", b"questions: []", "no list of cases; begin with `cases:`"),
        ("c.yaml", b"- what?", "case 1: 'what?' is not a case; begin it with `- id:`"),
        ("c.docx", b"", ".docx is not read; save it as .xlsx"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_to_do(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(DatasetError) as error:
        load_cases(tmp_path / name)

    assert says in str(error.value)


@pytest.mark.parametrize(("name", "says"), [("none.csv", "does not exist"), (".", "no file of cases in it")])
def test_a_path_with_no_cases_says_so(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(DatasetError, match=says):
        read_cases(tmp_path / name)
