"""People's verdicts on answers: read from files, compared with each other and with what the metrics say."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from pathlib import Path

from pydantic import ValidationError

from evals.cells import text_of_cell
from evals.errors import DatasetError, VerdictError
from evals.outcomes import Outcomes
from evals.reporting.statistics import kappa
from evals.tables import Row, read_table
from ingest.models import Frozen

COLUMNS = ("case", "repeat", "question", "answer", "reviewer", "verdict", "note")
METRICS = "the metrics"

# By case and reviewer.
Notes = Mapping[tuple[str, str], str]


class Mark(StrEnum):
    GOOD = "good"
    BAD = "bad"


class Marked(Frozen):
    case: str
    repeat: int = 0
    verdict: Mark
    note: str = ""


class Review(Frozen):
    """What one reviewer said; `run` is none where the file does not say which run it is of."""

    run: str | None = None
    reviewer: str
    verdicts: tuple[Marked, ...]

    def marks(self) -> Mapping[str, Mark]:
        """By case: good only if every repeat is."""
        bad = {one.case for one in self.verdicts if one.verdict is Mark.BAD}
        return {one.case: Mark.BAD if one.case in bad else Mark.GOOD for one in self.verdicts}


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two raters over the cases that both judged; `differ` has what each said where they do not agree."""

    first: str
    second: str
    both: int
    agreed: int
    kappa: float | None
    differ: Mapping[str, tuple[Mark, Mark]]


def read_review(path: Path) -> tuple[Review, ...]:
    """The reviews of one saved JSON file, or of a sheet. Raises VerdictError."""
    try:
        return (_saved(path),) if path.suffix.lower() == ".json" else _sheet(path)
    except OSError as error:
        raise VerdictError(f"{path} cannot be read ({error.strerror}); name a file of verdicts") from error
    except DatasetError as error:
        raise VerdictError(str(error)) from error
    except ValidationError as error:
        raise VerdictError(f"{path}: {_wrong(error)}; write good or bad, and save it again") from error


def agreements(reviews: Sequence[Review], outcomes: Outcomes) -> list[Agreement]:
    """Every two reviewers, then each of them with the metrics. Raises VerdictError for another run's file."""
    for review in reviews:
        _belongs(review, outcomes)
    raters = _by_reviewer(reviews)
    passed = {one.id: Mark.GOOD if one.passed else Mark.BAD for one in outcomes.cases}
    pairs = [
        *combinations(raters.items(), 2),
        *(((name, marks), (METRICS, passed)) for name, marks in raters.items()),
    ]
    return [_agreement(*first, *second) for first, second in pairs]


def notes(reviews: Iterable[Review]) -> Notes:
    """What reviewers wrote."""
    return {
        (one.case, review.reviewer): one.note for review in reviews for one in review.verdicts if one.note
    }


def _saved(path: Path) -> Review:
    try:
        return Review.model_validate(json.loads(path.read_text(encoding="utf-8-sig")))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise VerdictError(f"{path} is not JSON ({error}); save the verdicts again") from error


def _sheet(path: Path) -> tuple[Review, ...]:
    """Raises VerdictError with every row that is wrong."""
    table = read_table(path)
    marked = [row for row in table.rows if "verdict" in row.cells]
    if table.problems or not marked:
        raise VerdictError(
            "; ".join(table.problems) or f"{path}: no verdict in it; write good or bad in its column"
        )
    by_reviewer: dict[str, list[Marked]] = defaultdict(list)
    wrong = []
    for row in marked:
        # one name in the first row is enough: nobody fills a column down
        name = text_of_cell(row.cells.get("reviewer", next(iter(by_reviewer), path.stem)))
        try:
            by_reviewer[name].append(_marked(row))
        except ValidationError as error:
            value = text_of_cell(row.cells["verdict"])
            wrong.append(f"{path}: {row.at('verdict')}: {value!r}: {_wrong(error)}; write good or bad")
    if wrong:
        raise VerdictError("\n".join(wrong))
    return tuple(Review(reviewer=name, verdicts=tuple(found)) for name, found in by_reviewer.items())


def _marked(row: Row) -> Marked:
    return Marked.model_validate(
        {
            "case": text_of_cell(row.cells.get("case", "")),
            "repeat": row.cells.get("repeat", 0),
            "verdict": text_of_cell(row.cells["verdict"]).lower(),
            "note": text_of_cell(row.cells.get("note", "")),
        }
    )


def _wrong(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())


def _belongs(review: Review, outcomes: Outcomes) -> None:
    if review.run not in (None, outcomes.name):
        raise VerdictError(
            f"{review.reviewer} judged the run {review.run}, not {outcomes.name}; name that run"
        )
    unknown = sorted({one.case for one in review.verdicts} - {one.id for one in outcomes.cases})
    if unknown:
        raise VerdictError(
            f"{review.reviewer} judged {', '.join(unknown)}, which {outcomes.name} has not; correct the case"
        )


def _by_reviewer(reviews: Sequence[Review]) -> Mapping[str, Mapping[str, Mark]]:
    """Raises VerdictError where two files of one name judge a case: they may be two people's."""
    found: dict[str, dict[str, Mark]] = defaultdict(dict)
    for review in reviews:
        marks = review.marks()
        if twice := sorted(marks.keys() & found[review.reviewer].keys()):
            raise VerdictError(
                f"{', '.join(twice)}: judged by {review.reviewer!r} in two files; give each reviewer a name"
            )
        found[review.reviewer].update(marks)
    return found


def _agreement(first: str, ours: Mapping[str, Mark], second: str, theirs: Mapping[str, Mark]) -> Agreement:
    both = sorted(set(ours) & set(theirs))
    differ = {case: (ours[case], theirs[case]) for case in both if ours[case] is not theirs[case]}
    pairs = [(str(ours[case]), str(theirs[case])) for case in both]
    return Agreement(first, second, len(both), len(both) - len(differ), kappa(pairs), differ)


def lines(found: Iterable[Agreement], written: Notes) -> Iterator[str]:
    """The agreements as people read them at the command line."""
    for one in found:
        sure = (
            "no kappa, as both always say the same" if one.kappa is None else f"Cohen's kappa {one.kappa:.2f}"
        )
        yield f"{one.first} and {one.second}: {one.agreed} of {one.both} alike, {sure}"
        for case, marks in one.differ.items():
            raters = zip((one.first, one.second), marks, strict=True)
            said = (f"{rater} {mark}{_noted(written.get((case, rater)))}" for rater, mark in raters)
            yield f"  differ on {case}: {', '.join(said)}"


def _noted(note: str | None) -> str:
    return f" ({note})" if note else ""
