"""What changed between two texts: sections found again by anchor, heading or words, and their sentences."""

from __future__ import annotations

import pytest

from ingest.compare import Change, SectionChange, compare
from ingest.models import Anchor, Section
from ingest.sentences import sentence_spans

CONSENT = "Consent is not always needed. Record why it was not sought. Tell the family where it is safe to."
RECORDS = "Records are kept for twenty-five years. Files follow the child within five working days."
REVIEW = "The partnership reviews this protocol once a year and tells its members what was changed."


def section(ordinal: int, text: str, heading: str, fragment: str | None = None) -> Section:
    anchor = Anchor(fragment or heading.lower(), heading)
    return Section("guide", ordinal, ("Guide", heading), text, (anchor,), tuple(sentence_spans(text)))


OLD = (section(0, CONSENT, "Consent"), section(1, RECORDS, "Records"))


def only(changes: tuple[SectionChange, ...]) -> SectionChange:
    assert len(changes) == 1
    return changes[0]


def test_a_text_does_not_differ_from_itself() -> None:
    assert compare(OLD, OLD) == ()


def test_nothing_compared_with_nothing_is_nothing() -> None:
    assert compare((), ()) == ()


def test_a_changed_sentence_is_named_on_both_sides_and_the_others_are_not() -> None:
    found = only(compare(OLD, (OLD[0], section(1, RECORDS.replace("five working", "two"), "Records"))))

    assert (found.kind, found.heading_path) == (Change.CHANGED, ("Guide", "Records"))
    assert found.removed_sentences == ("Files follow the child within five working days.",)
    assert found.added_sentences == ("Files follow the child within two days.",)


def test_spans_are_of_the_sections_own_texts() -> None:
    found = only(compare(OLD, (OLD[0], section(1, RECORDS.replace("five working", "two"), "Records"))))

    assert found.old == OLD[1]
    assert found.old is not None
    assert [span.of(found.old.text) for span in found.removed] == list(found.removed_sentences)


def test_a_new_section_is_added_whole() -> None:
    found = only(compare(OLD, (*OLD, section(2, REVIEW, "Review"))))

    assert (found.kind, found.old, found.removed) == (Change.ADDED, None, ())
    assert found.added_sentences == (REVIEW,)


def test_a_section_that_is_gone_is_removed_whole() -> None:
    found = only(compare(OLD, OLD[1:]))

    assert (found.kind, found.new, found.added) == (Change.REMOVED, None, ())
    assert found.removed_sentences[0] == "Consent is not always needed."
    assert found.heading_path == ("Guide", "Consent")


MOVED = {
    "under another heading, its anchor kept": section(0, CONSENT, "When to ask", "consent"),
    "under its heading, with another anchor": section(0, CONSENT, "Consent", "rule-3"),
    "under another heading and anchor": section(0, CONSENT, "When to ask", "rule-3"),
}


@pytest.mark.parametrize("moved", MOVED.values(), ids=MOVED.keys())
def test_the_same_words_in_another_place_have_moved(moved: Section) -> None:
    found = only(compare(OLD, (moved, OLD[1])))

    assert (found.kind, found.old, found.new) == (Change.MOVED, OLD[0], moved)
    assert (found.removed, found.added) == ((), ())


def test_another_order_is_no_change() -> None:
    swapped = (section(0, RECORDS, "Records"), section(1, CONSENT, "Consent"))

    assert compare(OLD, swapped) == ()


def test_a_section_renamed_and_rewritten_is_found_again_by_its_words() -> None:
    rewritten = section(0, CONSENT.replace("always", "in every case"), "When to ask", "rule-3")
    found = only(compare(OLD, (rewritten, OLD[1])))

    assert (found.kind, found.old) == (Change.CHANGED, OLD[0])
    assert found.added_sentences == ("Consent is not in every case needed.",)


def test_an_anchor_that_now_stands_for_other_text_does_not_pair_it() -> None:
    old = (section(0, CONSENT, "First", "page-1"), section(1, RECORDS, "Second", "page-2"))
    new = (
        section(0, REVIEW, "Before", "page-1"),
        section(1, CONSENT, "First", "page-2"),
        section(2, RECORDS, "Second", "page-3"),
    )

    assert [(change.kind, change.new) for change in compare(old, new)] == [
        (Change.ADDED, new[0]),
        (Change.MOVED, new[1]),
        (Change.MOVED, new[2]),
    ]


def test_headings_that_repeat_pair_by_what_stands_under_them() -> None:
    old = (section(0, CONSENT, "Note", "note"), section(1, RECORDS, "Note", "note-2"))
    new = (section(0, RECORDS, "Note", "note"), section(1, CONSENT, "Note", "note-2"))

    assert {change.kind for change in compare(old, new)} <= {Change.MOVED, Change.CHANGED}
    assert compare(old, old) == ()


def test_what_retyping_changes_is_no_change() -> None:
    old = section(0, "The child's “file” is kept – always.", "Records")
    new = section(0, 'The  child’s "file" is kept - always.', "Records")

    assert compare((old,), (new,)) == ()


def test_a_sentence_said_once_more_is_added_once() -> None:
    old, new = section(0, "Ask. Tell. Ask.", "Steps"), section(0, "Ask. Tell. Ask. Ask.", "Steps")

    assert only(compare((old,), (new,))).added_sentences == ("Ask.",)


def test_changes_follow_the_new_texts_order_and_what_is_gone_comes_last() -> None:
    new = (section(0, REVIEW, "Review"), section(1, RECORDS.replace("five", "six"), "Records"))

    assert [change.kind for change in compare(OLD, new)] == [Change.ADDED, Change.CHANGED, Change.REMOVED]
