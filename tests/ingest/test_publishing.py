"""A document is put into the library and taken out again, with its entry; a wrong register is undone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from ingest.errors import RegisterError
from ingest.models import Access, Authority, Source
from ingest.sources.publishing import held, put, take_out
from ingest.sources.register import load_register

REGISTER = """# The register.
sources:
  # Law
  - id: duty  # the first
    title: "The duty"
    publisher: Tests
    url: https://example.org/duty
    authority: law
    licence: MIT
    version: "2026"
    path: national/duty.md

  # Everything else
  - id: guide
    title: Guide
    publisher: Tests
    url: https://example.org/guide
    authority: law
    licence: MIT
    version: "2026"
    path: national/guide.md
"""
PARTNERSHIP = """
id: north
name: North SCP
area: North
front_door: {name: Hub, phone: "01632 960001"}
out_of_hours: {name: Team, phone: "01632 960002"}
"""
PROTOCOL = Source(
    id="north-escalation",
    title="Escalation: what to do",
    publisher="North SCP",
    url="https://north.example/protocols",
    authority=Authority.LOCAL_PROTOCOL,
    partnership="north",
    licence="Copyright",
    version="1.0",
    review_by=date(2027, 1, 1),
    access=Access.PARTNERSHIP,
    path="local/north/escalation.md",
)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "national").mkdir()
    (tmp_path / "local" / "north").mkdir(parents=True)
    (tmp_path / "sources.yaml").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "local" / "north" / "partnership.yaml").write_text(PARTNERSHIP, encoding="utf-8")
    for name in ("duty", "guide"):
        (tmp_path / "national" / f"{name}.md").write_text("# Duty\n\nShare.\n", encoding="utf-8")
    return tmp_path


def register(docs: Path) -> str:
    return (docs / "sources.yaml").read_text(encoding="utf-8")


def test_a_new_document_is_put_in_and_taken_out_without_a_trace(docs: Path) -> None:
    put(docs, PROTOCOL, b"# One\n")
    assert held(docs, PROTOCOL.id) == (PROTOCOL, b"# One\n")
    assert register(docs).startswith(REGISTER.rstrip())

    assert take_out(docs, PROTOCOL.id) == (PROTOCOL, b"# One\n")
    assert register(docs).rstrip() == REGISTER.rstrip()
    assert not (docs / str(PROTOCOL.path)).exists()


def test_a_known_document_gets_its_new_text_and_edition_and_its_old_ones_back(docs: Path) -> None:
    put(docs, PROTOCOL, b"# One\n")
    newer = PROTOCOL.model_copy(update={"version": "2.0", "review_by": None, "title": "Escalation"})
    put(docs, newer, b"# Two\n")
    assert held(docs, PROTOCOL.id) == (newer, b"# Two\n")

    put(docs, PROTOCOL, b"# One\n")
    assert held(docs, PROTOCOL.id)[0].review_by == date(2027, 1, 1)


def test_comments_before_the_next_entry_stay_when_one_is_taken_out(docs: Path) -> None:
    take_out(docs, "duty")

    assert "# Everything else" in register(docs)
    assert [one.id for one in load_register(docs).sources] == ["guide"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": "guide"}, "another document already"),
        ({"partnership": "south"}, "south"),
        ({"path": "../outside.md"}, "leaves the corpus folder"),
        ({"path": "national/escalation.md"}, "belongs in local/north/"),
    ],
)
def test_a_register_that_would_be_wrong_is_as_it_was(docs: Path, change: dict[str, str], told: str) -> None:
    with pytest.raises(RegisterError, match=told):
        put(docs, PROTOCOL.model_copy(update=change), b"# One\n")

    assert register(docs) == REGISTER
    assert not (docs / str(change.get("path", PROTOCOL.path))).exists()
    assert load_register(docs)


def test_what_is_not_registered_or_not_held_cannot_be_taken_out(docs: Path) -> None:
    with pytest.raises(RegisterError, match="'gone'"):
        take_out(docs, "gone")


def test_eight_at_once_are_all_registered(docs: Path) -> None:
    many = [
        PROTOCOL.model_copy(update={"id": f"north-p{n}", "path": f"local/north/p{n}.md"}) for n in range(8)
    ]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: put(docs, one, b"# One\n\nRing.\n"), many))

    assert {one.id for one in many} < {one.id for one in load_register(docs).sources}
