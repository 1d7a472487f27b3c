"""The project's own cases: every one is usable over the library, and each kind of failure is looked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from assistant.channels.roles import Role
from evals.case import Case, ExpectedStatus, Split
from evals.library import Library, read_library
from evals.reading import load_cases

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "guidance_docs"
NEARLY_EQUAL = 90
LEAST_EACH_SOURCE = 2
LEAST_EACH_ROLE = 3
ASKED_AS = re.compile(r"<!--\s*asked_as:(.*?)-->", re.DOTALL)


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(DOCS)


@pytest.fixture(scope="module")
def cases(library: Library) -> tuple[Case, ...]:
    return load_cases(ROOT / "evals" / "cases", library)


def sources_of(case: Case) -> set[str]:
    return {section.partition("#")[0] for section in case.expected_sections}


def words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def test_every_current_national_digest_is_asked_about_at_least_twice(
    library: Library, cases: tuple[Case, ...]
) -> None:
    asked = Counter(source for case in cases for source in sources_of(case))
    sections = {section.partition("#")[0] for section in library.sections}
    digests = [
        source.id
        for source in library.sources.values()
        if (source.path or "").startswith("national/") and not source.superseded_by and source.id in sections
    ]

    assert digests
    assert [one for one in digests if asked[one] < LEAST_EACH_SOURCE] == []


def test_every_role_asks_something_that_is_answered(cases: tuple[Case, ...]) -> None:
    asked = Counter(case.role for case in cases if case.expected_status == ExpectedStatus.ANSWERED)

    assert [role for role in Role if asked[role] < LEAST_EACH_ROLE] == []


@pytest.mark.parametrize(
    ("kind", "least", "belongs"),
    [
        ("answered over the national library", 90, lambda c: c.expected_sections and not c.partnership),
        ("local", 15, lambda c: c.topic == "local"),
        ("in the field but not in the library", 15, lambda c: c.expected_status == "not_covered"),
        ("out of scope", 10, lambda c: c.topic == "out of scope"),
        ("someone is in danger", 12, lambda c: c.urgent),
        ("sounds like danger and is not", 6, lambda c: "near-urgent" in c.tags and c.urgent is False),
        ("injected orders", 10, lambda c: c.topic == "injection"),
        ("to be declined", 6, lambda c: c.topic == "declined"),
        ("follow-ups", 12, lambda c: c.conversation),
        ("two areas", 6, lambda c: c.other_partnership),
        ("adults at risk", 8, lambda c: "adult" in c.tags),
        ("personal data", 8, lambda c: c.topic == "personal data"),
        ("several questions at once", 6, lambda c: c.topic == "several questions"),
        ("refusing too much", 5, lambda c: "over-refusal" in c.tags),
        ("consent always needed", 5, lambda c: "consent-myth" in c.tags),
        ("an omitted exception", 10, lambda c: "exception" in c.tags),
        ("another profession's rule", 4, lambda c: "other-profession" in c.tags),
        ("superseded text as current", 3, lambda c: "superseded" in c.tags),
    ],
)
def test_each_kind_of_question_and_failure_has_its_cases(
    cases: tuple[Case, ...], kind: str, least: int, belongs: Callable[[Case], bool]
) -> None:
    assert sum(bool(belongs(case)) for case in cases) >= least, kind


def test_each_topic_is_split_about_evenly(cases: tuple[Case, ...]) -> None:
    """The everyday cases are all for development: they were looked at."""
    split = [case for case in cases if case.topic != "everyday"]
    tests = Counter(case.topic for case in split if case.split is Split.TEST)
    topics = Counter(case.topic for case in split)

    assert {topic: n for topic, n in topics.items() if abs(2 * tests[topic] - n) > 2} == {}


def test_what_identifies_a_person_stands_in_the_question_and_is_not_to_come_back(
    cases: tuple[Case, ...],
) -> None:
    personal = [case for case in cases if case.topic == "personal data"]

    assert personal
    assert [case.id for case in personal if not case.must_not_say] == []
    assert [
        (case.id, name) for case in personal for name in case.must_not_say if name not in case.question
    ] == []


def test_danger_refusals_and_injected_orders_are_critical(cases: tuple[Case, ...]) -> None:
    dangerous = [case for case in cases if case.topic in ("urgent", "declined", "injection")]

    assert dangerous
    assert [case.id for case in dangerous if not case.critical] == []


def test_no_case_repeats_the_library_s_own_search_hints(cases: tuple[Case, ...]) -> None:
    hints = [
        words(hint)
        for file in sorted((DOCS / "national").glob("*.md"))
        for listed in ASKED_AS.findall(file.read_text(encoding="utf-8"))
        for hint in re.findall(r'"([^"]+)"', listed)
    ]

    assert hints
    assert [
        (case.id, hint)
        for case in cases
        for hint in hints
        if fuzz.token_sort_ratio(words(case.question), hint, score_cutoff=NEARLY_EQUAL)
    ] == []


def test_no_two_cases_ask_the_same_in_the_same_conversation(cases: tuple[Case, ...]) -> None:
    asked = Counter((case.conversation, words(case.question), case.partnership) for case in cases)

    assert [question for question, times in asked.items() if times > 1] == []
