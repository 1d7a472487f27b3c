"""The status of each registered source: what the index holds of it, and what is wrong with it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.catalogue import Catalogue, Held, open_catalogue
from ingest.errors import IndexMissing
from ingest.models import Anchor, Authority, Section, Source, Span
from ingest.problems import Problem, ProblemKind, in_words
from ingest.sources.fetched import FetchedRecord, FetchedStore
from ingest.status import SourceStatus, source_statuses

TODAY = date(2026, 11, 2)


def source(**fields: Any) -> Source:
    base: dict[str, Any] = {
        "id": "duty",
        "title": "The duty to share",
        "publisher": "Tests",
        "url": "https://example.org/",
        "authority": Authority.LAW,
        "licence": "MIT",
        "version": "2026",
        "path": "national/duty.md",
    }
    return Source.model_validate(base | fields)


def section(ordinal: int) -> Section:
    return Section("duty", ordinal, ("Duty",), "Share.", (Anchor(f"s{ordinal}", "Duty"),), (Span(0, 6),))


def record(**fields: Any) -> FetchedRecord:
    moment = datetime(2026, 10, 31, tzinfo=UTC)
    base = {"source_id": "duty", "url": "https://example.org/", "fetched_at": moment, "checked_at": moment}
    return FetchedRecord.model_validate(base | fields)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return open_catalogue(f"sqlite:///{tmp_path / 'catalogue.db'}")


@pytest.fixture
def fetched(tmp_path: Path) -> FetchedStore:
    return FetchedStore(tmp_path / "fetched")


def statuses(catalogue: Catalogue, *sources: Source) -> tuple[SourceStatus, ...]:
    return source_statuses(catalogue, sources, FetchedStore(Path("nothing-fetched")), TODAY)


def hold(catalogue: Catalogue, held: Source, sections: int = 2) -> None:
    catalogue.add_document("d1", [section(number) for number in range(sections)])
    catalogue.commit("words@1/64", "f", {}, [Held(held, "d1")])


def test_before_the_first_build_it_says_what_to_run(catalogue: Catalogue) -> None:
    with pytest.raises(IndexMissing, match="python -m ingest build"):
        statuses(catalogue, source())


def test_a_held_source_counts_its_sections_and_has_no_problem(catalogue: Catalogue) -> None:
    hold(catalogue, source(), sections=3)
    (found,) = statuses(catalogue, source())
    assert (found.sections, found.problems) == (3, ())


KNOWN = (
    source(id="edition-2018", path=None, superseded_by="edition-2024"),
    source(id="edition-2024", path=None, superseded_by="edition-2026"),
    source(id="edition-2026", path=None),
)
PROBLEMS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "reviewed today is not past review": ({"review_by": TODAY}, ()),
    "past review": ({"review_by": date(2026, 11, 1)}, ("past its review date 2026-11-01",)),
    "superseded": ({"superseded_by": "newer"}, ("superseded by newer",)),
    "both": (
        {"superseded_by": "newer", "review_by": date(2020, 1, 1)},
        ("superseded by newer", "past its review date 2020-01-01"),
    ),
    "withdrawn": ({"upstream": "withdrawn"}, ("withdrawn by its publisher",)),
    "stale": ({"upstream": "stale"}, ("the last fetch of its full text failed",)),
    "citing an edition replaced twice": (
        {"cites_superseded": ("edition-2018",)},
        ("cites edition-2018, superseded by edition-2026",),
    ),
    "one scanned page": (
        {"scanned_pages": (3,)},
        ("page 3 is a picture without text: run OCR or ask for the original",),
    ),
    "scanned pages": (
        {"scanned_pages": (3, 5)},
        ("pages 3, 5 are pictures without text: run OCR or ask for the original",),
    ),
}


@pytest.mark.parametrize(("fields", "problems"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_what_is_wrong_is_said_in_words(
    catalogue: Catalogue, fields: dict[str, Any], problems: tuple[str, ...]
) -> None:
    hold(catalogue, source(**fields))
    found, *_ = statuses(catalogue, source(**fields), *KNOWN)
    assert tuple(map(in_words, found.problems)) == problems


def test_what_only_a_build_finds_out_is_as_the_last_one_found_it(catalogue: Catalogue) -> None:
    hold(catalogue, source(cites_superseded=("edition-2018",), scanned_pages=(2,)))
    found, *_ = statuses(catalogue, source(), *KNOWN)
    assert [problem.kind for problem in found.problems] == [ProblemKind.CITES_SUPERSEDED, ProblemKind.SCANNED]


FETCHES: dict[str, tuple[dict[str, Any], str]] = {
    "failed with a text held": (
        {"state": "stale", "problem": "it answers 500"},
        "the last fetch of its full text failed: it answers 500",
    ),
    "failed before any text was held": (
        {"state": "stale", "problem": "it answers 404", "file": None},
        "the last fetch of its full text failed: it answers 404",
    ),
    "withdrawn": (
        {"state": "withdrawn", "problem": "replaced in May", "successor_url": "https://example.org/new"},
        "withdrawn by its publisher: replaced in May (see https://example.org/new)",
    ),
}


@pytest.mark.parametrize(("fields", "problem"), FETCHES.values(), ids=FETCHES.keys())
def test_what_the_last_fetch_found_is_said_with_its_reason(
    catalogue: Catalogue, fetched: FetchedStore, fields: dict[str, Any], problem: str
) -> None:
    fetched.save(record(**{"file": "text.html"} | fields))
    asked = source(
        upstream="withdrawn" if fields["state"] == "withdrawn" else None,
        full_text={"connector": "web_page", "url": "https://example.org/"},
    )
    hold(catalogue, asked)
    (found,) = source_statuses(catalogue, (asked,), fetched, TODAY)
    assert [in_words(one) for one in found.problems] == [problem]


AGES: dict[str, tuple[date | None, str | None, int | None]] = {
    "since it was fetched": (date(2020, 1, 1), "text.html", 2),
    "since it took effect, where no text is held": (date(2026, 11, 1), None, 1),
    "unknown": (None, None, None),
}


@pytest.mark.parametrize(("effective", "file", "days"), AGES.values(), ids=AGES.keys())
def test_a_sources_age_is_counted(
    catalogue: Catalogue, fetched: FetchedStore, effective: date | None, file: str | None, days: int | None
) -> None:
    fetched.save(record(file=file))
    asked = source(
        effective_from=effective, full_text={"connector": "web_page", "url": "https://example.org/"}
    )
    hold(catalogue, asked)
    (found,) = source_statuses(catalogue, (asked,), fetched, TODAY)
    assert found.age_days == days


def test_a_source_that_is_registered_otherwise_than_it_was_built_needs_a_build(catalogue: Catalogue) -> None:
    hold(catalogue, source())
    (found,) = statuses(catalogue, source(version="2027"))
    assert [in_words(one) for one in found.problems] == ["not as it was last built: run a build"]


def test_a_source_registered_since_the_last_build_is_said_to_need_one(catalogue: Catalogue) -> None:
    hold(catalogue, source())
    new = source(id="new", path="national/new.md")
    assert [(one.sections, one.problems) for one in statuses(catalogue, source(), new)] == [
        (2, ()),
        (0, (Problem(ProblemKind.NOT_INDEXED),)),
    ]


def test_a_source_that_is_only_registered_has_no_problem(catalogue: Catalogue) -> None:
    known = source(id="known", path=None)
    catalogue.commit("words@1/64", "f", {}, [Held(known, None)])
    (found,) = statuses(catalogue, known)
    assert (found.sections, found.problems) == (0, ())


def test_statuses_follow_the_sources_order(catalogue: Catalogue) -> None:
    hold(catalogue, source())
    registered = [source(id=name, path=None) for name in ("zoe", "adam", "mary")]
    assert [one.source.id for one in statuses(catalogue, *registered)] == ["zoe", "adam", "mary"]


def test_as_json_a_status_has_the_sources_fields_its_scope_and_what_was_found(catalogue: Catalogue) -> None:
    old = source(superseded_by="newer", partnership="ourshire", review_by=date(2027, 1, 31))
    hold(catalogue, old)
    (found,) = statuses(catalogue, old)
    printed = json.loads(json.dumps(found.as_json()))
    assert printed["id"] == "duty"
    assert printed["review_by"] == "2027-01-31"
    assert printed["scope"] == "ourshire-superseded"
    assert printed["sections"] == 2
    assert printed["problems"] == ["superseded by newer"]
