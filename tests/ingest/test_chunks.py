"""Chunks are runs of whole sentences of one section, with ids made of their content."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.chunks import chunks_of
from ingest.models import Anchor, Section, Span, text_of

WORDS = 20


def sentence(words: int, name: str = "word") -> str:
    return " ".join([*[name] * (words - 1), f"{name}."])


def section(*sentences: str, fragment: str = "rule-1") -> Section:
    """A section whose sentences stand one space apart."""
    text = " ".join(sentences)
    spans: list[Span] = []
    for one in sentences:
        start = spans[-1].end + 1 if spans else 0
        spans.append(Span(start, start + len(one)))
    return Section("guide", 0, ("Guide", "Rule 1"), text, (Anchor(fragment, "Rule 1"),), tuple(spans))


def lengths(*sections: Section) -> list[int]:
    return [len(chunk.text.split()) for chunk in chunks_of(sections, WORDS)]


@pytest.mark.parametrize(
    ("sentences", "chunks"),
    [
        pytest.param([5, 5, 5], [15], id="what fits is one chunk"),
        pytest.param([10, 10], [20], id="the size itself still fits"),
        pytest.param([10, 10, 1], [20, 1], id="a word more begins the next"),
        pytest.param([12, 12, 12], [12, 12, 12], id="two that do not fit together stand apart"),
        pytest.param([5, 90, 5], [5, 90, 5], id="a very long sentence is a chunk by itself"),
        pytest.param([90], [90], id="a lone long sentence is not cut"),
        pytest.param([], [], id="no sentence, no chunk"),
    ],
)
def test_sentences_are_packed_up_to_the_size_and_never_cut(sentences: list[int], chunks: list[int]) -> None:
    assert lengths(section(*(sentence(words) for words in sentences))) == chunks


def test_a_chunk_never_crosses_a_section_however_little_each_holds() -> None:
    first, second = section("One."), section("Two.", fragment="rule-2")
    chunks = chunks_of([first, second], WORDS)
    assert [(chunk.section_id, chunk.text) for chunk in chunks] == [
        ("guide#rule-1", "One."),
        ("guide#rule-2", "Two."),
    ]


def test_every_sentence_is_in_exactly_one_chunk_in_reading_order() -> None:
    one = section(*(sentence(words, f"w{words}") for words in (3, 9, 14, 2, 30, 6)))
    packed = [span for chunk in chunks_of([one], WORDS) for span in chunk.sentences]
    assert packed == list(one.sentences)


def test_a_chunks_text_is_the_sections_own_text_between_its_sentences() -> None:
    spaced = "First – point.\n\n  Second “point”."
    one = replace(section("x"), text=spaced, sentences=(Span(0, 14), Span(18, len(spaced))))
    (chunk,) = chunks_of([one], WORDS)
    assert chunk.text == spaced == text_of(one, chunk.sentences)
    assert chunk.start == 0


def test_ids_are_the_same_whenever_the_content_is() -> None:
    assert chunks_of([section("One.", "Two.")], WORDS) == chunks_of([section("One.", "Two.")], WORDS)


def test_a_change_renames_only_the_chunks_that_it_touches() -> None:
    before = section(sentence(15, "a"), sentence(15, "b"))
    after = section(sentence(15, "a"), sentence(15, "c"))
    old, new = ([chunk.id for chunk in chunks_of([one], WORDS)] for one in (before, after))
    assert old[0] == new[0]
    assert old[1] != new[1]


def test_the_same_sentence_in_two_places_has_two_ids() -> None:
    repeated = section(sentence(15), sentence(15))
    elsewhere = section(sentence(15), fragment="rule-2")
    ids = [chunk.id for chunk in chunks_of([repeated, elsewhere], WORDS)]
    assert len(set(ids)) == 3
