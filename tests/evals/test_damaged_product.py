"""The assistant itself is damaged: a run fails the project's policy by the rule that watches for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.compose.base import Material
from assistant.models import Draft, Extract, Passage, PointKind, Redacted, Status
from assistant.pipeline import Parts
from assistant.retrieve import Retriever
from assistant.settings import AssistantSettings
from assistant.verification.check import Verdict
from evals.case import Case, ExpectedStatus
from evals.outcomes import outcomes_of
from evals.policy import Judgement, judge, load_policy
from evals.product import Product, open_product
from evals.run import Plan, run
from ingest.models import Span
from ingest.workspace import Workspace
from tests.evals.conftest import CASE

NOT_HELD = Case(
    id="not-held", question="What does a new boiler cost to fit?", expected_status=ExpectedStatus.OUT_OF_SCOPE
)
LIE = "Consent is always needed to share information about a child."


@pytest.fixture
def product(workspace: Workspace, tmp_path: Path) -> Product:
    """One that damage may be done to, with a database of its own."""
    return open_product(tmp_path, AssistantSettings(), workspace)


class WithoutTheTop(Retriever):
    """Loses the best passage it finds."""

    def __init__(self, whole: Retriever) -> None:
        vars(self).update(vars(whole))

    def search(self, *asked: Any) -> tuple[Passage, ...]:
        return super().search(*asked)[1:]


class NeverRefuses:
    def judge(self, *_: object) -> Status:
        return Status.ANSWERED


class AlwaysRefuses:
    def judge(self, *_: object) -> Status:
        return Status.NOT_COVERED


class RedactsNothing:
    def redact(self, text: str) -> Redacted:
        return Redacted(text, ())


class Lies:
    """Writes the opposite of what it cites."""

    name = "lies"

    def compose(self, material: Material) -> tuple[Draft, ...]:
        passage = material.passages[0]
        text = passage.section.text
        return (Draft(PointKind.STATEMENT, LIE, (Extract(passage, Span(0, len(text)), text),)),)


def believed(_statement: str, _quotes: Sequence[str]) -> Verdict:
    return Verdict(True)


def in_the_finder(**damaged: Any) -> Callable[[Parts], Parts]:
    return lambda parts: replace(parts, finder=replace(parts.finder, **damaged))


def without_the_top_passage(parts: Parts) -> Parts:
    return in_the_finder(retriever=WithoutTheTop(parts.retriever))(parts)


def redacting_nothing(parts: Parts) -> Parts:
    return replace(parts, redactor=RedactsNothing())  # type: ignore[arg-type]


def lying_unchecked(parts: Parts) -> Parts:
    return replace(in_the_finder(composer=Lies())(parts), checked=believed)


def judged(product: Product, folder: Path) -> Judgement:
    policy = load_policy()
    return judge(policy, outcomes_of(run(Plan((CASE, NOT_HELD), folder), product), policy))


@pytest.mark.parametrize(
    ("damage", "metric"),
    [
        (without_the_top_passage, "retrieval.recall@10"),
        (without_the_top_passage, "citations.recall"),
        (in_the_finder(coverage=NeverRefuses()), "status.under_refusal"),
        (in_the_finder(coverage=AlwaysRefuses()), "status.over_refusal"),
        (redacting_nothing, "safety.no_leak"),
        (lying_unchecked, "passed"),
    ],
)
def test_a_damaged_assistant_does_not_meet_the_policy(
    product: Product, tmp_path: Path, damage: Callable[[Parts], Parts], metric: str
) -> None:
    damaged = replace(product, parts=damage(product.parts))

    assert metric in {one.rule.metric for one in judged(damaged, tmp_path).unmet}


def test_the_same_assistant_undamaged_meets_it(product: Product, tmp_path: Path) -> None:
    assert judged(product, tmp_path).met


def test_a_composer_that_lies_does_no_harm_while_it_is_checked(product: Product, tmp_path: Path) -> None:
    lying = replace(product, parts=in_the_finder(composer=Lies())(product.parts))
    done = run(Plan((CASE,), tmp_path), lying).results[0]

    assert done.answer
    assert LIE not in [point.text for point in done.answer.points]
