"""The measure of verification counts what it says it counts, and its two halves are fit to measure with."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from typer.testing import CliRunner

from assistant.verification.check import Verdict
from evals.__main__ import app
from evals.bench.verification import HALVES, Alteration, Group, load_groups, measure
from evals.errors import DatasetError

GROUP = Group(
    sources=("Tell the family.",),
    supported=("The family is told.", "Tell the families."),
    altered={Alteration.ACTOR: ("Tell the police.",), Alteration.NEGATION: ("Never tell the family.",)},
)


def refuses_the_police(statement: str, quotes: Sequence[str]) -> Verdict:
    return Verdict("police" not in statement and "families" not in statement, tuple(quotes))


def test_caught_and_kept_are_shares_of_what_was_altered_and_supported() -> None:
    report = measure([GROUP], refuses_the_police)

    assert (report["altered"], report["caught"]) == (2, 0.5)
    assert (report["supported"], report["kept"]) == (2, 0.5)
    assert report["caught_by_kind"] == {"negation": "0 of 1", "actor": "1 of 1"}


def test_the_halves_share_no_source_and_no_statement() -> None:
    development, held_out = (
        {text for group in load_groups(half) for text in (*group.sources, *group.supported)}
        for half in HALVES
    )

    assert development.isdisjoint(held_out)


@pytest.mark.parametrize("half", HALVES)
def test_each_half_alters_statements_in_every_way(half: str) -> None:
    assert {kind for group in load_groups(half) for kind in group.altered} == set(Alteration)


def test_the_development_half_meets_the_aims() -> None:
    report = measure(load_groups("development"))

    assert float(str(report["caught"])) >= 0.96
    assert float(str(report["kept"])) >= 0.75


def test_no_altered_statement_of_the_half_kept_aside_passes_more_often_than_the_aim_allows() -> None:
    assert float(str(measure(load_groups("held_out"))["caught"])) >= 0.96


def test_a_half_that_does_not_exist_is_named_with_what_to_do() -> None:
    with pytest.raises(DatasetError, match="verification_other"):
        load_groups("other")


def test_the_command_reports_both_halves() -> None:
    result = CliRunner().invoke(app, ["bench", "verification", "--json"])

    assert result.exit_code == 0
    assert set(json.loads(result.stdout)) == set(HALVES)
