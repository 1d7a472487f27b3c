"""The measure of verification counts what it says it counts, and its sets are fit to measure with."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from typer.testing import CliRunner

from assistant.verification.check import Verdict
from evals.__main__ import app
from evals.bench.verification import SETS, Alteration, Group, load_groups, measure
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


def test_the_sets_share_no_source_and_no_statement() -> None:
    texts = [
        text
        for name in SETS
        for text in {one for group in load_groups(name) for one in (*group.sources, *group.supported)}
    ]

    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("name", SETS)
def test_each_set_alters_statements_in_every_way(name: str) -> None:
    assert {kind for group in load_groups(name) for kind in group.altered} == set(Alteration)


def test_the_development_half_meets_the_aims() -> None:
    report = measure(load_groups("development"))

    assert float(str(report["caught"])) >= 0.96
    assert float(str(report["kept"])) >= 0.75


@pytest.mark.parametrize("name", ["held_out", "fresh"])
def test_hardly_an_altered_statement_of_a_set_kept_aside_passes(name: str) -> None:
    assert float(str(measure(load_groups(name))["caught"])) >= 0.95


def test_a_set_that_does_not_exist_is_named_with_what_to_do() -> None:
    with pytest.raises(DatasetError, match="verification_other"):
        load_groups("other")


def test_the_command_reports_every_set() -> None:
    result = CliRunner().invoke(app, ["bench", "verification", "--json"])

    assert result.exit_code == 0
    assert set(json.loads(result.stdout)) == set(SETS)
