"""The catalogue: one commit switches, readers follow the newest, and what nobody reads is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue, ChunkRow, Held, chunk_of, open_catalogue
from ingest.chunks import chunks_of
from ingest.errors import IndexMissing, StoreError
from ingest.models import Access, Anchor, Authority, Section, Source, Span

ENCODING = "words@1/64"
TEXT = "Gwybodaeth – “rhannu” £5 \u00a0 naïve 🛈 \u2028 Zoë’s\tlast\nline. Second."

SECTION = Section(
    source_id="guide",
    ordinal=0,
    heading_path=("Guide – Ôl", "Rule “1”"),
    text=TEXT,
    anchors=(Anchor("rule-1", "Rule 1"), Anchor("p-2", "page 2", offset=9, page=2)),
    sentences=(Span(0, len(TEXT) - 8), Span(len(TEXT) - 7, len(TEXT))),
)
SOURCE = Source(
    id="guide",
    title="Guide to rhannu gwybodaeth",
    publisher="Tests",
    url="https://example.org/",
    authority=Authority.LOCAL_PROTOCOL,
    partnership="ourshire",
    access=Access.PARTNERSHIP,
    licence="MIT",
    version="1",
    review_by=date(2027, 1, 31),
    path="local/ourshire/guide.md",
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return open_catalogue(f"sqlite:///{tmp_path / 'catalogue.db'}")


def commit(catalogue: Catalogue, number: int) -> int:
    """Holds document `d<number>` in store `s<number>`, and commits them."""
    catalogue.add_document(f"d{number}", [SECTION])
    catalogue.add_chunks(f"s{number}", [row()])
    return catalogue.commit(ENCODING, f"f{number}", {"national": f"s{number}"}, [Held(SOURCE, f"d{number}")])


def row() -> ChunkRow:
    return ChunkRow(0, "chunk", "d1", section=0, first_sentence=0, last_sentence=1, text_hash="hash")


def test_before_the_first_commit_there_is_no_head(catalogue: Catalogue) -> None:
    assert catalogue.head_id() is None
    assert catalogue.head() is None
    with pytest.raises(IndexMissing, match="python -m ingest build"):
        catalogue.head_generation()


def test_a_section_comes_back_byte_for_byte(catalogue: Catalogue) -> None:
    catalogue.add_document("d1", [SECTION, replace(SECTION, ordinal=1, anchors=(Anchor("a", "A"),))])
    assert catalogue.section("d1", 0) == SECTION
    assert catalogue.section("d1", 0).text.encode() == TEXT.encode()
    assert [section.ordinal for section in catalogue.sections("d1")] == [0, 1]


def test_a_chunk_is_rebuilt_from_its_row_and_section(catalogue: Catalogue) -> None:
    (chunk,) = chunks_of([SECTION], words=80)
    catalogue.add_document("d1", [SECTION])
    catalogue.add_chunks("s1", [replace(row(), id=chunk.id)])
    (found,) = catalogue.chunks("s1")
    assert chunk_of(found, catalogue.section("d1", 0)) == chunk


def test_rows_come_back_by_position_and_replace_what_an_interrupted_build_left(catalogue: Catalogue) -> None:
    catalogue.add_chunks("s1", [replace(row(), position=position) for position in (0, 1, 2)])
    rows = [replace(row(), position=position, id=f"new-{position}") for position in (1, 0)]
    catalogue.add_chunks("s1", rows)
    assert [one.id for one in catalogue.chunks("s1")] == ["new-0", "new-1"]


def test_a_generation_comes_back_as_committed(catalogue: Catalogue) -> None:
    number = commit(catalogue, 1)
    head = catalogue.head_generation()
    assert (head.id, head.encoding, head.fingerprint) == (number, ENCODING, "f1")
    assert head.stores == {"national": "s1"}
    assert head.sources == {"guide": Held(SOURCE, "d1")}


def test_head_follows_the_newest_commit_and_other_openers_see_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'catalogue.db'}"
    writer, reader = open_catalogue(url), open_catalogue(url)
    first = commit(writer, 1)
    assert reader.head_id() == first
    second = commit(writer, 2)
    assert second > first
    assert reader.head_id() == second
    assert reader.head_generation().stores == {"national": "s2"}


def test_the_newest_generation_of_a_model_is_found_beside_another_models(catalogue: Catalogue) -> None:
    ours = commit(catalogue, 1)
    theirs = catalogue.commit("others@2/64", "f2", {}, [Held(SOURCE, "d1")])
    assert (catalogue.head_id(), catalogue.head_id(ENCODING), catalogue.head_id("none@3/64")) == (
        theirs,
        ours,
        None,
    )
    kept = catalogue.generation(ours)
    assert kept is not None
    assert kept.encoding == ENCODING
    assert catalogue.generation(theirs + 1) is None


def test_the_newest_generations_come_newest_first(catalogue: Catalogue) -> None:
    numbers = [commit(catalogue, number) for number in (1, 2, 3)]
    assert [one.id for one in catalogue.newest(2)] == [numbers[2], numbers[1]]


def test_sections_are_counted_by_document(catalogue: Catalogue) -> None:
    catalogue.add_document("d1", [SECTION, replace(SECTION, ordinal=1)])
    catalogue.add_document("d2", [SECTION])
    assert catalogue.section_counts() == {"d1": 2, "d2": 1}


def test_what_is_added_but_not_committed_is_in_no_generation(catalogue: Catalogue) -> None:
    commit(catalogue, 1)
    catalogue.add_document("d2", [SECTION])
    catalogue.add_chunks("s2", [row()])
    assert catalogue.stores() == {"s1"}
    assert catalogue.head_generation().sources["guide"].document == "d1"


def test_a_commit_that_fails_part_way_changes_nothing(catalogue: Catalogue) -> None:
    before = commit(catalogue, 1)
    twice = [Held(SOURCE, "d2"), Held(SOURCE, "d2")]
    with pytest.raises(StoreError):
        catalogue.commit(ENCODING, "f2", {"national": "s2", "ourshire": "s3"}, twice)
    assert catalogue.head_id() == before
    assert catalogue.stores() == {"s1"}
    assert catalogue.head_generation().fingerprint == "f1"


def test_a_sweep_forgets_old_generations_and_keeps_what_is_read(catalogue: Catalogue) -> None:
    numbers = [commit(catalogue, number) for number in (1, 2, 3)]
    assert catalogue.sweep(keep=2) == {"s2", "s3"}
    assert catalogue.documents() == {"d2", "d3"}
    assert catalogue.chunks("s1") == ()
    assert len(catalogue.chunks("s2")) == 1
    assert catalogue.sections("d2") == (SECTION,)
    assert catalogue.head_id() == numbers[-1]


def test_a_sweep_keeps_old_text_that_a_new_generation_still_holds(catalogue: Catalogue) -> None:
    commit(catalogue, 1)
    catalogue.commit(ENCODING, "f2", {"national": "s1"}, [Held(SOURCE, "d1")])
    assert catalogue.sweep(keep=1) == {"s1"}
    assert catalogue.documents() == {"d1"}
    assert len(catalogue.chunks("s1")) == 1


def test_a_sweep_with_sources_that_are_only_registered_forgets_no_text(catalogue: Catalogue) -> None:
    catalogue.add_document("d1", [SECTION])
    registered = SOURCE.model_copy(update={"id": "known", "path": None})
    catalogue.commit(ENCODING, "f1", {}, [Held(registered, None), Held(SOURCE, "d1")])
    catalogue.sweep(keep=1)
    assert catalogue.documents() == {"d1"}
    assert catalogue.head_generation().sources["known"].document is None


def test_a_sweep_forgets_what_failed_builds_left(catalogue: Catalogue) -> None:
    commit(catalogue, 1)
    catalogue.add_document("left", [SECTION])
    catalogue.add_chunks("left", [row()])
    catalogue.sweep(keep=2)
    assert catalogue.documents() == {"d1"}
    assert catalogue.chunks("left") == ()


UNUSABLE = {
    "the folder is a file": "sqlite:///{tmp}/file/catalogue.db",
    "the file is no database": "sqlite:///{tmp}/file",
    "the file is a folder": "sqlite:///{tmp}/folder",
    "no URL at all": "nonsense",
    "an unknown database": "nosuch://user:s3cr/et@host/db",
    "an unknown driver": "sqlite+nosuch://user:s3cret@host/db",
    "a port that is no number": "postgresql://user:s3cr@et@host:port/db",
    "a password among the options": "nosuch://host/db?password=s3cret&sslmode=require",
}


@pytest.mark.parametrize("url", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_database_that_cannot_be_used_says_what_to_check_and_no_password(tmp_path: Path, url: str) -> None:
    (tmp_path / "file").write_text("not a database " * 100)
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match="INGEST_CATALOGUE_URL") as caught:
        open_catalogue(url.format(tmp=tmp_path))
    assert "s3cr" not in str(caught.value)
    assert url.rpartition("/")[2].partition("?")[0] in str(caught.value)


def test_a_database_lost_while_in_use_says_what_to_check(catalogue: Catalogue, tmp_path: Path) -> None:
    commit(catalogue, 1)
    for file in tmp_path.iterdir():
        file.write_bytes(b"not a database " * 100)
    with pytest.raises(StoreError, match=r"catalogue\.db.*INGEST_CATALOGUE_URL"):
        catalogue.head()


def test_an_error_shows_no_stored_text(catalogue: Catalogue) -> None:
    private = SOURCE.model_copy(update={"title": "Names of the family"})
    with pytest.raises(StoreError) as caught:
        catalogue.commit(ENCODING, "f", {}, [Held(private, "d"), Held(private, "d")])
    assert "Names of the family" not in str(caught.value)
