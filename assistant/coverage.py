"""Whether what was found answers the question: what does not is better not shown.

Two judges, each a logistic model of the same evidence. Where a document's sections carry ways of asking
for them, a question that is like none of them is rarely answered by it; where they carry none, only the
nearness of the text itself can tell. The judges are fitted to one embedding model on written questions
over the starter library. They stand in `coverage.json`; what they read of a question's topic stands beside
it: whether that library is asked it, and, for documents of which it knows nothing, whether the field is.
Another model goes by nearness alone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import resources
from math import exp, log
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from assistant.expected import lacking
from assistant.models import Passage, Status
from assistant.purpose import asks_to_share
from ingest.models import Frozen
from ingest.sources.glossary import Matters

FILE = "coverage.json"
LIBRARY_FILE = "library_topic.npz"
FIELD_FILE = "field_topic.npz"
LEADERS = 5
LONGEST_WORDS = 25
CLEARLY = 0.7  # probability from which a question outside the field by its topic is answered all the same
NO_MATTERS = Matters()

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Topic:
    """A support-vector reading of the question's vector: above 0 for what is asked on the topic.

    `axes` (k, d) are the directions it reads from `centre` (d,), `support` (n, k) the questions that bound
    the topic, `weights` (n,) theirs; `reach` is how fast they lose their say with the squared distance.
    `squares` (n,) are the squared lengths of `support`.
    """

    centre: Vector
    axes: Vector
    support: Vector
    weights: Vector
    reach: float
    constant: float
    squares: Vector = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "squares", np.square(self.support).sum(axis=1))

    def reading(self, vector: Vector) -> float:
        place = self.axes @ (vector - self.centre)
        apart = self.squares - 2 * (self.support @ place) + place @ place
        return float(self.weights @ np.exp(-self.reach * apart)) + self.constant


class Judge(Frozen):
    """A logistic model of the probability that the passages answer; `covered` is the least that will do."""

    constant: float
    nearness: float
    named: float
    asked: float
    length: float
    words: float
    lead: float
    topic: float
    covered: float

    def probability(self, seen: Evidence) -> float:
        """That the passages answer the question, 0 to 1."""
        score = self.constant + self.nearness * seen.nearness + self.named * seen.named
        score += self.asked * seen.asked + self.length * seen.length + self.words * seen.words
        score += self.lead * seen.lead + self.topic * seen.topic
        return 1 / (1 + exp(-score))

    def finds_answered(self, seen: Evidence, outside: bool) -> bool:
        """What is `outside` the field by its topic is so unless the passages speak clearly for it."""
        return self.probability(seen) >= (max(self.covered, CLEARLY) if outside else self.covered)


class Fitted(Frozen):
    """The judges, the embedding model they are fitted to and how many questions they were fitted on.

    `in_field` is the least reading of the field's topic with which a question is not out of scope.
    """

    model: str
    questions: int
    in_field: float
    by_asking: Judge
    by_text: Judge


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer.

    `nearness` is the mean dense score of the five nearest passages, `named` the share of the question's
    words that one of the best five holds, `asked` the likeness to a way of asking (0 without any), `length`
    the logarithm of the question's words, since a long story is near nothing, `words` the mean late
    interaction of the best five, `lead` how far the best is ahead of the last, and `topic` the reading of
    its vector.
    """

    nearness: float
    named: float
    asked: float
    length: float
    words: float
    lead: float
    topic: float


@dataclass(frozen=True, kw_only=True)
class Coverage(ABC):
    """Says how a question ends by what was found for it; what the library is for is never refused.

    `matters` have rules of their own, which text that does not name them cannot tell.
    """

    matters: Matters = NO_MATTERS

    def judge(self, question: str, vector: Vector, passages: Sequence[Passage]) -> Status:
        """ANSWERED, NOT_COVERED or OUT_OF_SCOPE; `vector` is the question's, `passages` are best first."""
        if asks_to_share(question):
            return Status.ANSWERED
        found = self._found(question, vector, passages)
        if found is Status.ANSWERED and self.matters.unspoken(question, map(_said, passages[:LEADERS])):
            return Status.NOT_COVERED
        return found

    @abstractmethod
    def _found(self, question: str, vector: Vector, passages: Sequence[Passage]) -> Status: ...


@dataclass(frozen=True)
class ByNearness(Coverage):
    """For an embedding model that no judge is fitted to: bounds on the nearness of the passages."""

    in_scope: float = 0.28
    covered: float = 0.31

    def _found(self, _question: str, _vector: Vector, passages: Sequence[Passage]) -> Status:
        near = nearness(passages)
        if near < self.in_scope:
            return Status.OUT_OF_SCOPE
        return Status.ANSWERED if near >= self.covered else Status.NOT_COVERED


@dataclass(frozen=True)
class ByJudges(Coverage):
    """`library` is what the library is asked, `field` what people in the field ask at all."""

    fitted: Fitted
    library: Topic
    field: Topic

    def _found(self, question: str, vector: Vector, passages: Sequence[Passage]) -> Status:
        """ANSWERED where a judge finds so and no kind of answer asked for is lacking, else by the topic."""
        asked, plain = by_index(passages)
        in_field = self.field.reading(vector)
        outside = in_field < self.fitted.in_field
        judges = (
            (self.fitted.by_asking, self.library.reading(vector), asked),
            (self.fitted.by_text, in_field, plain),
        )
        seen = ((judge, evidence(question, topic, found)) for judge, topic, found in judges if found)
        answered = any(judge.finds_answered(one, outside) for judge, one in seen)
        if answered and not lacking(passages, question):
            return Status.ANSWERED
        return Status.OUT_OF_SCOPE if outside else Status.NOT_COVERED


def load_coverage(model: str, matters: Matters = NO_MATTERS) -> Coverage:
    """The judges where they are fitted to that embedding model, else nearness alone."""
    text = resources.files("assistant").joinpath(FILE).read_text(encoding="utf-8")
    fitted = Fitted.model_validate_json(text)
    if fitted.model != model:
        return ByNearness(matters=matters)
    return ByJudges(fitted, _load_topic(LIBRARY_FILE), _load_topic(FIELD_FILE), matters=matters)


def _load_topic(name: str) -> Topic:
    with resources.files("assistant").joinpath(name).open("rb") as file, np.load(file) as held:
        rows = {name: held[name].astype(np.float32) for name in ("centre", "axes", "support", "weights")}
        return Topic(**rows, reach=float(held["reach"]), constant=float(held["constant"]))


def evidence(question: str, topic: float, passages: Sequence[Passage]) -> Evidence:
    """`passages` is not empty, best first."""
    return Evidence(
        nearness=nearness(passages),
        named=max(passage.scores["named"] for passage in passages[:LEADERS]),
        asked=max(passage.scores["asked"] for passage in passages),
        length=log(min(LONGEST_WORDS, 1 + len(question.split()))),
        words=fmean(passage.scores["tokens"] for passage in passages[:LEADERS]),
        lead=passages[0].score - passages[-1].score,
        topic=topic,
    )


def nearness(passages: Sequence[Passage]) -> float:
    nearest = sorted((passage.scores["dense"] for passage in passages), reverse=True)[:LEADERS]
    return fmean(nearest) if nearest else 0.0


def _said(passage: Passage) -> str:
    """What its section says, is called and is asked for."""
    section = passage.section
    return "\n".join([passage.source.title, *section.heading_path, section.text, *section.asked_as])


def by_index(passages: Sequence[Passage]) -> tuple[list[Passage], list[Passage]]:
    """The passages of documents with ways of asking, and the others."""
    asked = {passage.source.id for passage in passages if passage.section.asked_as}
    return (
        [passage for passage in passages if passage.source.id in asked],
        [passage for passage in passages if passage.source.id not in asked],
    )
