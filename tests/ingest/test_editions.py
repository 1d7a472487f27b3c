"""Which superseded editions a text cites: however one is named, and nothing that only looks like it."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.editions import cited, editions_of, newest
from ingest.models import Authority, Block, BlockKind, Document, Section, Source
from ingest.sections import sections_of

GOV = "https://www.gov.uk/government/publications"


def source(id_: str, title: str, **fields: Any) -> Source:
    base: dict[str, Any] = {
        "id": id_,
        "title": title,
        "publisher": "Department for Education",
        "url": f"{GOV}/{id_.rpartition('-')[0]}",
        "authority": Authority.STATUTORY_GUIDANCE,
        "licence": "OGL-3.0",
        "version": "1",
    }
    return Source.model_validate(base | fields)


ADVICE = "Information sharing: advice for practitioners providing safeguarding services"
TOGETHER = "Working Together to Safeguard Children"
SOURCES = (
    source("sharing-2026", "Information sharing to safeguard children and young people (2026)"),
    source("advice-2024", f"{ADVICE} (2024)", superseded_by="sharing-2026"),
    source("advice-2018", f"{ADVICE} (2018)", superseded_by="advice-2024"),
    source("together-2026", f"{TOGETHER} 2026"),
    source("together-2023", f"{TOGETHER} 2023", superseded_by="together-2026"),
    source("together-2018", f"{TOGETHER} 2018", superseded_by="together-2023"),
    source("kcsie-2026", "Keeping children safe in education 2026"),
    source("kcsie-2025", "Keeping children safe in education 2025", superseded_by="kcsie-2026"),
    source("code-2021", "Data sharing: a code of practice", version="October 2021"),
    source("code-2011", "Data sharing code of practice", version="May 2011", superseded_by="code-2021"),
)
EDITIONS = editions_of(SOURCES)


def sections(*paragraphs: str, heading: str = "Purpose") -> tuple[Section, ...]:
    blocks = [Block(BlockKind.HEADING, heading, 1)]
    blocks += [Block(BlockKind.PARAGRAPH, text) for text in paragraphs]
    return sections_of(Document("Protocol", tuple(blocks)), "protocol")


CITED = [
    ("This protocol follows Working Together 2018.", ["together-2018"]),
    ("It follows Working Together (2018) and local policy.", ["together-2018"]),
    ("It follows working together to safeguard children, 2018.", ["together-2018"]),
    ("See Working Together to Safeguard Children (HM Government, July 2018), chapter 1.", ["together-2018"]),
    ("HM Government (2018). Working Together to Safeguard Children. London: DfE.", ["together-2018"]),
    ("HM Government (2018) ‘Working Together to Safeguard Children’.", ["together-2018"]),
    ("The 2018 edition of Working Together applies.", ["together-2018"]),
    ("The WTSC 2023 definition is used.", ["together-2023"]),
    ("Staff read Working Together 2018 and Working Together 2023.", ["together-2023", "together-2018"]),
    ("Schools follow KCSIE 2025.", ["kcsie-2025"]),
    ("Schools follow KCSIE (September 2025).", ["kcsie-2025"]),
    ("Schools follow KCSIE2025.", ["kcsie-2025"]),
    ("Schools follow Keeping Children Safe in Education, DfE 2025.", ["kcsie-2025"]),
    ("The rules are in the Information Sharing advice (2018).", ["advice-2018"]),
    ("The rules are in Information sharing: advice for practitioners (2018).", ["advice-2018"]),
    ('The rules are in "Information sharing: advice for practitioners" (DfE, July 2018).', ["advice-2018"]),
    ("The seven golden rules are in the 2018 information sharing advice.", ["advice-2018"]),
    ("The 2024 advice on information sharing has seven golden rules.", ["advice-2024"]),
    ("The DfE's 2024 Information Sharing guidance has seven golden rules.", ["advice-2024"]),
    (f"Read {GOV}/advice before sharing.", ["advice-2024"]),
    ("Read www.gov.uk/government/publications/advice.", ["advice-2024"]),
    ("The ICO's Data Sharing Code of Practice 2011 applies.", ["code-2011"]),
    ("This supersedes our 2016 protocol and follows Working Together 2018.", ["together-2018"]),
]
NOT_CITED = [
    "This protocol follows Working Together 2026.",
    "This protocol follows Working Together.",
    "Working together since 2018 has served families well.",
    "Information sharing has been a duty since 2018.",
    "Under the Data Protection Act 2018, information sharing is lawful where it is necessary.",
    "Information sharing under the Data Protection Act 2018 needs a lawful basis.",
    "The Exampleshire Information Sharing Agreement 2018 sets out the forms.",
    "In force since May 2018. Information sharing is described below.",
    "Since 2018 information sharing has been reviewed each year.",
    "Version 2.0 was agreed in 2018. Working Together is national guidance.",
    "Working Together 2026 replaced Working Together 2023.",
    "Working Together 2018 has been superseded.",
    "The 2024 information sharing advice is no longer in force.",
    f"Read {GOV}/together for the current edition.",
    f"Read {GOV}/advice-for-parents first.",
    "Keeping children safe is everyone's job in 2025.",
    "The code of conduct of 2011 and data sharing are separate matters.",
]


@pytest.mark.parametrize(("text", "found"), CITED)
def test_an_edition_is_found_however_it_is_named(text: str, found: list[str]) -> None:
    assert cited(sections(text), EDITIONS) == tuple(found)


@pytest.mark.parametrize("text", NOT_CITED)
def test_what_only_looks_like_a_citation_is_left_alone(text: str) -> None:
    assert cited(sections(text), EDITIONS) == ()


def test_a_heading_cites_too() -> None:
    assert cited(sections("Text.", heading="What Working Together 2018 says"), EDITIONS) == ("together-2018",)


def test_each_edition_is_named_once_in_the_registers_order() -> None:
    text = sections("KCSIE 2025 says so.", "Working Together 2018 too.", "And KCSIE 2025 again.")

    assert cited(text, EDITIONS) == ("together-2018", "kcsie-2025")


@pytest.mark.parametrize(("below", "found"), [("", ()), ("/text", ()), ("--2", ("old",))])
def test_an_address_that_now_shows_a_newer_edition_does_not_cite_the_old_one(
    below: str, found: tuple[str, ...]
) -> None:
    page = f"{GOV}/working-together"
    old = source("old", f"{TOGETHER} 2018", url=page, superseded_by="new")
    editions = editions_of([old, source("new", f"{TOGETHER} 2026", url=page + below)])

    assert cited(sections(f"Read {page}."), editions) == found


def test_a_partnerships_own_earlier_editions_are_its_own_affair() -> None:
    old = source("ours-2018", "Recording policy 2018", partnership="ourshire", superseded_by="ours-2026")

    assert editions_of([old, source("ours-2026", "Recording policy 2026", partnership="ourshire")]) == ()


def test_an_edition_without_any_year_is_known_by_its_address_only() -> None:
    editions = editions_of(
        [source("x-old", "Safer working", superseded_by="x"), source("x", "Safer working")]
    )

    assert cited(sections("We follow Safer working.", f"See {GOV}/x/safer."), editions) == ("x-old",)


@pytest.mark.parametrize(
    ("old", "new"), [("advice-2018", "sharing-2026"), ("kcsie-2026", "kcsie-2026"), ("gone", "gone")]
)
def test_the_newest_edition_is_at_the_end_of_the_chain(old: str, new: str) -> None:
    assert newest(old, {each.id: each for each in SOURCES}) == new
