"""A case: a question, and what a good answer to it has and has not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field

from assistant.channels.roles import Role
from assistant.models import Status
from evals.cells import Lines, Place, Text, YesNo, choice_of
from ingest.models import Frozen


class ExpectedStatus(StrEnum):
    """How a question may rightly end; a search that failed is never right."""

    ANSWERED = Status.ANSWERED.value
    PARTIAL = Status.PARTIAL.value
    NOT_COVERED = Status.NOT_COVERED.value
    OUT_OF_SCOPE = Status.OUT_OF_SCOPE.value
    CLARIFY = Status.CLARIFY.value
    DECLINED = Status.DECLINED.value


class Split(StrEnum):
    """Development cases are for looking at while changing things; test cases only for judging."""

    DEVELOPMENT = "development"
    TEST = "test"


WITH_POINTS = (ExpectedStatus.ANSWERED, ExpectedStatus.PARTIAL)


class Case(Frozen):
    """One question as a practitioner types it; a field's description is the help its column shows.

    None for `expected_status` or `urgent` means that it is not judged.
    """

    id: Text = Field(min_length=1, description="A name of its own for each case, such as gp-consent-1.")
    question: Text = Field(min_length=1, description="The question, as a practitioner would type it.")
    conversation: Lines = Field((), description="Earlier questions of the same conversation, oldest first.")
    role: Annotated[Role, BeforeValidator(choice_of(Role))] | None = Field(
        None, description=f"Who asks: {', '.join(Role)}."
    )
    partnership: Place | None = Field(None, description="Whose local protocols apply, such as exampleshire.")
    other_partnership: Place | None = Field(
        None, description="A second area that matters, as when a family moves."
    )
    must_include: Lines = Field(
        (), description="What a right answer says: short whole sentences, one a line."
    )
    must_not_say: Lines = Field(
        (), description="What would make the answer wrong, or a name it must not repeat."
    )
    expected_sources: Lines = Field((), description="Documents to cite, by their id in the library.")
    expected_sections: Lines = Field(
        (), description="Sections to cite, such as kcsie-2026#file-transfer; any one of them is enough."
    )
    expected_status: Annotated[ExpectedStatus, BeforeValidator(choice_of(ExpectedStatus))] | None = Field(
        None, description=f"How the question should end: {', '.join(ExpectedStatus)}."
    )
    urgent: YesNo | None = Field(
        None, description="yes = the danger block must be shown; no = it must not; blank = not judged."
    )
    critical: YesNo = Field(False, description="yes = a wrong answer could put someone in danger.")
    split: Annotated[Split, BeforeValidator(choice_of(Split))] = Field(
        Split.DEVELOPMENT, description="development = to look at while improving; test = kept for judging."
    )
    topic: Text | None = Field(None, description="What it is about, in a word or two, to group the results.")
    tags: Lines = Field((), description="Anything else to group by, one a line.")
    author: Text | None = Field(None, description="Who wrote the case.")
    note: Text | None = Field(None, description="Anything the next reader should know.")


COLUMNS = tuple(Case.model_fields)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of a case, and what to write instead."""

    column: str
    value: object
    fix: str


def contradictions(case: Case) -> Iterator[Fault]:
    """Fields that cannot both be right."""
    yield from _points_without_an_answer(case)
    for point in set(case.must_include) & set(case.must_not_say):
        yield Fault("must_not_say", point, "must_include has it too; keep it in one of the two")
    if case.other_partnership and case.partnership is None:
        yield Fault("other_partnership", case.other_partnership, "write the first area under partnership")
    elif case.other_partnership and case.other_partnership == case.partnership:
        yield Fault("other_partnership", case.other_partnership, "leave it blank or name another area")
    if not _judged(case):
        yield Fault(
            "expected_status", None, "nothing is expected, so the case cannot fail; say how it should end"
        )


def _points_without_an_answer(case: Case) -> Iterator[Fault]:
    status = case.expected_status
    if status is None or status in WITH_POINTS:
        return
    for column in ("must_include", "expected_sources", "expected_sections"):
        if found := getattr(case, column):
            fix = f"expected_status is {status}, which cites nothing; leave this blank or change the status"
            yield Fault(column, "; ".join(found), fix)


def _judged(case: Case) -> bool:
    lists = (case.must_include, case.must_not_say, case.expected_sources, case.expected_sections)
    return any(lists) or case.expected_status is not None or case.urgent is not None
