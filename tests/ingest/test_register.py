"""The register of sources and partnerships."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.errors import RegisterError
from ingest.sources.register import load_register, unregistered

NATIONAL_ENTRY: dict[str, Any] = {
    "id": "duty",
    "title": "The duty to share",
    "publisher": "Parliament",
    "url": "https://www.example.org/duty",
    "authority": "law",
    "licence": "MIT",
    "version": "2026",
    "path": "national/duty.md",
}
LOCAL_ENTRY: dict[str, Any] = NATIONAL_ENTRY | {
    "id": "agreement",
    "authority": "local_protocol",
    "partnership": "sampleshire",
    "access": "partnership",
    "path": "local/sampleshire/agreement.md",
}
PARTNERSHIP: dict[str, Any] = {
    "id": "sampleshire",
    "name": "Sampleshire Partnership",
    "area": "Sampleshire",
    "front_door": {"name": "Front door", "phone": "01632 960000"},
    "out_of_hours": {"name": "Duty team"},
}


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A corpus with one national and one local document, both registered."""
    folder = tmp_path / "docs"
    for path in ("national/duty.md", "local/sampleshire/agreement.md"):
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_text("# Text\n")
    write_partnership(folder, PARTNERSHIP)
    write_sources(folder, NATIONAL_ENTRY, LOCAL_ENTRY)
    return folder


def write_sources(folder: Path, *entries: object) -> None:
    (folder / "sources.yaml").write_text(yaml.safe_dump({"sources": list(entries)}))


def write_partnership(folder: Path, fields: dict[str, Any]) -> None:
    (folder / "local/sampleshire/partnership.yaml").write_text(yaml.safe_dump(fields))


def problems(folder: Path) -> list[str]:
    with pytest.raises(RegisterError) as raised:
        load_register(folder)
    return str(raised.value).splitlines()


def test_sources_and_partnerships_are_read_in_the_order_of_the_file(docs: Path) -> None:
    register = load_register(docs)

    assert [s.id for s in register.sources] == ["duty", "agreement"]
    assert [p.id for p in register.partnerships] == ["sampleshire"]


def test_a_source_and_a_partnership_are_found_by_id(docs: Path) -> None:
    register = load_register(docs)

    assert register.source("agreement").partnership == "sampleshire"
    assert register.partnership("sampleshire").front_door.phone == "01632 960000"


def test_an_unknown_source_or_partnership_is_named_with_the_fix(docs: Path) -> None:
    register = load_register(docs)

    with pytest.raises(RegisterError, match=r"no source 'nothing' in sources\.yaml"):
        register.source("nothing")
    with pytest.raises(RegisterError, match=r"add local/nowhere/partnership\.yaml"):
        register.partnership("nowhere")


def test_a_known_document_that_is_not_held_needs_no_file(docs: Path) -> None:
    write_sources(docs, NATIONAL_ENTRY | {"path": None}, LOCAL_ENTRY)

    assert load_register(docs).source("duty").path is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"colour": "red"}, "colour: 'red': no such field: remove it or use one of id, title,"),
        ({"title": None}, "title: None: put the value in quotes"),
        ({"version": 2026}, "version: 2026: put the value in quotes"),
        ({"authority": "gossip"}, "authority: 'gossip': Input should be 'law',"),
        ({"id": "Not A Slug"}, "id: 'Not A Slug': String should match pattern"),
        ({"effective_from": "soon"}, "effective_from: 'soon': Input should be a valid date"),
        ({"superseded_by": "ghost"}, "superseded_by: 'ghost': names no entry"),
        ({"superseded_by": "duty"}, "superseded_by: 'duty': leads back to this entry"),
        ({"path": "../secret.md"}, "path: '../secret.md': leaves the corpus"),
        ({"path": "/etc/passwd"}, "path: '/etc/passwd': leaves the corpus"),
        ({"path": "national/missing.md"}, "path: 'national/missing.md': no such file"),
        ({"path": "national"}, "path: 'national': no such file"),
        ({"path": "local/sampleshire/partnership.yaml"}, "a document of this scope belongs in national/"),
        ({"url": "ftp://example.org/duty"}, "url: 'ftp://example.org/duty': give the page's full http://"),
        ({"url": "https://"}, "url: 'https://': give the page's full http://"),
        ({"url": "https://example.org/a b"}, "url: 'https://example.org/a b': give the page's full http://"),
        ({"access": "partnership"}, "access: 'partnership': name the partnership that may read it"),
    ],
)
def test_a_wrong_field_is_named_with_its_value_and_fix(
    docs: Path, change: dict[str, Any], expected: str
) -> None:
    write_sources(docs, NATIONAL_ENTRY | change, LOCAL_ENTRY)

    found = problems(docs)

    assert any(expected in line for line in found), found
    assert all(line.startswith("sources.yaml: entry") for line in found)


def test_a_missing_field_is_named(docs: Path) -> None:
    without_licence = {k: v for k, v in NATIONAL_ENTRY.items() if k != "licence"}
    write_sources(docs, without_licence, LOCAL_ENTRY)

    assert problems(docs) == ["sources.yaml: entry 1 (duty): licence: None: add this field"]


def test_an_id_or_a_file_named_twice_is_reported_for_each_entry(docs: Path) -> None:
    write_sources(docs, NATIONAL_ENTRY, NATIONAL_ENTRY, LOCAL_ENTRY)

    assert problems(docs) == [
        "sources.yaml: entry 1 (duty): id: 'duty': named by 2 entries: keep one",
        "sources.yaml: entry 2 (duty): id: 'duty': named by 2 entries: keep one",
        "sources.yaml: entry 1 (duty): path: 'national/duty.md': named by 2 entries: keep one",
        "sources.yaml: entry 2 (duty): path: 'national/duty.md': named by 2 entries: keep one",
    ]


def test_editions_that_supersede_each_other_in_a_ring_are_reported(docs: Path) -> None:
    first = NATIONAL_ENTRY | {"id": "first", "path": None, "superseded_by": "second"}
    second = NATIONAL_ENTRY | {"id": "second", "path": None, "superseded_by": "first"}
    write_sources(docs, first, second)

    assert [line.partition(": let it name")[0] for line in problems(docs)] == [
        "sources.yaml: entry 1 (first): superseded_by: 'second': leads back to this entry",
        "sources.yaml: entry 2 (second): superseded_by: 'first': leads back to this entry",
    ]


def test_a_chain_of_superseded_editions_is_accepted(docs: Path) -> None:
    oldest = NATIONAL_ENTRY | {"id": "oldest", "path": None, "superseded_by": "older"}
    older = NATIONAL_ENTRY | {"id": "older", "path": None, "superseded_by": "duty"}
    write_sources(docs, oldest, older, NATIONAL_ENTRY)

    assert load_register(docs).source("oldest").superseded_by == "older"


def test_a_source_of_a_partnership_without_its_file_is_reported(docs: Path) -> None:
    (docs / "local/sampleshire/partnership.yaml").unlink()

    assert problems(docs) == [
        "sources.yaml: entry (agreement): partnership: 'sampleshire': "
        "add local/sampleshire/partnership.yaml or correct the id"
    ]


def test_a_protocol_cannot_be_registered_under_another_partnership(docs: Path) -> None:
    write_sources(docs, LOCAL_ENTRY | {"partnership": None, "access": "public"})

    assert problems(docs) == [
        "sources.yaml: entry (agreement): path: 'local/sampleshire/agreement.md': "
        "a document of this scope belongs in national/"
    ]


def test_a_link_out_of_the_folder_is_followed_and_refused(docs: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_text("# Elsewhere\n")
    (docs / "national/duty.md").unlink()
    (docs / "national/duty.md").symlink_to(tmp_path / "outside.md")

    assert "leaves the corpus" in problems(docs)[0]


def test_a_partnership_file_is_checked_field_by_field(docs: Path) -> None:
    write_partnership(docs, PARTNERSHIP | {"area": 7, "front_door": {"name": "Front door", "fax": "1"}})

    found = problems(docs)

    assert "local/sampleshire/partnership.yaml: sampleshire: area: 7: put the value in quotes" in found
    assert any("front_door.fax: '1': no such field" in line for line in found)


def test_a_partnership_must_be_called_as_its_folder(docs: Path) -> None:
    write_partnership(docs, PARTNERSHIP | {"id": "othershire"})

    assert problems(docs)[0] == (
        "local/sampleshire/partnership.yaml: sampleshire: id: 'othershire': "
        "give it the folder's name, 'sampleshire', or rename the folder"
    )


def test_all_problems_of_all_entries_are_listed_together(docs: Path) -> None:
    write_sources(docs, NATIONAL_ENTRY | {"url": "nowhere"}, LOCAL_ENTRY | {"authority": "gossip"})
    write_partnership(docs, PARTNERSHIP | {"name": 3})

    assert len(problems(docs)) == 3


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "write `field: value` lines"),
        (b"- a\n", "write `field: value` lines"),
        (b"entries: []\n", "make it one list, `sources:`"),
        (b"sources: {}\n", "make it one list, `sources:`"),
        (b"sources: [7]\n", "entry 1: 7: write it as fields, beginning with `- id:`"),
        (b"sources: [\n", "not YAML"),
        (b"sources: \xff\n", "not UTF-8 at byte 9: save it as UTF-8"),
        (b"sources: !!python/object:os.system x\n", "not YAML"),
    ],
)
def test_a_register_that_cannot_be_read_says_why(docs: Path, content: bytes, expected: str) -> None:
    (docs / "sources.yaml").write_bytes(content)

    with pytest.raises(RegisterError, match=r"sources\.yaml") as raised:
        load_register(docs)
    assert expected in str(raised.value)


def test_a_missing_register_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"sources\.yaml: No such file or directory: create it"):
        load_register(tmp_path)


def test_files_without_an_entry_are_found_in_both_folders(docs: Path) -> None:
    (docs / "national/forgotten.md").write_text("# Forgotten\n")
    (docs / "local/sampleshire/draft.docx").write_bytes(b"x")
    (docs / "local/sampleshire/.hidden").write_bytes(b"x")

    assert unregistered(docs, load_register(docs)) == (
        docs / "national/forgotten.md",
        docs / "local/sampleshire/draft.docx",
    )


def test_nothing_is_unregistered_where_every_file_has_its_entry(docs: Path) -> None:
    assert unregistered(docs, load_register(docs)) == ()
