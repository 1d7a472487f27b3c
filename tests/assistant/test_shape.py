"""An answer's parts: the direct answer, its limits as the guidance says them, what to record, who to ask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.compose.shape import MOST_LIMITS, shape
from assistant.models import Draft, Extract, Part, Passage, PointKind
from ingest.models import Span
from tests.assistant.test_extract import passage


def draft(found: Passage, sentence: int = 0) -> Draft:
    span = found.section.sentences[sentence]
    return quoting(found, span)


def quoting(found: Passage, span: Span) -> Draft:
    text = span.of(found.section.text)
    return Draft(PointKind.QUOTE, text, (Extract(found, span, text),))


def plain(text: str, source_id: str = "guide") -> Draft:
    return draft(passage(text, (1.0,), source_id=source_id))


def limits(*drafts: Draft) -> list[str]:
    return [one.text for one in shape(drafts) if one.part is Part.EXCEPTION]


def test_the_first_draft_is_the_direct_answer_whatever_it_is_about() -> None:
    assert shape([plain("Record the decision and the reasons.")])[0].part is Part.DIRECT


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Record the decision and the reasons for it.", Part.RECORD),
        ("Practitioners should make a written record on the same day.", Part.RECORD),
        ("Contact the designated safeguarding lead first.", Part.WHO),
        ("A referral is made by telephone.", Part.GUIDANCE),
        ("Seek advice from the Caldicott Guardian.", Part.WHO),
        ("Consent is one lawful basis among several.", Part.GUIDANCE),
        ("A criminal record certificate shows convictions.", Part.GUIDANCE),
        ("Exemptions may limit the records that a parent receives.", Part.GUIDANCE),
        ("A refusal does not end a referral, and the reasons should be recorded.", Part.GUIDANCE),
    ],
)
def test_later_drafts_belong_to_the_part_their_words_speak_of(text: str, part: Part) -> None:
    assert shape([plain("Sharing is lawful."), plain(text, "other")])[1].part is part


def test_the_heading_of_a_column_does_not_make_a_table_a_matter_of_record() -> None:
    table = passage(
        "Each stage has a time.\n\n| Stage | Written record |\n|---|---|\n| 1 | Email |", (1.0, 0.0, 0.0)
    )
    drafts = shape([plain("Consent is not needed."), quoting(table, Span(0, len(table.section.text)))])
    assert drafts[1].part is Part.GUIDANCE


def test_a_part_that_the_composer_gave_is_kept() -> None:
    given = Draft(PointKind.QUOTE, "Sharing is lawful.", plain("Sharing is lawful.").extracts, Part.WHO)
    assert shape([plain("Consent is not needed.", "other"), given])[1].part is Part.WHO


@pytest.mark.parametrize(
    "limit",
    [
        "Agreement is not needed where asking would put the child at risk, unless a court has said so.",
        "The rule does not apply to adoption records.",
        "There is an exception for legal advice.",
        "Practitioners may share it only if it is needed.",
    ],
)
def test_the_limits_of_the_cited_section_are_shown_though_nobody_chose_them(limit: str) -> None:
    found = passage(
        f"Information may be shared to protect a child. Keep it accurate. {limit}", (0.9, 0.1, 0.1)
    )
    assert limits(draft(found)) == [limit]


def test_a_limit_of_what_goes_apart_goes_with_it() -> None:
    found = passage("Consent is not needed. Keep notes. Unless a court forbids it.", (1.0, 0.0, 0.0))
    apart = replace(draft(found), part=Part.FURTHER)
    shaped = shape([plain("Sharing is lawful.", "other"), apart])
    assert [one.part for one in shaped] == [Part.DIRECT, Part.FURTHER, Part.FURTHER]
    assert shaped[-1].text == "Unless a court forbids it."


def test_a_limit_that_is_said_already_is_not_said_again() -> None:
    found = passage("Information may be shared, unless a court forbids it. Keep it accurate.", (0.9, 0.1))
    assert limits(draft(found)) == []


def test_a_limit_is_quoted_byte_for_byte_and_brings_what_it_leans_on() -> None:
    found = passage(
        "Share it. Tell the family first. However, do not tell them if that is unsafe.", (0.9, 0.1, 0.1)
    )
    [exception] = [one for one in shape([draft(found)]) if one.part is Part.EXCEPTION]
    extract = exception.extracts[0]
    assert exception.text == extract.quote == extract.span.of(found.section.text)
    assert exception.text == "Tell the family first. However, do not tell them if that is unsafe."


def test_a_section_full_of_limits_does_not_drown_the_answer() -> None:
    subjects = ("adoption", "court", "police", "health", "school", "housing", "probation")
    rules = [f"It does not apply to {one} records kept by the {one} service." for one in subjects]
    found = passage(" ".join(["Share what is needed.", *rules]), (0.9, *([0.1] * len(rules))))
    assert len(limits(draft(found))) <= MOST_LIMITS


def test_a_rule_that_ends_in_what_to_write_down_is_still_guidance() -> None:
    found = passage(
        "A case can be referred without consent. Record why it was.", (1.0, 0.0), source_id="other"
    )
    rule = quoting(found, Span(0, len(found.section.text)))
    assert shape([plain("Sharing is lawful."), rule])[1].part is Part.GUIDANCE


def reading(*section_ids: str) -> Passage:
    found = passage("A report must be made.", (1.0,))
    return replace(found, section=replace(found.section, read_with=section_ids))


EXCEPTION = passage(
    "No report is needed about an adult, unless she asks. Keep notes.", (1.0, 0.0), source_id="duty"
)
TOO_LONG = passage(
    f"Ring the police. {'Forms are often filled in there. ' * 30}", (1.0, *[0.0] * 30), source_id="how"
)
NEAR = (EXCEPTION, TOO_LONG)


def test_what_has_to_be_read_with_the_answer_follows_it_whole_or_by_what_it_says_first() -> None:
    answer = draft(reading(EXCEPTION.section.id, TOO_LONG.section.id, "gone#away"))
    shaped = shape([answer, plain("Sharing is lawful.", "other")], NEAR)
    assert [(one.text, one.part) for one in shaped[1:3]] == [
        (EXCEPTION.section.text, Part.EXCEPTION),
        ("Ring the police.", Part.WHO),
    ]
    assert all(one.text == one.extracts[0].quote for one in shaped)


def test_only_what_answers_brings_others_with_it() -> None:
    shaped = shape([plain("Sharing is lawful.", "other"), draft(reading(EXCEPTION.section.id))], NEAR)
    assert EXCEPTION.section.text not in [one.text for one in shaped]


def test_what_the_question_is_not_near_is_not_brought() -> None:
    assert len(shape([draft(reading(EXCEPTION.section.id))], [TOO_LONG])) == 1


def test_what_is_quoted_already_is_not_quoted_again_but_taken_from_what_goes_apart() -> None:
    answer = draft(reading(EXCEPTION.section.id))
    quoted = quoting(EXCEPTION, Span(0, len(EXCEPTION.section.text)))
    beside = shape([answer, quoted], NEAR)
    apart = shape([answer, replace(quoted, part=Part.FURTHER)], NEAR)
    for shaped in (beside, apart):
        assert [one.text for one in shaped].count(EXCEPTION.section.text) == 1
        assert Part.FURTHER not in [one.part for one in shaped]
