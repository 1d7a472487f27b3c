"""Search over a really built index: right passage first, scopes apart, every score explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.retrieve import Retriever
from ingest.models import NATIONAL
from ingest.pipeline import build
from ingest.reader import Reader
from ingest.settings import IngestSettings
from ingest.sources.register import Register
from ingest.workspace import Workspace, open_workspace
from tests.encoder import WordEncoder


@pytest.fixture(scope="module")
def retriever(workspace: Workspace) -> Retriever:
    return Retriever(Reader(workspace), workspace.embedder)


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("do I need consent to share information about a child at risk", "sharing#rule-3"),
        ("what do I record about the decision and the reasons", "sharing#rule-7"),
        ("I am new here. Nobody trained me. What reasons do I record for a decision?", "sharing#rule-7"),
    ],
)
def test_the_section_that_answers_comes_first(retriever: Retriever, question: str, section: str) -> None:
    assert retriever.retrieve(question, [NATIONAL], 5)[0].section.id == section


def test_a_partnerships_text_is_out_of_reach_of_another(retriever: Retriever) -> None:
    found = retriever.retrieve("Northmere hub form", [NATIONAL, "exampleshire"], 50)
    assert {passage.source.id for passage in found} == {"sharing", "exampleshire-protocol"}


def test_a_scope_without_text_is_passed_over(retriever: Retriever) -> None:
    assert retriever.retrieve("consent", [NATIONAL, "nowhere"], 1)[0].source.id == "sharing"


def test_passages_come_best_first_and_no_more_than_asked_for(retriever: Retriever) -> None:
    scores = [one.score for one in retriever.retrieve("consent to share", [NATIONAL, "exampleshire"], 3)]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)


def test_a_passage_says_why_it_was_found(retriever: Retriever) -> None:
    best = retriever.retrieve("consent to share information", [NATIONAL], 1)[0]
    assert set(best.scores) == {"dense", "lexical", "tokens", "asked", "asked_tokens", "named"}
    assert len(best.sentence_scores) == len(best.chunk.sentences)


def test_a_story_that_holds_a_whole_way_of_asking_says_so_however_long_it_is(
    tmp_path: Path, register: Register
) -> None:
    (tmp_path / "docs").mkdir()
    text = "# Rules\n\n## Files\n\nThey are kept.\n\n{}\n\n## Fees\n\nThere are none.\n"
    path = tmp_path / "docs" / "rules.md"
    path.write_text(text.format('<!-- asked_as: "may we shred it" | "old boxes" -->'), encoding="utf-8")
    source = register.sources[0].model_copy(update={"id": "rules", "path": "rules.md"})
    settings = IngestSettings(docs_dir=tmp_path / "docs", index_dir=tmp_path / "index")
    workspace = open_workspace(settings, WordEncoder())
    assert build(workspace, [source], tmp_path / "docs").ok
    retriever = Retriever(Reader(workspace), workspace.embedder)

    def said(question: str) -> dict[str, float]:
        found = retriever.retrieve(question, [NATIONAL], 5)
        return {one.section.heading_path[-1]: one.scores["asked_tokens"] for one in found}

    story = "Her mother left last spring and took nothing, so now the attic is full. May we shred it?"
    assert said(story) == {"Files": pytest.approx(1.0, abs=0.02), "Fees": 0.0}
    assert said("May we keep it?")["Files"] < 0.9


def test_a_question_of_unknown_words_still_gets_the_nearest_passages(retriever: Retriever) -> None:
    assert retriever.retrieve("zyx wvu", [NATIONAL], 2)


def test_what_a_follow_up_asks_itself_counts_more_than_what_was_asked_before(retriever: Retriever) -> None:
    earlier, own = "Do I need consent to share information about a child at risk?", "What do I record?"
    both = f"{earlier} {own}"

    found = retriever.query(both, own=own)

    plain, alone = retriever.query(both), retriever.query(own)
    assert found.whole.vector @ alone.whole.vector > plain.whole.vector @ alone.whole.vector
    assert sorted(found.terms) == sorted([*plain.terms, *alone.terms])
    assert len(found.whole.tokens) == len(plain.whole.tokens) + len(alone.whole.tokens)
