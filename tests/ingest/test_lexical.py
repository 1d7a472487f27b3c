"""BM25 over content words: what counts as a term, and what the scores say."""

from __future__ import annotations

import filecmp
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from bm25s import BM25

from ingest.lexical import LexicalIndex, LexicalWriter, terms_of

TEXTS = (
    "Consent is not needed where a child is at risk.",
    "Records are kept for twenty-five years.",
    "The record says why information was shared without consent.",
    "…",
)


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    return written(tmp_path / "lexical", TEXTS)


def written(folder: Path, *batches: Sequence[str]) -> LexicalIndex:
    """An index whose texts came in these batches."""
    writer = LexicalWriter(folder)
    for batch in batches:
        writer.add(batch)
    writer.finish()
    return LexicalIndex.load(folder)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        pytest.param("Recording records", ["record", "record"], id="words are stemmed"),
        pytest.param(
            "hi, just a quick question please: MARAC?", ["marac"], id="conversational words are out"
        ),
        pytest.param("I don’t know, I've CONSENT", ["consent"], id="apostrophes of either kind are folded"),
        pytest.param("section 47", ["section", "47"], id="numbers count"),
        pytest.param("thanks!", [], id="nothing but conversation is nothing"),
        pytest.param("— … ?", [], id="no word at all"),
        pytest.param("", [], id="no text"),
    ],
)
def test_terms_are_the_stemmed_content_words(text: str, terms: list[str]) -> None:
    assert terms_of(text) == terms


def test_a_term_scores_the_texts_that_hold_it_and_no_other(index: LexicalIndex) -> None:
    assert (index.scores(terms_of("recorded")) > 0).tolist() == [False, True, True, False]


def test_the_text_that_holds_more_of_the_terms_scores_highest(index: LexicalIndex) -> None:
    assert index.scores(terms_of("consent for sharing information")).argmax() == 2


def test_repeating_a_term_in_the_question_changes_nothing(index: LexicalIndex) -> None:
    assert np.array_equal(index.scores(["consent"] * 5), index.scores(["consent"]))


@pytest.mark.parametrize(
    "terms", [[], ["zebra"], terms_of("hello there")], ids=["none", "unknown", "chatter"]
)
def test_without_a_known_term_every_score_is_zero(index: LexicalIndex, terms: list[str]) -> None:
    scores = index.scores(terms)
    assert scores.shape == (len(TEXTS),)
    assert not scores.any()


def test_an_unknown_term_beside_a_known_one_changes_nothing(index: LexicalIndex) -> None:
    assert np.array_equal(index.scores(["consent", "zebra"]), index.scores(["consent"]))


def test_a_text_without_any_word_keeps_its_position_and_never_scores(index: LexicalIndex) -> None:
    everything = index.scores([term for text in TEXTS for term in terms_of(text)])
    assert (everything > 0).tolist() == [True, True, True, False]


def test_texts_of_which_none_has_a_word_can_be_indexed(tmp_path: Path) -> None:
    assert not written(tmp_path / "lexical", ["…", "!"]).scores(["consent"]).any()


def test_scores_are_those_the_library_gives_texts_it_has_all_at_once(
    index: LexicalIndex, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = BM25(method="lucene")
    whole.index([terms_of(text) or ["none"] for text in TEXTS], show_progress=False)
    monkeypatch.setattr("ingest.lexical.BATCH_TEXTS", 3)
    several = written(tmp_path / "several", TEXTS[:1], TEXTS[1:])
    for term in {term for text in TEXTS for term in terms_of(text)}:
        expected = whole.get_scores([term])
        assert expected.any()
        assert np.array_equal(index.scores([term]), expected)
        assert np.array_equal(several.scores([term]), expected)
        assert index.holders(term) == np.count_nonzero(expected)


def test_the_same_texts_give_the_same_files(index: LexicalIndex, tmp_path: Path) -> None:
    written(tmp_path / "again", TEXTS[:2], TEXTS[2:])
    files = sorted(file.name for file in (tmp_path / "lexical").iterdir())
    assert "vocab.index.json" in files
    assert filecmp.cmpfiles(tmp_path / "lexical", tmp_path / "again", files, shallow=False)[0] == files
