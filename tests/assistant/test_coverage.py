"""Knowing when not to answer: what the evidence is, and which judge decides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.coverage import (
    ByJudges,
    ByNearness,
    Coverage,
    Fitted,
    Judge,
    Topic,
    Vector,
    evidence,
    load_coverage,
    nearness,
)
from assistant.models import Passage, Status
from ingest.embed import load_embedder
from ingest.sources.glossary import Matter, Matters
from tests.assistant.test_extract import passage

VECTOR = np.array([1.0, 0.0], dtype=np.float32)
OUTSIDE = np.array([0.0, 1.0], dtype=np.float32)
TOPIC = Topic(
    centre=np.zeros(2, dtype=np.float32),
    axes=np.eye(2, dtype=np.float32),
    support=np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32),
    weights=np.array([1.0, -1.0], dtype=np.float32),
    reach=1.0,
    constant=0.0,
)
SIGNS = ("constant", "nearness", "named", "asked", "length", "words", "lead", "topic")
FLAT = dict.fromkeys(SIGNS, 0.0)


def found(dense: float, asked: float = 0.0, lines: tuple[str, ...] = (), source_id: str = "guide") -> Passage:
    plain = passage("Consent is not needed.", (1.0,), source_id=source_id)
    section = replace(plain.section, asked_as=lines)
    scores = {"dense": dense, "named": 0.5, "asked": asked, "lexical": 0.0, "tokens": 0.0}
    return replace(plain, section=section, scores=scores)


def judges(**weights: float) -> ByJudges:
    model = Judge(**{**FLAT, **weights}, covered=0.6)
    by_text = Judge(**{**FLAT, "constant": -9.0}, covered=0.6)
    fitted = Fitted(model="tests", questions=1, in_field=0.0, by_asking=model, by_text=by_text)
    return ByJudges(fitted, TOPIC, TOPIC)


@pytest.mark.parametrize(
    ("constant", "vector", "status"),
    [
        (2.0, VECTOR, Status.ANSWERED),
        (2.0, OUTSIDE, Status.ANSWERED),
        (0.5, VECTOR, Status.ANSWERED),
        (0.5, OUTSIDE, Status.OUT_OF_SCOPE),
        (0.0, VECTOR, Status.NOT_COVERED),
        (0.0, OUTSIDE, Status.OUT_OF_SCOPE),
    ],
)
def test_the_passages_decide_on_an_answer_and_the_topic_on_the_kind_of_refusal(
    constant: float, vector: Vector, status: Status
) -> None:
    asked = [found(0.5, 0.9, ("may I share",))]
    assert judges(constant=constant).judge("may I share it", vector, asked) is status


def test_a_question_like_one_that_the_library_is_asked_is_answered() -> None:
    judge = judges(constant=-4.0, asked=8.0)
    assert judge.judge("may I share", VECTOR, [found(0.4, 0.9, ("may I share",))]) is Status.ANSWERED
    assert judge.judge("may I share", VECTOR, [found(0.4, 0.1, ("may I share",))]) is Status.NOT_COVERED


def test_documents_without_ways_of_asking_are_judged_by_their_text() -> None:
    assert judges(constant=9.0).judge("may I share", VECTOR, [found(0.9)]) is Status.NOT_COVERED


def test_either_judge_is_enough_for_an_answer() -> None:
    both = [found(0.5, 0.9, ("may I share",)), found(0.9, source_id="protocol")]
    assert judges(constant=9.0).judge("may I share", VECTOR, both) is Status.ANSWERED


def test_nothing_found_is_no_answer() -> None:
    assert judges(constant=9.0).judge("may I share", VECTOR, []) is Status.NOT_COVERED
    assert judges(constant=9.0).judge("may I share", OUTSIDE, []) is Status.OUT_OF_SCOPE
    assert ByNearness().judge("may I share", VECTOR, []) is Status.OUT_OF_SCOPE


@pytest.mark.parametrize(
    ("dense", "status"),
    [(0.5, Status.ANSWERED), (0.3, Status.NOT_COVERED), (0.1, Status.OUT_OF_SCOPE)],
)
def test_a_model_without_a_fit_goes_by_nearness(dense: float, status: Status) -> None:
    assert isinstance(load_coverage("words@1"), ByNearness)
    assert ByNearness().judge("may I share", VECTOR, [found(dense)]) is status


def test_the_fit_that_ships_is_of_the_model_that_ships() -> None:
    coverage = load_coverage(load_embedder().model_id)
    assert isinstance(coverage, ByJudges)
    assert coverage.fitted.questions > 2000
    assert 0 < coverage.fitted.by_asking.covered < 1


def test_a_question_of_the_field_is_told_from_one_of_another() -> None:
    encoder = load_embedder()
    coverage = load_coverage(encoder.model_id)
    ours, theirs = encoder.encode(["may a school tell the police about a pupil", "how do I make a cake"])
    assert coverage.judge("may a school tell the police about a pupil", ours, []) is Status.NOT_COVERED
    assert coverage.judge("how do I make a cake", theirs, []) is Status.OUT_OF_SCOPE


def test_the_nearest_five_count_and_a_long_story_counts_as_one_of_25_words() -> None:
    passages = [found(score) for score in (0.1, 0.9, 0.8, 0.7, 0.6, 0.5)]
    assert nearness(passages) == pytest.approx(0.7)
    long, longer = (evidence("word " * count, 0.0, passages).length for count in (40, 400))
    assert long == longer > evidence("may I share", 0.0, passages).length


@pytest.mark.parametrize("coverage", [judges(constant=-9.0), ByNearness()])
def test_whether_to_share_a_concern_about_a_child_is_never_refused(coverage: Coverage) -> None:
    far = [found(0.1)]
    assert coverage.judge("kids in one nappy all week. can I share that", OUTSIDE, far) is Status.ANSWERED
    assert coverage.judge("the kids have the same nappy all week", OUTSIDE, far) is not Status.ANSWERED


def test_a_matter_with_rules_of_its_own_is_answered_only_where_it_is_named() -> None:
    matters = Matters(matters=(Matter(names=("DHR", "homicide review")), Matter(names=("Wales", "Welsh"))))
    judge, near = ByNearness(matters=matters), [found(0.9, lines=("do we send files to a homicide review",))]
    assert judge.judge("the DHR chair wants our files", VECTOR, near) is Status.ANSWERED
    assert judge.judge("what is the Welsh rule on a DHR", VECTOR, near) is Status.NOT_COVERED
    assert judge.judge("who wants our files", VECTOR, near) is Status.ANSWERED


def test_the_matter_may_be_named_by_any_of_the_leading_passages_only() -> None:
    matters = Matters(matters=(Matter(names=("inquest",)),))
    others, names_it = [found(0.9)] * 4, found(0.9, lines=("is there an inquest",))
    judge = ByNearness(matters=matters)
    assert judge.judge("when is the inquest", VECTOR, [*others, names_it]) is Status.ANSWERED
    assert judge.judge("when is the inquest", VECTOR, [found(0.9), *others, names_it]) is Status.NOT_COVERED


def test_a_concern_about_a_child_is_answered_whatever_matter_it_names() -> None:
    matters = Matters(matters=(Matter(names=("Wales",)),))
    question = "can I share a worry about a child with her school in Wales"
    assert ByNearness(matters=matters).judge(question, VECTOR, [found(0.9)]) is Status.ANSWERED
