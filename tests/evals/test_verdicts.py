"""Reviewers' verdicts: how they are read and what they agree on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from evals.errors import VerdictError
from evals.experiment import Run
from evals.outcomes import outcomes_of
from evals.reporting.sheet import write_sheet
from evals.verdicts import Agreement, Mark, Review, agreements, lines, notes, read_review
from tests.evals.reporting.fakes import POLICY, case, passes_and_fails, result, run


def review(reviewer: str, pattern: str, **fields: Any) -> Review:
    """A verdict for c1, c2 and so on: g is good, b bad, a dot none."""
    words = {"g": "good", "b": "bad"}
    listed = [
        {"case": f"c{n}", "verdict": words[one]} for n, one in enumerate(pattern, start=1) if one in words
    ]
    return Review.model_validate({"reviewer": reviewer, "verdicts": listed, **fields})


def agreed(made: Run, *reviews: Review) -> list[Agreement]:
    return agreements(reviews, outcomes_of(made, POLICY))


def test_two_reviewers_are_compared_and_each_with_the_metrics() -> None:
    found = agreed(passes_and_fails("ppff"), review("Ada", "gggb"), review("Bo", "ggbb"))

    assert [(one.first, one.second, one.agreed, one.both, tuple(one.differ)) for one in found] == [
        ("Ada", "Bo", 3, 4, ("c3",)),
        ("Ada", "the metrics", 3, 4, ("c3",)),
        ("Bo", "the metrics", 4, 4, ()),
    ]
    assert [one.kappa for one in found] == pytest.approx([0.5, 0.5, 1.0])


def test_only_cases_that_both_judged_count() -> None:
    found = agreed(passes_and_fails("ppp"), review("Ada", "gb."), review("Bo", ".bg"))

    assert (found[0].both, found[0].agreed) == (1, 1)


def test_one_repeat_that_is_bad_makes_the_case_bad() -> None:
    verdicts = [{"case": "c1", "verdict": "bad"}, {"case": "c1", "repeat": 1, "verdict": "good"}]
    both = Review.model_validate({"reviewer": "Ada", "verdicts": verdicts})

    assert both.marks() == {"c1": Mark.BAD}


def test_disagreements_are_told_with_what_reviewers_wrote() -> None:
    verdicts = [{"case": "c1", "verdict": "bad", "note": "Misses the exception."}]
    ada = Review.model_validate({"reviewer": "Ada", "verdicts": verdicts})
    found = agreed(passes_and_fails("p"), ada)

    assert list(lines(found, notes([ada]))) == [
        "Ada and the metrics: 0 of 1 alike, Cohen's kappa 0.00",
        "  differ on c1: Ada bad (Misses the exception.), the metrics good",
    ]


def test_a_file_saved_from_the_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "verdicts-ada.json"
    saved = {
        "run": "tuesday",
        "reviewer": "Ada",
        "verdicts": [{"case": "c1", "repeat": 0, "verdict": "good", "note": ""}],
    }
    path.write_text(json.dumps(saved), encoding="utf-8")

    assert read_review(path) == (review("Ada", "g", run="tuesday"),)


def filled(tmp_path: Path, *cells: tuple[str, Any]) -> Path:
    path = tmp_path / "verdicts.xlsx"
    write_sheet(passes_and_fails("ppf"), path)
    book = load_workbook(path)
    for place, value in cells:
        book["Verdicts"][place] = value
    book.save(path)
    return path


def test_the_sheet_is_filled_in_and_read_with_one_name_for_all_its_rows(tmp_path: Path) -> None:
    path = filled(tmp_path, ("E2", "Ada"), ("F2", "good"), ("F4", " Bad "), ("G4", "No."))
    (read,) = read_review(path)

    assert read.reviewer == "Ada"
    assert [(one.case, one.verdict, one.note) for one in read.verdicts] == [
        ("c1", Mark.GOOD, ""),
        ("c3", Mark.BAD, "No."),
    ]


def test_a_sheet_without_a_name_is_its_files(tmp_path: Path) -> None:
    assert [one.reviewer for one in read_review(filled(tmp_path, ("F2", "good")))] == ["verdicts"]


def test_a_sheet_for_two_reviewers_holds_two_reviews(tmp_path: Path) -> None:
    path = filled(tmp_path, ("E2", "Ada"), ("F2", "good"), ("E3", "Bo"), ("F3", "bad"))

    assert [(one.reviewer, len(one.verdicts)) for one in read_review(path)] == [("Ada", 1), ("Bo", 1)]


def test_the_sheet_shows_what_was_read_and_offers_the_two_marks(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.xlsx"
    write_sheet(
        run(result(case("a", question="=1+1")), result(case("b"), answer=None, error="timed out")), path
    )
    sheet = load_workbook(path)["Verdicts"]

    assert sheet["C2"].value == "'=1+1"
    assert "You do not always need consent. [A guide, para 1]" in str(sheet["D2"].value)
    assert sheet["D3"].value == "no answer: timed out"
    assert [one.formula1 for one in sheet.data_validations.dataValidation] == ['"good,bad"']


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("v.json", "{", "is not JSON"),
        (
            "v.json",
            '{"reviewer": "Ada", "verdicts": [{"case": "c1", "verdict": "fine"}]}',
            "write good or bad",
        ),
        ("v.csv", "case,question\nc1,why?\n", "no verdict in it"),
        ("v.csv", "nothing\n", "no header"),
        ("v.csv", "case,question,verdict\nc1,why?,fine\n", "write good or bad"),
        ("v.csv", "case,question,repeat,verdict\nc1,why?,often,good\n", "repeat"),
        ("v.txt", "good", "is not read"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")

    with pytest.raises(VerdictError, match=told):
        read_review(tmp_path / name)


def test_every_wrong_mark_of_a_sheet_is_named_by_its_row(tmp_path: Path) -> None:
    path = filled(tmp_path, ("F2", "ok"), ("F3", "good"), ("F4", "no"))

    with pytest.raises(VerdictError) as told:
        read_review(path)

    first, second = str(told.value).splitlines()
    assert "sheet 'Verdicts', row 2, column F (verdict): 'ok'" in first
    assert "sheet 'Verdicts', row 4, column F (verdict): 'no'" in second


def test_two_files_of_one_name_that_judge_the_same_case_are_refused() -> None:
    with pytest.raises(VerdictError, match="c1: judged by 'verdicts' in two files"):
        agreed(passes_and_fails("pp"), review("verdicts", "g"), review("verdicts", "b"))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(VerdictError, match=r"none\.json cannot be read"):
        read_review(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (review("Ada", "g", run="monday"), "Ada judged the run monday, not tuesday"),
        (review("Ada", "ggg"), "Ada judged c3, which tuesday has not"),
    ],
)
def test_verdicts_on_another_run_are_refused(given: Review, told: str) -> None:
    with pytest.raises(VerdictError, match=told):
        agreed(passes_and_fails("pp"), given)
