"""Ties between passages: preferences order what is near, and never lift a weak match over a strong one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assistant.models import Passage
from assistant.prefer import MOST, PREFERENCE, of_age, prefer
from assistant.understand import Ask, Understood
from ingest.models import Anchor, Authority, Chunk, Section, Source, Span, Subject

TODAY = date(2026, 11, 22)
ASK = Ask("q", "q")
DOCTORS = "Should a doctor ask for consent? (GMC paragraph 34)"


def passage(name: str, score: float, heading: str = "Consent", **fields: Any) -> Passage:
    values = {"authority": Authority.STATUTORY_GUIDANCE, "title": f"Document {name}", **fields}
    source = Source(id=name, publisher="P", url="https://example.org/", licence="OGL", version="1", **values)
    section = Section(name, 0, (source.title, heading), "Text.", (Anchor("a", "para 1"),), (Span(0, 5),))
    chunk = Chunk(name, section.id, name, "Text.", section.sentences)
    return Passage(chunk, section, source, score, {"dense": score})


def order(passages: list[Passage], **understood: Any) -> list[str]:
    return [one.source.id for one in prefer(passages, Understood((ASK,), **understood), TODAY)]


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ({"authority": Authority.NON_STATUTORY_GUIDANCE}, {"authority": Authority.LAW}),
        ({"authority": Authority.PROFESSIONAL_GUIDANCE}, {"authority": Authority.STATUTORY_GUIDANCE}),
        ({"authority": Authority.NON_STATUTORY_GUIDANCE}, {"authority": Authority.CODE_OF_PRACTICE}),
        ({"review_by": date(2025, 1, 1)}, {"review_by": date(2027, 1, 1)}),
        ({"roles": ("police",)}, {"roles": ("gp", "nurse")}),
        ({"roles": ("police",)}, {}),
        ({}, {"heading": "Must a nurse tell the police?"}),
    ],
)
def test_of_two_near_passages_the_better_suited_comes_first(
    worse: dict[str, Any], better: dict[str, Any]
) -> None:
    found = [passage("worse", 1.001, **worse), passage("better", 1.0, **better)]

    assert order(found, role="nurse", subject=Subject.CHILDREN) == ["better", "worse"]


def test_a_document_with_several_passages_among_the_best_goes_before_one_that_is_near_by_one() -> None:
    def found(*asked: str) -> list[Passage]:
        plain = [passage("alone", 1.05), *(passage("several", score) for score in (1.0, 0.9, 0.8))]
        return [replace(one, section=replace(one.section, asked_as=asked)) for one in plain]

    assert order(found("may I tell")) == ["several", "alone", "several", "several"]
    assert order(found())[0] == "alone", "a long document has more passages that come near"


def test_a_section_on_a_matter_that_the_question_does_not_name_gives_way_to_one_nearly_as_near() -> None:
    found = [passage("unborn", 1.05), passage("rule", 1.0)]
    aside = {found[0].section.id}

    assert [one.source.id for one in prefer(found, Understood((ASK,)), TODAY, aside)] == ["rule", "unborn"]


@pytest.mark.parametrize(
    ("meant", "theirs", "others"),
    [
        (Subject.CHILDREN, Subject.CHILDREN, Subject.ADULTS),
        (Subject.ADULTS, Subject.EVERYONE, Subject.CHILDREN),
    ],
)
def test_what_protects_others_is_left_out_where_something_fitting_is_nearly_as_good(
    meant: Subject, theirs: Subject, others: Subject
) -> None:
    found = [passage("others", 1.0, subject=others), passage("theirs", 0.9, subject=theirs)]

    assert order(found, subject=meant) == ["theirs"]
    assert order(found) == ["others", "theirs"]


def test_what_protects_others_stays_where_nothing_fitting_is_nearly_as_good() -> None:
    found = [
        passage("others", 1.0, subject=Subject.ADULTS),
        passage("theirs", 0.6, subject=Subject.CHILDREN),
    ]

    assert order(found, subject=Subject.CHILDREN) == ["others", "theirs"]


def test_a_weak_match_never_beats_a_strong_one() -> None:
    everything_against: dict[str, Any] = {
        "authority": Authority.NON_STATUTORY_GUIDANCE,
        "review_by": date(2020, 1, 1),
        "roles": ("police",),
    }
    everything_for: dict[str, Any] = {
        "subject": Subject.CHILDREN,
        "authority": Authority.LAW,
        "roles": ("nurse",),
    }
    found = [passage("strong", 1.0, **everything_against), passage("weak", 0.89, **everything_for)]

    assert order(found, role="nurse", subject=Subject.CHILDREN) == ["strong", "weak"]


def test_a_scheme_that_the_question_does_not_name_gives_way_to_the_general_rule() -> None:
    found = [passage("scheme", 1.05), passage("general", 1.0)]
    asked = Understood((ASK,))

    assert [one.source.id for one in prefer(found, asked, TODAY)] == ["scheme", "general"]
    assert [one.source.id for one in prefer(found, asked, TODAY, {"scheme"})] == ["general", "scheme"]


def test_no_passage_moves_by_more_than_the_bound() -> None:
    anothers = passage(
        "one",
        1.0,
        DOCTORS,
        subject=Subject.ADULTS,
        review_by=date(2020, 1, 1),
        authority="non_statutory_guidance",
    )

    (moved,) = prefer([anothers], Understood((ASK,), role="nurse", subject=Subject.CHILDREN), TODAY)

    assert moved.scores[PREFERENCE] == -MOST
    assert moved.score == pytest.approx(1.0 - MOST)
    assert moved.scores["dense"] == 1.0


@pytest.mark.parametrize(
    ("understood", "kept"),
    [
        ({"role": "social_worker"}, ["general"]),
        ({"role": "gp"}, ["doctors", "general"]),
        ({}, ["doctors", "general"]),
        ({"role": "social_worker", "professions": frozenset({"gp"})}, ["doctors", "general"]),
    ],
)
def test_another_professions_rules_are_left_out_unless_asked_about(
    understood: dict[str, Any], kept: list[str]
) -> None:
    found = [passage("doctors", 1.0, DOCTORS), passage("general", 0.95)]

    assert order(found, **understood) == kept


def test_another_professions_rules_stay_where_nothing_general_is_nearly_as_good() -> None:
    found = [passage("doctors", 1.0, DOCTORS), passage("general", 0.5)]

    assert order(found, role="social_worker") == ["doctors", "general"]


def test_nothing_found_stays_nothing() -> None:
    assert prefer([], Understood((ASK,)), TODAY) == ()


def test_the_askers_protocol_goes_before_national_guidance_that_is_a_little_nearer() -> None:
    local = {"authority": Authority.LOCAL_PROTOCOL, "partnership": "exampleshire"}

    assert order([passage("law", 1.15), passage("protocol", 1.0, **local)]) == ["protocol", "law"]
    assert order([passage("law", 1.3), passage("protocol", 1.0, **local)]) == ["law", "protocol"]


def test_a_rule_for_another_age_gives_way_and_one_for_that_age_or_any_does_not() -> None:
    adults, general, children = passage("adults", 1.0), passage("general", 0.9), passage("children", 0.8)
    adults = replace(adults, section=replace(adults.section, ages=(18, 130)))
    children = replace(children, section=replace(children.section, ages=(0, 17)))

    def first_to_last(*ages: int) -> list[str]:
        return [one.source.id for one in of_age([adults, general, children], frozenset(ages))]

    assert first_to_last(17) == ["general", "children", "adults"]
    assert first_to_last(40) == ["adults", "general", "children"]
    assert first_to_last() == first_to_last(17, 18) == ["adults", "general", "children"]
