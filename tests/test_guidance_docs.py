"""The corpus: the register is complete, and every digest can be quoted a sentence at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

from assistant.channels.roles import Role
from assistant.understanding.schemes import said_in, unnamed_matters
from assistant.understanding.words import Words, load_words
from ingest.documents import sections_in
from ingest.models import Partnership, Representation, Section, Source, Subject
from ingest.sources.glossary import GLOSSARY_FILE
from ingest.sources.register import load_register, unregistered

DOCS = Path(__file__).parent.parent / "guidance_docs"
REGISTER = load_register(DOCS)
HELD = tuple(s for s in REGISTER.sources if s.path)
DIGESTS = tuple(s for s in HELD if s.representation is Representation.DIGEST and s.path != GLOSSARY_FILE)
SUPERSEDED = tuple(s for s in REGISTER.sources if s.superseded_by)
LONGEST_SENTENCE_WORDS = 45

# What people call the editions that are no longer in force.
SUPERSEDED_NAMES = {
    "dfe-information-sharing-advice-2018": r"2018 (information sharing )?advice",
    "dfe-information-sharing-advice-2024": r"2024 (information sharing )?advice",
    "working-together-2018": r"Working Together (to Safeguard Children )?2018",
    "working-together-2023": r"Working Together (to Safeguard Children )?2023",
} | {f"kcsie-{year}": rf"(KCSIE|Keeping children safe in education) {year}" for year in range(2019, 2026)}

HEADING = re.compile(r"^## (?P<title>.+?)(?: \{#(?P<fragment>[a-z0-9-]+)\})?$")
ASKED_AS = re.compile(r"<!-- asked_as: (?P<questions>.+?) -->")
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)]*)\)")
SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z\"“])")
DANGLING = re.compile(
    r"^(This|These|Those|That|It|Its|They|Their|He|She|Such|However|Therefore|Otherwise|Also)\b"
)
PLACEHOLDER = re.compile(r"\b(TODO|TBC|TBD|FIXME|XXX+|lorem ipsum)\b", re.IGNORECASE)
REFERENCE = re.compile(
    r"\b([Ss]ections?|[Pp]aragraphs?|[Pp]ages?|Articles?|Schedules?|Annex|Part|[Cc]hapters?|[Rr]egulations?|[Cc]lauses?|"
    r"[Gg]olden rule|Step|Principle|Standard) \(?[0-9A-Z]"
    r"|\b(Act|Regulations|guidance of|guide of|published on|issued on|updated on) (of )?[0-9]"
    r"|\b(Working Together|KCSIE|SafeLives|Caldicott Principles|Home Office|GMC|NMC|HCPC)\b"
    r"|\b(DfE|ICO|NHS England)'s\b"
    r"|\"[A-Z][^\"]+\"|\[[0-9]{4}\]|[0-9]{4} guidance|Toolkit of"
    r"|\b(procedures|protocols?|privacy notice|factsheet|policy|page on)\b"
)


@dataclass(frozen=True)
class Part:
    """One section of a digest: `text` is what may be quoted, `questions` what it is asked as."""

    title: str
    fragment: str | None
    text: str
    questions: tuple[str, ...]


@cache
def library_words() -> Words:
    return load_words(DOCS, REGISTER)


def digest_text(source: Source) -> str:
    return (DOCS / str(source.path)).read_text(encoding="utf-8")


def opening(source: Source) -> str:
    return _shown(digest_text(source).partition("\n## ")[0].partition("\n")[2])


def _shown(text: str) -> str:
    """Without the notes, which are searched and never shown."""
    return re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL).strip()


def parts(source: Source) -> tuple[Part, ...]:
    _, *chunks = re.split(r"^(?=## )", digest_text(source), flags=re.MULTILINE)
    return tuple(part(chunk) for chunk in chunks)


def part(chunk: str) -> Part:
    first, _, body = chunk.partition("\n")
    heading = HEADING.match(first)
    assert heading, f"not a heading with an optional fragment: {first}"
    asked = " | ".join(match["questions"] for match in ASKED_AS.finditer(body))
    return Part(heading["title"], heading["fragment"], _shown(body), tuple(re.findall(r'"([^"]*)"', asked)))


def sentences(text: str) -> Iterator[str]:
    """Sentences of paragraphs and list items, links reduced to their words."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    for block in re.split(r"\n\s*\n|\n(?=- )", words):
        yield from SENTENCE_END.split(" ".join(block.removeprefix("- ").split()))


def quotable(source: Source) -> Iterator[str]:
    for text in (opening(source), *(p.text for p in parts(source))):
        yield from sentences(text)


def paragraphs(text: str) -> Iterator[str]:
    """Paragraphs; a list belongs to the one that leads up to it."""
    blocks = re.split(r"\n\s*\n", text)
    for before, block in zip(["", *blocks], blocks, strict=False):
        yield f"{before}\n{block}" if block.startswith("- ") else block


@cache
def sections(source_id: str) -> tuple[Section, ...]:
    source = REGISTER.source(source_id)
    return sections_in(DOCS / str(source.path), source)


def texts(source: Source) -> Iterator[str]:
    yield from (section.text for section in sections(source.id))


every_digest = pytest.mark.parametrize("source", DIGESTS, ids=lambda s: s.id)
every_document = pytest.mark.parametrize("source", HELD, ids=lambda s: s.id)


def test_every_document_of_the_folder_has_its_entry_in_the_register() -> None:
    assert unregistered(DOCS, REGISTER) == ()


def test_every_digest_is_a_national_document_named_after_its_id() -> None:
    assert [s.path for s in DIGESTS] == [f"national/{s.id}.md" for s in DIGESTS]


def test_every_partnership_of_the_corpus_is_marked_as_a_sample() -> None:
    assert [p.id for p in REGISTER.partnerships if not p.sample] == []


def test_every_superseded_edition_has_a_name_to_watch_for() -> None:
    assert {s.id for s in REGISTER.sources if s.superseded_by} == SUPERSEDED_NAMES.keys()


@pytest.mark.parametrize("partnership", REGISTER.partnerships, ids=lambda p: p.id)
def test_a_sample_partnership_has_six_protocols_in_four_formats(partnership: Partnership) -> None:
    protocols = [Path(str(s.path)) for s in REGISTER.sources if s.partnership == partnership.id]

    assert len(protocols) == 6
    assert {file.suffix for file in protocols} == {".docx", ".html", ".md", ".pdf"}


@every_document
def test_a_document_has_a_date_by_which_it_is_looked_at_again(source: Source) -> None:
    assert source.review_by
    assert source.effective_from is None or source.effective_from < source.review_by


@every_document
def test_a_document_leads_to_each_of_its_places_by_one_anchor(source: Source) -> None:
    fragments = [anchor.fragment for section in sections(source.id) for anchor in section.anchors]

    assert len(fragments) == len(set(fragments))


@every_document
def test_no_superseded_edition_is_called_current(source: Source) -> None:
    names = "|".join(SUPERSEDED_NAMES.values())
    current = re.compile(
        rf"({names}) (is|remains) (the )?(current|latest|in force)|(current|latest) ({names})"
    )

    assert [found[0] for text in texts(source) for found in current.finditer(text)] == []


@every_document
def test_nothing_is_left_to_be_filled_in(source: Source) -> None:
    assert [found for text in texts(source) for found in PLACEHOLDER.findall(text)] == []


def test_what_only_certain_professions_need_names_roles_that_people_can_say_they_have() -> None:
    assert {role for source in REGISTER.sources for role in source.roles} <= {role.value for role in Role}


@pytest.mark.parametrize(
    ("source_id", "subject"),
    [
        ("care-act-2014", Subject.ADULTS),
        ("kcsie-2026", Subject.CHILDREN),
        ("working-together-2026", Subject.CHILDREN),
        ("uk-gdpr-lawful-bases", Subject.EVERYONE),
        ("glossary", Subject.EVERYONE),
    ],
)
def test_a_document_says_whom_it_protects(source_id: str, subject: Subject) -> None:
    assert REGISTER.source(source_id).subject is subject


def test_every_entry_says_whom_it_protects() -> None:
    entries = yaml.safe_load((DOCS / "sources.yaml").read_text(encoding="utf-8"))["sources"]

    assert [entry["id"] for entry in entries if "subject" not in entry] == []


@pytest.mark.parametrize("source", SUPERSEDED, ids=lambda s: s.id)
def test_a_superseded_edition_leads_to_one_that_is_in_force(source: Source) -> None:
    newest = source
    while newest.superseded_by:
        newest = REGISTER.source(newest.superseded_by)

    assert newest.path


@every_digest
def test_a_digest_says_that_it_is_one_and_links_to_the_official_page(source: Source) -> None:
    assert digest_text(source).splitlines()[0].endswith(" (digest)")
    assert "digest in our own words" in opening(source)
    assert f"]({source.url})" in opening(source)


@every_digest
def test_a_digest_says_what_it_does_not_cover(source: Source) -> None:
    assert re.search(r"\bdoes? not (cover|replace|explain)\b", opening(source))


@every_digest
def test_links_are_whole_web_addresses(source: Source) -> None:
    targets = [match["target"] for match in LINK.finditer(digest_text(source))]

    assert [t for t in targets if not re.fullmatch(r"https?://[^\s/]+\.[^\s]*", t)] == []


@every_digest
def test_fragments_lead_to_one_place_each(source: Source) -> None:
    fragments = [p.fragment for p in parts(source)]

    assert None not in fragments
    assert len(fragments) == len(set(fragments))


@every_digest
def test_every_section_lists_three_to_ten_questions_that_no_other_section_of_it_lists(source: Source) -> None:
    asked = [q for p in parts(source) for q in p.questions]

    assert {p.title: len(p.questions) for p in parts(source) if not 3 <= len(p.questions) <= 10} == {}
    assert len(asked) == len(set(asked))


@every_digest
def test_what_has_to_be_read_with_a_section_is_one_or_two_others_that_are_there(source: Source) -> None:
    for section in sections(source.id):
        assert len(section.read_with) <= 2, section.id
        for one in section.read_with:
            assert one != section.id
            assert one in {held.id for held in sections(one.partition("#")[0])}, one


@every_digest
def test_a_section_on_a_narrow_matter_is_named_by_every_way_of_asking_for_it(source: Source) -> None:
    words = library_words()
    unnamed = [
        (section.id, line)
        for section in sections(source.id)
        for line in section.asked_as
        if unnamed_matters(
            [section], said_in("\n".join([line, *words.terms_for(line), *words.vocabulary.expand(line)]))
        )
    ]

    assert unnamed == []


@every_digest
def test_every_paragraph_gives_a_reference_or_stands_under_a_heading_that_does(source: Source) -> None:
    without = [
        paragraph
        for p in parts(source)
        for paragraph in paragraphs(p.text)
        if not REFERENCE.search(f"{p.title}\n{paragraph}")
    ]

    assert without == []


@every_digest
def test_a_superseded_digest_says_so_before_anything_else(source: Source) -> None:
    assert bool(source.superseded_by) == ("is superseded" in opening(source))


@every_digest
def test_every_sentence_is_short_enough_to_quote(source: Source) -> None:
    assert [s for s in quotable(source) if len(s.split()) > LONGEST_SENTENCE_WORDS] == []


@every_digest
def test_every_sentence_is_whole_and_names_its_subject(source: Source) -> None:
    allowed = ("This is a digest in our own words", "This digest")
    wrong = [
        s
        for s in quotable(source)
        if not s.endswith((".", "?")) or (DANGLING.match(s) and not s.startswith(allowed))
    ]

    assert wrong == []


@pytest.mark.parametrize("file", sorted(DOCS.rglob("*.yaml")), ids=lambda f: str(f.relative_to(DOCS)))
def test_no_data_file_is_left_to_be_filled_in(file: Path) -> None:
    assert PLACEHOLDER.findall(file.read_text(encoding="utf-8")) == []
