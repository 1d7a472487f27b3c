"""Nothing is shown that does not stand, byte for byte, in the stored text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from assistant.models import Draft, Extract, Layer, Part, Passage, PointKind
from assistant.verification.check import Verdict
from assistant.verify import verify
from ingest.chunks import chunks_of
from ingest.models import Authority, Document, Representation, Section, Source, Span
from ingest.parse.markdown import parse_markdown
from ingest.sections import sections_of

TODAY = date(2026, 11, 22)
TEXT = "Consent is not needed where a child is at risk. Record the decision and the reasons for it."
SOURCE = Source(
    id="guide",
    title="Guide to sharing",
    publisher="Tests",
    url="https://example.org/guide",
    authority=Authority.STATUTORY_GUIDANCE,
    licence="MIT",
    version="2026",
)


def document(text: str = TEXT) -> Document:
    return parse_markdown(f"# Guide\n\n## Golden rule 3 {{#rule-3}}\n\n{text}\n".encode())


SECTION = sections_of(document(), "guide")[0]


def passage(source: Source = SOURCE, section: Section = SECTION) -> Passage:
    return Passage(chunks_of([section], 80)[0], section, source, 1.0)


def extract(span: Span, quote: str | None = None, source: Source = SOURCE) -> Extract:
    return Extract(passage(source), span, span.of(TEXT) if quote is None else quote)


def quoted(one: Extract, text: str | None = None) -> Draft:
    return Draft(PointKind.QUOTE, text or one.quote, (one,))


def as_stored(section: Section) -> Section:
    return section


FIRST = SECTION.sentences[0]


def test_a_quote_that_stands_in_the_stored_section_is_shown_with_its_citation() -> None:
    verified = verify([quoted(extract(FIRST))], as_stored, TODAY)
    [point], [citation] = verified.points, verified.citations
    assert point.text == citation.quote == "Consent is not needed where a child is at risk."
    assert point.citations == (citation.number,) == (1,)
    assert (citation.section_id, citation.fragment, citation.anchor) == (
        "guide#rule-3",
        "rule-3",
        "Golden rule 3",
    )
    assert TEXT[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    "altered",
    [
        "Consent is needed where a child is at risk.",
        "Consent is not needed where a child is at risk",
        "consent is not needed where a child is at risk.",
        "Consent is not needed  where a child is at risk.",
        "",
    ],
)
def test_a_quote_that_differs_by_a_byte_is_dropped(altered: str) -> None:
    draft = Draft(PointKind.QUOTE, altered, (extract(FIRST, altered),))
    verified = verify([draft], as_stored, TODAY)
    assert (verified.points, verified.citations, verified.dropped) == ((), (), 1)


def test_a_point_whose_words_are_not_in_its_extract_is_dropped() -> None:
    verified = verify([quoted(extract(FIRST), text="You must always have consent.")], as_stored, TODAY)
    assert verified.points == ()


def test_a_quote_of_text_that_has_changed_since_is_dropped() -> None:
    def changed(section: Section) -> Section:
        return replace(section, text=section.text.replace("not needed", "needed"))

    assert verify([quoted(extract(FIRST))], changed, TODAY).points == ()


def test_a_point_without_an_extract_is_dropped() -> None:
    assert verify([Draft(PointKind.QUOTE, "Consent is not needed.", ())], as_stored, TODAY).points == ()


SUPPORTED = "Where a child is at risk, consent is not needed."
ALTERED = "Consent is needed where a child is at risk."


def stated(text: str, *extracts: Extract, part: Part = Part.GUIDANCE) -> Draft:
    return Draft(PointKind.STATEMENT, text, extracts, part)


def test_a_statement_that_what_it_cites_bears_out_is_shown_as_it_stands() -> None:
    verified = verify([stated(SUPPORTED, extract(FIRST), part=Part.DIRECT)], as_stored, TODAY)
    [point], [citation] = verified.points, verified.citations
    assert (point.kind, point.text, point.part) == (PointKind.STATEMENT, SUPPORTED, Part.DIRECT)
    assert citation.quote == FIRST.of(TEXT)
    assert (verified.replaced, verified.dropped) == (0, 0)


def test_a_statement_that_is_not_borne_out_gives_way_to_the_sentence_it_cites() -> None:
    verified = verify([stated(ALTERED, extract(FIRST), part=Part.DIRECT)], as_stored, TODAY)
    [point], [citation] = verified.points, verified.citations
    assert (point.kind, point.text, point.part) == (PointKind.QUOTE, FIRST.of(TEXT), Part.DIRECT)
    assert citation.quote == point.text
    assert (verified.replaced, verified.dropped) == (1, 0)


def test_a_statement_is_checked_against_what_stands_in_the_stored_text_and_nothing_else() -> None:
    invented = extract(FIRST, ALTERED)
    verified = verify([stated(ALTERED, invented, extract(SECTION.sentences[1]))], as_stored, TODAY)
    assert [point.text for point in verified.points] == [SECTION.sentences[1].of(TEXT)]
    assert verified.replaced == 1


@pytest.mark.parametrize("extracts", [(), (extract(FIRST, ALTERED),)])
def test_a_statement_that_cites_nothing_that_stands_is_dropped(extracts: tuple[Extract, ...]) -> None:
    verified = verify([stated(SUPPORTED, *extracts)], as_stored, TODAY)
    assert (verified.points, verified.replaced, verified.dropped) == ((), 0, 1)


def test_statements_that_give_way_to_the_same_sentence_are_one_point() -> None:
    drafts = [stated(ALTERED, extract(FIRST)), stated("Never share.", extract(FIRST)), quoted(extract(FIRST))]
    verified = verify(drafts, as_stored, TODAY)
    assert [(point.text, point.citations) for point in verified.points] == [(FIRST.of(TEXT), (1,))]
    assert (verified.replaced, verified.dropped) == (2, 0)


def test_the_same_words_of_two_sections_are_one_point_with_two_citations() -> None:
    there = replace(SECTION, source_id="other")
    both = [quoted(extract(FIRST)), quoted(Extract(passage(section=there), FIRST, FIRST.of(TEXT)))]
    [point] = verify(both, as_stored, TODAY).points
    assert point.citations == (1, 2)


def test_a_stricter_check_can_be_passed_in() -> None:
    def refuse(statement: str, quotes: Sequence[str]) -> Verdict:
        return Verdict(False, (statement, *quotes))

    verified = verify([stated(SUPPORTED, extract(FIRST))], as_stored, TODAY, refuse)
    assert verified.replaced == 1


def test_what_is_dropped_leaves_the_others_numbered_from_one() -> None:
    bad = Draft(PointKind.QUOTE, "Never share.", (extract(FIRST, "Never share."),))
    second = extract(SECTION.sentences[1])
    verified = verify([bad, quoted(second), quoted(extract(FIRST))], as_stored, TODAY)
    assert [citation.number for citation in verified.citations] == [1, 2]
    assert [point.citations for point in verified.points] == [(1,), (2,)]
    assert verified.dropped == 1


def test_two_points_from_one_extract_share_its_number() -> None:
    whole = extract(Span(0, len(TEXT)))
    first, second = (span.of(TEXT) for span in SECTION.sentences)
    verified = verify([quoted(whole, first), quoted(whole, second)], as_stored, TODAY)
    assert [point.citations for point in verified.points] == [(1,), (1,)]
    assert len(verified.citations) == 1


@pytest.mark.parametrize(
    ("fields", "flags"),
    [
        ({}, ()),
        ({"review_by": date(2026, 3, 31)}, ("past_review",)),
        ({"review_by": date(2027, 3, 31)}, ()),
        ({"superseded_by": "newer"}, ("superseded",)),
        ({"representation": Representation.DIGEST}, ("digest",)),
    ],
)
def test_a_citation_carries_what_is_wrong_with_its_source(
    fields: dict[str, object], flags: tuple[str, ...]
) -> None:
    source = SOURCE.model_copy(update=fields)
    [citation] = verify([quoted(extract(FIRST, source=source))], as_stored, TODAY).citations
    assert citation.flags == flags


def test_a_partnerships_text_is_labelled_local() -> None:
    source = SOURCE.model_copy(update={"partnership": "exampleshire"})
    verified = verify([quoted(extract(FIRST, source=source))], as_stored, TODAY)
    [point], [citation] = verified.points, verified.citations
    assert point.layer is citation.layer is Layer.LOCAL
    assert point.partnership == citation.partnership == "exampleshire"


def test_two_paragraphs_quoted_of_one_extract_are_cited_each_by_its_own_number() -> None:
    first, second = "3.1 Staff ring the hub.", "3.2 Staff record the call."
    section = sections_of(document(f"{first}\n\n{second}"), "guide")[0]
    around = Extract(passage(section=section), Span(0, len(section.text)), section.text)

    shown = verify([quoted(around, first), quoted(around, second)], as_stored, TODAY)

    assert [(one.number, one.anchor) for one in shown.citations] == [(1, "para 3.1"), (2, "para 3.2")]
    assert [point.citations for point in shown.points] == [(1,), (2,)]


def test_the_anchor_is_that_of_the_quoted_words_and_not_of_the_extract_around_them() -> None:
    text = b"# Policy\n\n## Sharing\n\n3.1 Share what is needed.\n\n3.2 Record why it was shared.\n"
    [section] = sections_of(parse_markdown(text), SOURCE.id)
    around = Extract(passage(section=section), Span(0, len(section.text)), section.text)
    shown = verify([quoted(around, "3.2 Record why it was shared.")], as_stored, date(2026, 11, 2))
    assert [(one.anchor, one.start) for one in shown.citations] == [("para 3.2", 0)]
