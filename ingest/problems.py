"""What is wrong with a source, as data; whoever shows it finds the words for its readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ingest.editions import newest
from ingest.models import Source
from ingest.sources.fetched import FetchedRecord


class ProblemKind(StrEnum):
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    PAST_REVIEW = "past_review"
    NOT_FETCHED = "not_fetched"
    CITES_SUPERSEDED = "cites_superseded"
    SCANNED = "scanned"
    NOT_INDEXED = "not_indexed"
    NOT_AS_BUILT = "not_as_built"


WORDS: Mapping[ProblemKind, str] = {
    ProblemKind.SUPERSEDED: "superseded by {successor}",
    ProblemKind.WITHDRAWN: "withdrawn by its publisher{found}",
    ProblemKind.PAST_REVIEW: "past its review date {day}",
    ProblemKind.NOT_FETCHED: "the last fetch of its full text failed{found}",
    ProblemKind.CITES_SUPERSEDED: "cites {edition}, superseded by {successor}",
    ProblemKind.SCANNED: "{pages} without text: run OCR or ask for the original",
    ProblemKind.NOT_INDEXED: "not in the index: run a build",
    ProblemKind.NOT_AS_BUILT: "not as it was last built: run a build",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a source; what its kind does not have is none or empty.

    `edition` is the id of the superseded edition that is cited, `successor` of the one in force in the place
    of it or of the source; `day` is the review date; `pages` are pictures without text; `reason` is what the
    last fetch found and `moved_to` the address to which the publisher sends readers now.
    """

    kind: ProblemKind
    edition: str | None = None
    successor: str | None = None
    day: date | None = None
    pages: tuple[int, ...] = ()
    reason: str | None = None
    moved_to: str | None = None


def problems_of(
    source: Source, known: Mapping[str, Source], today: date, record: FetchedRecord | None = None
) -> Iterator[Problem]:
    """`known` are all sources by id, `record` what the last fetch found."""
    if source.upstream == "withdrawn":
        yield _fetched(ProblemKind.WITHDRAWN, record)
    if source.past_review(today):
        yield Problem(ProblemKind.PAST_REVIEW, day=source.review_by)
    if source.upstream == "stale" or (record and record.state == "stale"):
        yield _fetched(ProblemKind.NOT_FETCHED, record)
    for edition in source.cites_superseded:
        yield Problem(ProblemKind.CITES_SUPERSEDED, edition=edition, successor=newest(edition, known))
    if source.scanned_pages:
        yield Problem(ProblemKind.SCANNED, pages=tuple(source.scanned_pages))


def in_words(problem: Problem) -> str:
    """For the command line, where sources go by their ids."""
    return worded(problem, WORDS)


def worded(
    problem: Problem,
    words: Mapping[ProblemKind, str],
    title: Callable[[str], str] = str,
    day: Callable[[date], str] = str,
) -> str:
    """The words of its kind, with the places in them filled; `title` tells a source and `day` a date."""
    return words[problem.kind].format(
        edition=title(problem.edition) if problem.edition else "",
        successor=title(problem.successor) if problem.successor else "",
        day=day(problem.day) if problem.day else "",
        pages=_pages(problem.pages),
        found=_found(problem),
    )


def _found(problem: Problem) -> str:
    """What the fetch found, and where the publisher sends readers now."""
    reason = f": {problem.reason}" if problem.reason else ""
    return f"{reason} (see {problem.moved_to})" if problem.moved_to else reason


def _pages(pages: Sequence[int]) -> str:
    numbers = ", ".join(map(str, pages))
    return f"page {numbers} is a picture" if len(pages) == 1 else f"pages {numbers} are pictures"


def _fetched(kind: ProblemKind, record: FetchedRecord | None) -> Problem:
    found = record and record.problem
    return Problem(kind, reason=found or None, moved_to=record.successor_url if record else None)
