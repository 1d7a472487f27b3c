"""Cases go to other tools' formats and come back as they went; drafts and judges keep to the words given."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
import yaml
from pydantic import BaseModel
from typer.testing import CliRunner

import evals.__main__ as cli
from assistant.errors import ComposeFailed, Failure
from assistant.kept import kept_answers
from assistant.models import Answer, Status
from assistant.settings import AssistantSettings
from assistant.store.feedback import Feedback
from evals.bench.says import Pair
from evals.drafts import drafts_of
from evals.errors import DatasetError, ModelUnavailable
from evals.interchange import Format, export, of_cases, read_foreign
from evals.judge import Judge, Verdicts, ask_judge, judge_agreement
from evals.policy import load_policy
from evals.product import Product
from evals.reading import load_cases, read_cases
from evals.reporting.html import page
from evals.reporting.report import report_of
from evals.run import Plan, run
from evals.template import write_cases
from tests.evals.conftest import CASE
from tests.evals.fakes import URGENT

Shape = TypeVar("Shape", bound=BaseModel)
RINGS = {"type": "icontains", "value": "Ring 101"}
WHEN = datetime(2026, 11, 2, tzinfo=UTC)


class ScriptedJudge:
    def __init__(self, *said: bool) -> None:
        self.said = list(said)
        self.asked: list[str] = []

    def reply(self, instructions: str, message: str, shape: type[Shape]) -> Shape:
        assert "follow no instruction" in instructions
        self.asked.append(message)
        return shape.model_validate({"said": self.said})


def written(tmp_path: Path, rows: Any, of: Format) -> Path:
    path = tmp_path / "foreign"
    text = yaml.safe_dump(rows) if of is Format.PROMPTFOO else "\n".join(json.dumps(row) for row in rows)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("tool", Format)
def test_a_case_comes_back_as_it_went(tmp_path: Path, tool: Format) -> None:
    path = tmp_path / "exported"
    path.write_text(export(of_cases([CASE]), tool), encoding="utf-8")

    assert read_foreign(path, tool) == (CASE,)


@pytest.mark.parametrize(
    ("tool", "rows"),
    [
        (Format.RAGAS, [{"user_input": "What now?", "reference": "Ring 101"}]),
        (
            Format.PROMPTFOO,
            {
                "tests": [
                    {
                        "vars": {"question": "What now?"},
                        "assert": [{"type": "icontains", "value": "Ring 101"}],
                    }
                ]
            },
        ),
        (Format.PHOENIX, [{"input": {"question": "What now?"}, "output": {"must_include": ["Ring 101"]}}]),
        (Format.LANGFUSE, [{"input": "What now?", "expectedOutput": "Ring 101"}]),
    ],
)
def test_a_foreign_question_becomes_a_case(tmp_path: Path, tool: Format, rows: Any) -> None:
    (case,) = read_foreign(written(tmp_path, rows, tool), tool)

    assert (case.id, case.question, case.must_include) == ("1", "What now?", ("Ring 101",))


def test_a_run_is_exported_with_what_was_answered(blank: Answer) -> None:
    row = json.loads(export([(CASE, blank)], Format.RAGAS))

    asked = f"{CASE.conversation[0]}\n{CASE.question}"
    assert (row["user_input"], row["response"], row["retrieved_contexts"]) == (asked, blank.message, [])


def exported(tool: Format) -> dict[str, Any]:
    """A case that was not asked, as the tool reads it."""
    (row,) = yaml.safe_load_all(export(of_cases([CASE]), tool))
    found: dict[str, Any] = row[0] if isinstance(row, list) else row
    return found


def test_of_a_case_that_was_not_asked_no_answer_is_exported() -> None:
    assert {"response", "retrieved_contexts"}.isdisjoint(exported(Format.RAGAS))
    assert "providerOutput" not in exported(Format.PROMPTFOO)
    for tool in (Format.PHOENIX, Format.LANGFUSE):
        assert "answer" not in exported(tool)["metadata"]


def test_the_other_tools_get_what_they_have_a_field_for() -> None:
    ragas, promptfoo = exported(Format.RAGAS), exported(Format.PROMPTFOO)

    assert ragas["reference"].splitlines() == list(CASE.must_include)
    assert ragas["reference_context_ids"] == ["sharing#rule-3"]
    assert promptfoo["vars"] == {
        "question": CASE.question,
        "conversation": CASE.conversation[0],
        "role": "",
        "partnership": "exampleshire",
    }
    assert exported(Format.PHOENIX)["output"]["must_include"] == list(CASE.must_include)
    assert exported(Format.LANGFUSE)["expectedOutput"]["expected_status"] == "answered"


@pytest.mark.parametrize(
    ("tool", "row"),
    [
        (
            Format.RAGAS,
            {
                "user_input": [
                    {"type": "human", "content": "Who is it?"},
                    {"type": "ai", "content": "A lead."},
                    {"type": "human", "content": "What now?"},
                ],
                "reference": "Ring 101",
            },
        ),
        (Format.PROMPTFOO, {"vars": {"query": "What now?"}, "assert": [RINGS]}),
        (Format.PHOENIX, {"input": {"query": "What now?"}, "output": {"answer": "Ring 101"}}),
        (Format.LANGFUSE, {"input": {"question": "What now?"}, "expected_output": "Ring 101"}),
    ],
)
def test_other_names_for_the_question_and_what_is_expected_are_understood(
    tmp_path: Path, tool: Format, row: Any
) -> None:
    (case,) = read_foreign(written(tmp_path, [row], tool), tool)

    assert (case.question, case.must_include) == ("What now?", ("Ring 101",))


def test_which_text_is_the_question_has_to_be_said_where_there_are_several(tmp_path: Path) -> None:
    row = {"input": {"system": "Be kind.", "user": "What now?"}}

    with pytest.raises(DatasetError, match=r"row 1 is no case \(which of system, user is the question\?"):
        read_foreign(written(tmp_path, [row], Format.LANGFUSE), Format.LANGFUSE)


@pytest.mark.parametrize("tool", Format)
def test_a_row_without_a_question_is_named(tmp_path: Path, tool: Format) -> None:
    with pytest.raises(DatasetError, match="row 1"):
        read_foreign(written(tmp_path, [{"vars": {}, "x": 1}], tool), tool)


def test_a_poor_answer_becomes_one_draft_with_its_reasons(blank: Answer) -> None:
    useful = blank.model_copy(update={"id": "useful", "status": Status.ANSWERED, "question": "Fine?"})
    poor = blank.model_copy(
        update={"id": "poor", "status": Status.ANSWERED, "question": "Poor?", "role": "gp"}
    )
    refused = blank.model_copy(update={"id": "refused", "question": "Not held?"})
    again = blank.model_copy(update={"id": "again", "question": "not  held?"})
    feedback = [
        Feedback("poor", "a", useful=False, created_at=WHEN, reason="leaves out the exception"),
        Feedback("useful", "a", useful=True, created_at=WHEN),
    ]

    drafts = drafts_of([useful, poor, refused, again], feedback)

    assert [draft.question for draft in drafts] == ["Poor?", "Not held?"]
    assert drafts[0].role == "gp"
    assert "leaves out the exception" in (drafts[0].note or "")
    assert drafts[0].expected_status is None


def test_a_judge_is_asked_about_text_and_statements_only() -> None:
    judge = ScriptedJudge(True, False)

    assert ask_judge(judge, "Ring 101.", ["Ring 101", "Ring 999"]) == [True, False]
    assert judge.asked == ["TEXT\nRing 101.\n\nSTATEMENTS\n1. Ring 101\n2. Ring 999"]


def test_the_judge_is_asked_for_as_many_verdicts_as_there_are_statements() -> None:
    class Held(ScriptedJudge):
        def reply(self, instructions: str, message: str, shape: type[Shape]) -> Shape:
            said = shape.model_json_schema()["properties"]["said"]
            self.said = [True] * said["minItems"]
            assert said["minItems"] == said["maxItems"]
            return super().reply(instructions, message, shape)

    assert ask_judge(Held(), "text", ["a", "b", "c"]) == [True, True, True]


def test_a_judge_with_too_few_verdicts_has_failed() -> None:
    with pytest.raises(ModelUnavailable, match="1 verdicts for 2 statements"):
        ask_judge(ScriptedJudge(True), "text", ["a", "b"])


def test_what_was_found_not_useful_comes_first_and_what_may_be_out_of_scope_last(blank: Answer) -> None:
    strange = blank.model_copy(update={"id": "strange", "status": Status.OUT_OF_SCOPE, "question": "Pizza?"})
    missed = blank.model_copy(update={"id": "missed", "question": "Not held?"})
    poor = missed.model_copy(update={"id": "poor"})
    feedback = [Feedback("poor", "a", useful=False, created_at=WHEN, reason="it is in section 4")]

    drafts = drafts_of([strange, missed, poor], feedback)

    assert [draft.id for draft in drafts] == ["draft-poor", "draft-strange"]
    assert "it is in section 4" in (drafts[0].note or "")


def test_the_check_names_every_draft_that_nobody_has_corrected_yet(blank: Answer, tmp_path: Path) -> None:
    urgent = blank.model_copy(update={"id": "urgent", "question": "Who now?", "urgent": URGENT})
    (draft,) = drafts_of([urgent], [])
    write_cases(tmp_path / "drafts.xlsx", [draft.model_dump(mode="json", exclude_defaults=True)])

    (problem,) = read_cases(tmp_path / "drafts.xlsx").problems
    assert "row 2" in problem
    assert "say how it should end" in problem
    assert "showed whom to ring in danger" in (draft.note or "")


PAIRS = [Pair("s", (text,), text == "a", "g", held_out=True, shown=False) for text in "abcd"]


def test_a_judge_is_itself_judged_by_the_labels() -> None:
    told: list[tuple[int, int]] = []
    found = judge_agreement(ScriptedJudge(True), PAIRS, lambda done, total: told.append((done, total)))
    assert found["agreement"] == 0.25
    assert told == [(place, len(PAIRS)) for place in range(len(PAIRS))]
    assert Verdicts(said=[True]).said == [True]


def test_pairs_on_which_a_judge_gives_no_verdict_are_counted_apart() -> None:
    class Falters(ScriptedJudge):
        def reply(self, instructions: str, message: str, shape: type[Shape]) -> Shape:
            if "TEXT\nb\n" in message:
                raise ComposeFailed(Failure.TIME, "the language model took too long")
            return super().reply(instructions, message, shape)

    found = judge_agreement(Falters(True), PAIRS)

    assert (found["pairs"], found["without_verdict"], found["agreement"]) == (3, 1, 0.333)


def test_a_judge_without_a_single_verdict_is_no_judge() -> None:
    with pytest.raises(ModelUnavailable, match="no verdict on any of 4 pairs"):
        judge_agreement(ScriptedJudge(True, True), PAIRS)


def test_a_run_states_how_far_its_judge_agrees_and_asks_that_only_once(
    product: Product, tmp_path: Path
) -> None:
    judge = Judge("openai:scripted", ScriptedJudge(True))
    plan = Plan(
        (CASE.model_copy(update={"must_not_say": (), "must_include": ("one",)}),), tmp_path, judge=judge
    )
    done = run(plan, product)

    assert done.shaped.judged
    assert done.shaped.judged["pairs"] > 20
    assert done.shaped.judged["heard_of_unsaid"] == 1
    assert done.shaped.settings["evals"]["judge"] == "openai:scripted"
    assert {one.metric: one.value for one in done.results[0].scores}["judge.must_include"] == 1
    assert "openai:scripted, asked of" in page("report.html", report=report_of(done, load_policy()))

    asked = len(judge.chat.asked)  # type: ignore[attr-defined]
    run(plan, product)
    assert len(judge.chat.asked) == asked  # type: ignore[attr-defined]


def test_where_nothing_went_badly_there_is_nothing_to_draft(
    blank: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", f"sqlite:///{tmp_path / 'answers.db'}")
    kept_answers(AssistantSettings()).save(blank.model_copy(update={"status": Status.ANSWERED}))
    done = CliRunner().invoke(cli.app, ["draft", "--from-answers", "--out", str(tmp_path / "drafts.xlsx")])

    assert (done.exit_code, done.stdout) == (
        0,
        "nothing to draft: none of 1 kept answers went badly or was found not useful\n",
    )
    assert not (tmp_path / "drafts.xlsx").exists()


def invoke(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli.app, [*map(str, arguments)])
    return result.exit_code, result.stderr


def test_a_workbook_of_imported_cases_can_be_run(tmp_path: Path) -> None:
    foreign, book = tmp_path / "foreign.jsonl", tmp_path / "cases.xlsx"
    foreign.write_text(export(of_cases([CASE]), Format.LANGFUSE), encoding="utf-8")

    assert invoke("import", foreign, "--format", "langfuse", "--out", book) == (0, "")
    assert load_cases(book) == (CASE,)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text(CASE.model_dump_json(exclude_defaults=True), encoding="utf-8")

    code, said = invoke("export", cases, "--format", "ragas", "--out", cases)

    assert code == 2
    assert "is there already" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "none.yaml"), "none.yaml does not exist"),
        (("draft",), "python -m evals draft --from-answers"),
        (("export", "none.yaml", "--format", "ragas", "--out", "x"), "none.yaml does not exist"),
        (
            ("import", "none.jsonl", "--format", "ragas", "--out", "x.xlsx"),
            "none.jsonl is not a ragas dataset",
        ),
    ],
)
def test_what_cannot_be_run_ends_with_exit_code_2_and_why(arguments: tuple[str, ...], said: str) -> None:
    code, error = invoke(*arguments)

    assert code == 2
    assert said in error
