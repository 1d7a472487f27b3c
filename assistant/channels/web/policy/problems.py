"""What is wrong with a document, in words for whoever looks after the library on the page."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.channels.wording import say_date
from ingest.problems import Problem, ProblemKind, worded

WORDS: Mapping[ProblemKind, str] = {
    ProblemKind.SUPERSEDED: "Superseded by {successor}",
    ProblemKind.WITHDRAWN: "Withdrawn by its publisher{found}",
    ProblemKind.PAST_REVIEW: "Past its review date, {day}",
    ProblemKind.NOT_FETCHED: "The last fetch of its full text failed{found}",
    ProblemKind.CITES_SUPERSEDED: "Cites {edition}, superseded by {successor}",
    ProblemKind.SCANNED: "{pages} without text: upload a copy that has it",
    ProblemKind.NOT_INDEXED: "Not in the index: build the library again",
    ProblemKind.NOT_AS_BUILT: "Changed since the last build: build the library again",
}


def say_problem(problem: Problem, titles: Mapping[str, str]) -> str:
    """`titles` of the sources by id; one that is not among them goes by its id."""

    def title(source_id: str) -> str:
        return f"“{titles[source_id]}”" if source_id in titles else source_id

    said = worded(problem, WORDS, title, say_date)
    return said[:1].upper() + said[1:]
