"""What changed between two editions is told in both editions' own words."""

from __future__ import annotations

import pytest

from assistant.changes import LONGEST_QUOTE_WORDS, MOST_CHANGES, compose_changes
from assistant.models import Draft, PointKind
from assistant.verify import Verified, verify
from ingest.models import Authority, Representation, Section, Source
from ingest.parse.markdown import parse_markdown
from ingest.sections import sections_of
from tests.fakes import TODAY

OLD = Source(
    id="advice-2024",
    title="Sharing advice (2024)",
    publisher="Tests",
    url="https://example.org/2024",
    authority=Authority.NON_STATUTORY_GUIDANCE,
    licence="MIT",
    version="2024",
    superseded_by="advice-2026",
)
NEW = OLD.model_copy(
    update={
        "id": "advice-2026",
        "title": "Sharing advice (2026)",
        "url": "https://example.org/2026",
        "version": "2026",
        "superseded_by": None,
    }
)
KEPT = "Record the decision and the reasons for it."
BEFORE = "Seek consent wherever it is reasonable to do so."
AFTER = "Consent is not the lawful basis for safeguarding: do not wait for it."


def edition(source: Source, **texts: str) -> tuple[Section, ...]:
    """Sections by heading."""
    body = "".join(f"\n## {heading} {{#{heading.lower()}}}\n\n{text}\n" for heading, text in texts.items())
    return sections_of(parse_markdown(f"# {source.title}\n{body}".encode()), source.id)


def changes(old: tuple[Section, ...], new: tuple[Section, ...]) -> tuple[Draft, ...]:
    return compose_changes(OLD, old, NEW, new)


def checked(drafts: tuple[Draft, ...]) -> Verified:
    return verify(drafts, lambda section: section, TODAY)


def test_changed_words_are_quoted_new_with_the_old_ones_cited_as_superseded() -> None:
    old = edition(OLD, Consent=f"{BEFORE} {KEPT}")
    verified = checked(changes(old, edition(NEW, Consent=f"{AFTER} {KEPT}")))

    [point] = verified.points
    assert (point.kind, point.text, point.citations) == (PointKind.QUOTE, AFTER, (1, 2))
    assert [(each.source_id, each.quote, each.flags) for each in verified.citations] == [
        ("advice-2026", AFTER, ()),
        ("advice-2024", BEFORE, ("superseded",)),
    ]


@pytest.mark.parametrize(
    ("old", "new", "source", "flags"),
    [
        ({"Records": KEPT}, {"Records": KEPT, "Consent": AFTER}, "advice-2026", ()),
        ({"Records": KEPT, "Consent": AFTER}, {"Records": KEPT}, "advice-2024", ("superseded",)),
        ({"Consent": KEPT}, {"Consent": f"{KEPT} {AFTER}"}, "advice-2026", ()),
        ({"Consent": f"{KEPT} {AFTER}"}, {"Consent": KEPT}, "advice-2024", ("superseded",)),
    ],
)
def test_what_only_one_edition_says_is_cited_from_that_one(
    old: dict[str, str], new: dict[str, str], source: str, flags: tuple[str, ...]
) -> None:
    verified = checked(changes(edition(OLD, **old), edition(NEW, **new)))

    assert [(each.source_id, each.quote, each.flags) for each in verified.citations] == [
        (source, AFTER, flags)
    ]


def test_the_old_edition_is_flagged_though_the_register_does_not_say_what_replaced_it() -> None:
    old = OLD.model_copy(update={"superseded_by": None})
    drafts = compose_changes(old, edition(OLD, Consent=BEFORE), NEW, edition(NEW, Consent=AFTER))

    assert [each.flags for each in checked(drafts).citations] == [(), ("superseded",)]


def test_editions_that_say_the_same_have_no_changes() -> None:
    old, new = edition(OLD, Consent=AFTER, Records=KEPT), edition(NEW, Consent=AFTER, Duty=KEPT)

    assert changes(old, old) == ()
    assert changes(old, new) == ()


def test_the_biggest_changes_come_first_and_not_too_many() -> None:
    sizes = {f"Part{number}": f"{number} ".join(["word"] * (5 * number)) + "." for number in range(1, 12)}
    drafts = changes((), edition(NEW, **sizes))

    assert [draft.extracts[0].passage.section.heading_path[-1] for draft in drafts] == [
        f"Part{number}" for number in range(11, 11 - MOST_CHANGES, -1)
    ]


def test_a_long_change_is_cut_after_a_whole_sentence() -> None:
    sentences = [f"Sentence number {number} of a long new section says a little." for number in range(30)]
    [draft] = changes((), edition(NEW, Long=" ".join(sentences)))

    assert draft.text == " ".join(sentences[:8])
    assert len(draft.text.split()) <= LONGEST_QUOTE_WORDS


def test_the_longest_of_several_changes_in_a_section_is_quoted() -> None:
    new = edition(NEW, Consent=f"Ask. {KEPT} {AFTER}")
    [draft] = changes(edition(OLD, Consent=KEPT), new)

    assert draft.text == AFTER


def test_what_a_digest_says_of_itself_is_no_change() -> None:
    old, new = (one.model_copy(update={"representation": Representation.DIGEST}) for one in (OLD, NEW))
    drafts = compose_changes(
        old,
        edition(OLD, About="A digest of the 2024 advice.", Consent=BEFORE),
        new,
        edition(NEW, About="A digest of the 2026 guidance.", Consent=AFTER),
    )

    assert [draft.text for draft in drafts] == [AFTER]
