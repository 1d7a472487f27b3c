"""The status of each registered source: what the index holds of it, and what is wrong with it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue, Held, open_catalogue
from ingest.errors import IndexMissing
from ingest.models import Anchor, Authority, Section, Source, Span
from ingest.sources.register import Register
from ingest.status import SourceStatus, source_statuses

TODAY = date(2026, 11, 2)


def source(**fields: object) -> Source:
    base = {
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


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return open_catalogue(f"sqlite:///{tmp_path / 'catalogue.db'}")


def statuses(catalogue: Catalogue, *registered: Source) -> tuple[SourceStatus, ...]:
    return source_statuses(catalogue, Register(registered, ()), TODAY)


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


PROBLEMS = {
    "reviewed today is not past review": ({"review_by": TODAY}, ()),
    "past review": ({"review_by": date(2026, 11, 1)}, ("past its review date 2026-11-01",)),
    "superseded": ({"superseded_by": "newer"}, ("superseded by newer",)),
    "both": (
        {"superseded_by": "newer", "review_by": date(2020, 1, 1)},
        ("superseded by newer", "past its review date 2020-01-01"),
    ),
}


@pytest.mark.parametrize(("fields", "problems"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_what_is_wrong_is_said_in_words(
    catalogue: Catalogue, fields: dict[str, object], problems: tuple[str, ...]
) -> None:
    hold(catalogue, source(**fields))
    (found,) = statuses(catalogue, source(**fields))
    assert found.problems == problems


def test_a_source_registered_since_the_last_build_is_said_to_need_one(catalogue: Catalogue) -> None:
    hold(catalogue, source())
    new = source(id="new", path="national/new.md")
    assert [(one.sections, one.problems) for one in statuses(catalogue, source(), new)] == [
        (2, ()),
        (0, ("not in the index: run a build",)),
    ]


def test_a_source_that_is_only_registered_has_no_problem(catalogue: Catalogue) -> None:
    hold(catalogue, source())
    (found,) = statuses(catalogue, source(id="known", path=None))
    assert (found.sections, found.problems) == (0, ())


def test_statuses_follow_the_registers_order(catalogue: Catalogue) -> None:
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
