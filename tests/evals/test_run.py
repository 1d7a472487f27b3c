"""A run asks every case once, survives interruption and keeps what shaped it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from assistant.models import Status
from assistant.settings import AssistantSettings
from evals.case import Case, ExpectedStatus
from evals.errors import RunError
from evals.experiment import RESULTS, Score, append_result, load_run, read_results
from evals.metrics.base import Evidence, Metric
from evals.product import DATABASE, Product, kept_in, open_product
from evals.run import Plan, run
from evals.stages import Stage, Stages, alone
from ingest.workspace import Workspace
from tests.evals.conftest import CASE

PIZZA = Case(id="pizza", question="best pizza in naples", expected_status=ExpectedStatus.OUT_OF_SCOPE)
REFUSED = Case(id="refused", question="?" * 5000, expected_status=ExpectedStatus.ANSWERED)
CASES = (CASE, PIZZA)


def plan(folder: Path, cases: tuple[Case, ...] = CASES, **chosen: object) -> Plan:
    return replace(Plan(cases, folder), **chosen)  # type: ignore[arg-type]


def scores(folder: Path, case: Case) -> dict[str, Score]:
    result = next(one for one in load_run(folder).results if one.case.id == case.id)
    return {score.metric: score for score in result.scores}


def test_a_run_keeps_answers_stages_scores_and_what_shaped_it(product: Product, tmp_path: Path) -> None:
    done = run(plan(tmp_path / "tuesday"), product)

    result = next(one for one in done.results if one.case == CASE)
    assert done == load_run(tmp_path / "tuesday")
    assert (done.name, len(done.results), done.shaped.repeats) == ("tuesday", 2, 1)
    assert result.answer
    assert result.answer.status is Status.ANSWERED
    assert result.stages["asked"][0]["passages"][0]["section"] == "sharing#rule-3"
    assert done.shaped.index_fingerprint == product.snapshot.generation.fingerprint
    assert done.shaped.models == {"embedding": "words@1"}
    assert done.shaped.ended
    assert done.shaped.ended >= done.shaped.started


def test_no_secret_and_no_address_of_a_database_is_written(product: Product, tmp_path: Path) -> None:
    run(plan(tmp_path / "run", (PIZZA,)), product)

    assert (
        not {"database_url", "model_api_key"} & load_run(tmp_path / "run").shaped.settings["assistant"].keys()
    )


def test_a_run_goes_on_where_it_was_interrupted(product: Product, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    first = run(plan(folder), product).results
    (folder / RESULTS).write_text(
        first[0].model_dump_json() + "\n" + first[1].model_dump_json()[:50], encoding="utf-8"
    )
    counted: list[tuple[int, int]] = []

    again = run(plan(folder), product, lambda done, total: counted.append((done, total)))

    assert counted == [(1, 2), (2, 2)]
    assert again.results[0] == first[0]
    assert {one.case.id for one in again.results} == {"consent", "pizza"}


def test_a_finished_run_is_not_run_again(product: Product, tmp_path: Path) -> None:
    first = run(plan(tmp_path / "run"), product)

    assert run(plan(tmp_path / "run"), product) == first


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"cases": (CASE,)}, "cases"),
        ({"repeats": 2}, "repeats"),
        ({"seed": 7}, "seed"),
        ({"stage": Stage.REDACT}, "settings"),
    ],
)
def test_a_run_of_another_shape_is_refused(
    product: Product, tmp_path: Path, changed: dict[str, object], named: str
) -> None:
    first = plan(tmp_path / "run", (PIZZA,))
    run(first, product)

    with pytest.raises(RunError, match=rf"\({named} differ\); choose another --out"):
        run(replace(first, **changed), product)  # type: ignore[arg-type]


def test_a_case_that_cannot_be_answered_is_a_result_that_fails_everything(
    product: Product, tmp_path: Path
) -> None:
    result = run(plan(tmp_path / "run", (REFUSED,)), product).results[0]

    assert result.answer is None
    assert (result.error or "").startswith("QuestionRefused: ")
    assert {score.state for score in result.scores} == {"failed"}


def test_what_is_asked_again_and_answered_alike_is_stable(product: Product, tmp_path: Path) -> None:
    run(plan(tmp_path / "run", (PIZZA,), repeats=3), product)

    assert [one.repeat for one in sorted(read_results(tmp_path / "run"), key=lambda one: one.repeat)] == [
        0,
        1,
        2,
    ]
    assert scores(tmp_path / "run", PIZZA)["stability.same_answer"].value == 1


def test_a_case_asked_once_has_no_stability(product: Product, tmp_path: Path) -> None:
    run(plan(tmp_path / "run", (PIZZA,)), product)

    assert scores(tmp_path / "run", PIZZA)["stability.same_answer"].state == "not_applicable"


def test_earlier_turns_are_asked_first(workspace: Workspace, tmp_path: Path) -> None:
    product = open_product(tmp_path, AssistantSettings(), workspace)
    follow_up = CASE.model_copy(update={"id": "f", "question": "and what if they say no?"})

    answer = run(plan(tmp_path, (follow_up,)), product).results[0].answer

    assert answer
    assert answer.questions[0] != answer.question


def test_answers_go_to_the_runs_own_database_and_hold_no_name(product: Product, run_folder: Path) -> None:
    run(plan(run_folder, (CASE,)), product)

    with create_engine(f"sqlite:///{run_folder / DATABASE}").connect() as connection:
        assert connection.execute(text("select count(*) from answers")).scalar_one() >= 2
    assert "[name]" in kept_in(run_folder)
    assert "Hussain" not in kept_in(run_folder)


def test_a_metric_of_ones_own_is_measured_too(product: Product, tmp_path: Path) -> None:
    def measure(_: Evidence) -> Iterator[Score]:
        yield Score(metric="mine", value=0.5)

    run(plan(tmp_path / "run", (PIZZA,), metrics=(Metric(("mine",), measure),)), product)

    assert scores(tmp_path / "run", PIZZA)["mine"].value == 0.5


@pytest.mark.parametrize(
    ("last", "reached"),
    [
        (Stage.TRIAGE, {"danger"}),
        (Stage.REDACT, {"danger", "redacted", "removed"}),
        (Stage.UNDERSTAND, {"danger", "redacted", "removed", "understood"}),
        (Stage.RETRIEVE, {"danger", "redacted", "removed", "understood", "asked"}),
        (
            Stage.VERIFY,
            {"danger", "redacted", "removed", "understood", "asked", "stood", "dropped", "replaced"},
        ),
    ],
)
def test_a_stage_can_be_run_alone(product: Product, last: Stage, reached: set[str]) -> None:
    case = CASE.model_copy(
        update={"question": "Zainab Hussain has a knife. May I share information about a child?"}
    )

    made = alone(product.parts, case, last)

    assert {name for name, value in made if value not in (None, ())} == reached - (
        {"removed"} if not made.removed else set()
    )


def test_a_run_of_one_stage_gives_no_answer_and_measures_that_stage(product: Product, tmp_path: Path) -> None:
    result = run(plan(tmp_path / "run", (CASE,), stage=Stage.RETRIEVE), product).results[0]

    measured = {score.metric: score.value for score in result.scores if score.state == "measured"}
    assert (result.answer, result.error) == (None, None)
    assert measured["retrieval.recall@5"] == 1
    assert not [name for name in measured if name.startswith(("status.", "citations.", "content."))]
    assert all(not one["drafts"] for one in result.stages["asked"])


@pytest.mark.parametrize(("last", "verified"), [(Stage.COMPOSE, False), (Stage.VERIFY, True)])
def test_a_run_up_to_composing_or_verifying_measures_what_is_said(
    product: Product, tmp_path: Path, last: Stage, verified: bool
) -> None:
    result = run(plan(tmp_path / "run", (CASE,), stage=last), product).results[0]

    measured = {score.metric: score.value for score in result.scores if score.state == "measured"}
    said = ("content.must_include", "content.must_not_say", "citations.recall")
    assert (result.answer, [measured[name] for name in said]) == (None, [1, 1, 1])
    assert (result.stages["stood"] is not None) is verified


def test_what_the_stages_keep_reads_back(product: Product, tmp_path: Path) -> None:
    result = run(plan(tmp_path / "run", (CASE,)), product).results[0]

    assert Stages.model_validate(result.stages).redacted == CASE.question


def test_a_folder_without_a_run_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="python -m evals run CASES"):
        load_run(tmp_path)


@pytest.mark.parametrize("line", ['{"case": 1}', "not json"])
def test_a_damaged_line_is_named(product: Product, tmp_path: Path, line: str) -> None:
    first = run(plan(tmp_path / "run", (PIZZA,)), product).results[0]
    (tmp_path / "run" / RESULTS).write_text(f"{line}\n", encoding="utf-8")
    append_result(tmp_path / "run", first)

    with pytest.raises(RunError, match=r"results\.jsonl line 1 is no result"):
        load_run(tmp_path / "run")
