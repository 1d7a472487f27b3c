"""Points are whole, readable sentences: with what they lean on, with what limits them, never a fragment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.compose.extract import LEADING_SECTION_WORDS, MOST_POINTS, WIDEST_WORDS, compose_extract
from assistant.models import Layer, Part, Passage
from ingest.chunks import chunks_of
from ingest.models import Authority, Representation, Section, Source
from ingest.parse.markdown import parse_markdown
from ingest.sections import sections_of


def source(source_id: str, partnership: str | None = None) -> Source:
    return Source(
        id=source_id,
        title=f"Guide {source_id}",
        publisher="Tests",
        url="https://example.org/",
        authority=Authority.LOCAL_PROTOCOL if partnership else Authority.STATUTORY_GUIDANCE,
        licence="MIT",
        version="1",
        partnership=partnership,
    )


def passage(
    text: str,
    scores: tuple[float, ...],
    *,
    source_id: str = "guide",
    partnership: str | None = None,
    score: float = 1.0,
) -> Passage:
    [section] = sections_of(parse_markdown(f"# Guide\n\n## Rule {source_id}\n\n{text}\n".encode()), source_id)
    chunk = chunks_of([section], 400)[0]
    assert len(chunk.sentences) == len(scores)
    return Passage(chunk, section, source(source_id, partnership), score, {}, scores)


def among_much(text: str, scores: tuple[float, ...], **given: Any) -> Passage:
    """The text at the head of a section too long to be shown whole."""
    return passage(f"{text}\n\nPools {'often ' * LEADING_SECTION_WORDS}open.", (*scores, 0.0), **given)


def texts(*passages: Passage) -> list[str]:
    return [draft.text for draft in compose_extract(passages)]


def test_the_sentence_nearest_the_question_is_the_point() -> None:
    found = among_much("Rules differ by area. Consent is not needed. Keep notes.", (0.05, 0.9, 0.05))
    assert texts(found) == ["Consent is not needed."]


@pytest.mark.parametrize(
    "leaning",
    [
        "It is not always needed.",
        "The same guide says that it is not always needed.",
        "Records are kept, as the same Berkshire guide says.",
        "Pressure to refuse is a further ground.",
    ],
)
def test_a_sentence_that_leans_on_the_one_before_brings_it_along(leaning: str) -> None:
    found = among_much(f"Consent is one lawful basis. {leaning} Keep notes.", (0.05, 0.9, 0.05))
    assert texts(found) == [f"Consent is one lawful basis. {leaning}"]


@pytest.mark.parametrize(
    "limit",
    [
        "However, the family should be told unless that is unsafe.",
        "Unless the child is at risk, ask first.",
        "This does not apply to early help.",
        "There is an exception for adults with capacity.",
    ],
)
def test_an_exception_that_follows_is_shown_with_the_rule(limit: str) -> None:
    found = among_much(f"Consent is not needed. {limit} Keep notes.", (0.9, 0.05, 0.05))
    assert texts(found) == [f"Consent is not needed. {limit}"]


def test_a_lead_in_is_shown_with_its_list() -> None:
    found = passage(
        "Consent is not needed when:\n\n- a child is at risk\n- a crime is likely", (0.9, 0.1, 0.1)
    )
    assert texts(found) == ["Consent is not needed when:\n\n- a child is at risk\n- a crime is likely"]


def test_an_item_of_a_list_is_shown_with_its_lead_in() -> None:
    found = passage(
        "Consent is not needed when:\n\n- a child is at risk\n- a crime is likely", (0.1, 0.9, 0.1)
    )
    assert texts(found)[0].startswith("Consent is not needed when:\n\n- a child is at risk")


def test_a_row_of_a_table_is_shown_with_its_lead_in_and_the_whole_table() -> None:
    text = "The colour sets the time.\n\n| Colour | Reply |\n|---|---|\n| Red | 4 hours |\n| Amber | 1 day |"
    found = among_much(text, (0.1, 0.1, 0.1, 0.9))
    assert texts(found) == [
        "The colour sets the time.\n\nColour | Reply\nRed | 4 hours\nAmber | 1 day",
    ]


def test_a_fragment_is_never_shown() -> None:
    assert texts(passage("and consent where needed, see overleaf", (0.9,))) == []


def test_nothing_found_gives_no_points() -> None:
    assert texts() == []


def test_what_is_far_from_the_best_is_left_out() -> None:
    near = passage("Consent is not needed.", (0.9,), source_id="near")
    far = passage("Swimming pools open at nine.", (0.1,), source_id="far", score=0.2)
    assert texts(near, far) == ["Consent is not needed."]


def test_the_most_direct_point_leads_and_the_rest_are_national_before_local() -> None:
    drafts = compose_extract(
        [
            passage(
                "Consent is recorded on form A.", (0.9,), source_id="la", partnership="ourshire", score=1.0
            ),
            passage("Ring the hub about consent.", (0.8,), source_id="lb", partnership="ourshire", score=0.9),
            passage("Consent is not needed.", (0.7,), source_id="na", score=0.8),
        ],
    )
    layers = [draft.extracts[0].passage.layer for draft in drafts]
    assert layers == [Layer.LOCAL, Layer.NATIONAL, Layer.LOCAL]


def test_two_sources_that_say_the_same_make_one_point_with_both_behind_it() -> None:
    one = passage("Consent is not needed where a child is at risk.", (0.9,), source_id="one")
    two = passage("Consent is not needed where any child is at risk.", (0.8,), source_id="two", score=0.9)
    [draft] = compose_extract([one, two])
    assert [extract.passage.source.id for extract in draft.extracts] == ["one", "two"]


def test_what_is_less_near_than_the_best_of_its_owner_goes_apart_and_last() -> None:
    found = [
        passage("Consent is not needed.", (1.0,), source_id="a", score=2.0),
        passage("Notes are signed.", (1.0,), source_id="b", score=1.9),
        passage("Minutes go to parents.", (1.0,), source_id="c", score=1.6),
        passage("The hub replies.", (1.0,), source_id="d", partnership="ourshire", score=1.5),
        passage("The hub is open.", (1.0,), source_id="e", partnership="ourshire", score=1.2),
    ]
    drafts = compose_extract(found)
    assert [(draft.text, draft.part) for draft in drafts] == [
        ("Consent is not needed.", Part.GUIDANCE),
        ("Notes are signed.", Part.GUIDANCE),
        ("The hub replies.", Part.GUIDANCE),
        ("Minutes go to parents.", Part.FURTHER),
        ("The hub is open.", Part.FURTHER),
    ]


def test_what_a_digest_says_first_goes_before_a_later_part_of_its_section_a_protocols_does_not() -> None:
    between = " ".join(["Each case differs."] * 50)
    text = f"A grandparent counts as a parent for school. {between} That gives no rights."
    [section] = sections_of(parse_markdown(f"# Guide\n\n## Rule\n\n{text}\n".encode()), "guide")
    section = replace(section, ordinal=1)
    first, *_, last = chunks_of([section], 40)

    def found(of: Source) -> list[Passage]:
        return [
            Passage(last, section, of, 2.0, {}, (0.1,) * (len(last.sentences) - 1) + (0.9,)),
            Passage(first, section, of, 1.9, {}, (0.9,) + (0.1,) * (len(first.sentences) - 1)),
        ]

    whole = source("guide")
    alone = found(whole.model_copy(update={"representation": Representation.DIGEST}))[:1]
    opening, later = texts(*alone)
    assert opening == "A grandparent counts as a parent for school."
    assert "That gives no rights." in later
    digest = whole.model_copy(update={"representation": Representation.DIGEST})
    assert texts(*found(digest))[0].startswith("A grandparent counts")
    assert "That gives no rights." in texts(*found(whole))[0]


def test_a_digest_says_what_it_is_only_where_that_is_what_is_asked() -> None:
    [opening, rule] = sections_of(
        parse_markdown(b"# Guide\n\nA digest of 2026.\n\n## Rule\n\nConsent is not needed.\n"), "guide"
    )
    digest = source("guide").model_copy(update={"representation": Representation.DIGEST})
    asked = replace(opening, asked_as=("which year is it from",))
    of_rule = Passage(chunks_of([rule], 400)[0], rule, digest, 1.0, {}, (0.9,))

    def of(section: Section, score: float) -> Passage:
        return Passage(chunks_of([section], 400)[0], section, digest, score, {}, (0.9,))

    assert texts(of(asked, 1.1), of_rule) == ["A digest of 2026.", "Consent is not needed."]
    assert texts(of(opening, 1.1), of_rule) == ["Consent is not needed."]
    assert texts(of_rule, of(asked, 0.9)) == ["Consent is not needed."]


def test_there_are_never_more_than_seven_points() -> None:
    words = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet")
    found = [
        passage(f"Consent {word} matters to {word} teams.", (0.9,), source_id=word, partnership=side)
        for word, side in zip(words, [None, "ourshire"] * 5, strict=True)
    ]
    assert len(texts(*found)) == MOST_POINTS


def test_a_point_goes_on_over_sentences_that_are_nearly_as_near_while_it_stays_short() -> None:
    found = among_much("Consent is not needed. Telling the family is. Keep notes.", (0.9, 0.8, 0.05))
    assert texts(found) == ["Consent is not needed. Telling the family is."]
    long = " ".join(["word"] * WIDEST_WORDS)
    assert texts(among_much(f"Consent is not needed. Then {long}.", (0.9, 0.9))) == ["Consent is not needed."]


def test_a_passage_that_leads_goes_on_and_back_over_sentences_near_the_question() -> None:
    text = "The file goes within five days. Ask for a receipt. Keep a copy. Pools open at nine."
    scores = (0.6, 0.9, 0.5, 0.05)
    whole = "The file goes within five days. Ask for a receipt. Keep a copy."
    leads = among_much(text, scores, source_id="leads")
    follows = among_much(text, scores, source_id="follows", score=0.8)

    assert texts(leads) == [whole]
    assert texts(passage("Consent is not needed.", (0.9,)), follows)[1] == "Ask for a receipt."


def test_a_short_section_is_shown_whole_so_that_no_exception_is_left_out() -> None:
    text = "A late report gives reasons. A breach is reported in 72 hours. None is due without a risk."
    follows = passage(text, (0.9, 0.05, 0.05), source_id="follows", score=0.8)
    assert texts(passage("Consent is not needed.", (0.9,)), follows)[1] == text


def test_a_section_that_leads_begins_with_its_rule_though_a_later_chunk_of_it_was_found() -> None:
    rule, others = (
        "Share where a child is at risk.",
        " ".join(f"Case {number} differs." for number in range(25)),
    )
    text = f"{rule} {others} People under 16 are owed confidence."
    [section] = sections_of(parse_markdown(f"# Guide\n\n## Rule\n\n{text}\n".encode()), "guide")
    later = chunks_of([section], 60)[-1]
    found = Passage(later, section, source("guide"), 1.0, {}, (0.1,) * (len(later.sentences) - 1) + (0.9,))

    assert rule not in later.text
    assert texts(found) == [text]


def test_a_list_is_shown_to_its_end_or_not_begun() -> None:
    items = "\n".join(f"- Part {name} is named." for name in ("one", "two", "three"))
    text = f"An agreement has common parts.\n\n{items}"

    assert texts(passage(text, (0.9, 0.8, 0.1, 0.1))) == [text]


def test_a_list_too_long_to_show_is_shown_as_far_as_it_is_near() -> None:
    items = "\n".join(f"- Part {name} is named{' and named again' * 30}." for name in ("one", "two", "three"))

    (found,) = texts(passage(f"An agreement has common parts.\n\n{items}", (0.9, 0.05, 0.05, 0.05)))

    assert found == "An agreement has common parts."
