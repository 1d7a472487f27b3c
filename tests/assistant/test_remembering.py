"""What was found for a question is found once for each state of the library."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from assistant.finding import Finder, Found
from assistant.models import Question
from assistant.pipeline import Assistant, Parts
from assistant.remembering import Remembered
from assistant.stopwatch import Stopwatch
from assistant.understand import understand
from ingest.reader import Reader, Snapshot
from ingest.workspace import Workspace
from tests.encoder import WordEncoder

ASKED = "Do I need consent to share information about a child at risk of harm?"


@pytest.fixture
def parts(assistant: Assistant) -> Parts:
    return assistant._parts


@pytest.fixture
def finder(parts: Parts) -> Finder:
    return replace(parts.finder, known=Remembered(2))


def found(finder: Finder, parts: Parts, snapshot: Snapshot, asked: str, place: str | None = None) -> Found:
    understood = understand(asked, Question(asked, place), (), parts.words)
    return finder.find(understood.asks[0], understood, snapshot, Stopwatch())


def test_a_question_asked_again_is_not_embedded_again(
    finder: Finder, parts: Parts, workspace: Workspace
) -> None:
    snapshot, encoder = parts.reader.snapshot(), workspace.embedder
    assert isinstance(encoder, WordEncoder)
    first = found(finder, parts, snapshot, ASKED)
    embedded = len(encoder.texts)

    assert found(finder, parts, snapshot, ASKED) == first
    assert len(encoder.texts) == embedded


def test_the_same_words_asked_elsewhere_are_another_question(finder: Finder, parts: Parts) -> None:
    snapshot = parts.reader.snapshot()
    national = found(finder, parts, snapshot, ASKED)
    local = found(finder, parts, snapshot, ASKED, "exampleshire")

    owners = {extract.passage.source.partnership for draft in local.drafts for extract in draft.extracts}
    assert "exampleshire" in owners
    assert national.drafts != local.drafts


def test_what_was_found_on_another_day_or_in_another_state_of_the_library_is_found_anew(
    finder: Finder, parts: Parts, workspace: Workspace
) -> None:
    encoder = workspace.embedder
    assert isinstance(encoder, WordEncoder)
    found(finder, parts, parts.reader.snapshot(), ASKED)
    embedded = len(encoder.texts)

    found(replace(finder, today=lambda: date(2030, 1, 1)), parts, parts.reader.snapshot(), ASKED)
    found(finder, parts, Reader(workspace).snapshot(), ASKED)

    assert len(encoder.texts) == embedded + 2


def test_the_question_asked_longest_ago_is_forgotten_first() -> None:
    remembered: Remembered[str, str] = Remembered(2)
    snapshot, worked_out = Snapshot.__new__(Snapshot), []

    def work_out(key: str) -> str:
        worked_out.append(key)
        return key

    for key in ("a", "b", "a", "c", "a", "b"):
        remembered.get(snapshot, key, partial(work_out, key))

    assert worked_out == ["a", "b", "c", "b"]


def test_where_nothing_is_to_be_remembered_everything_is_worked_out() -> None:
    remembered: Remembered[str, object] = Remembered(0)
    snapshot = Snapshot.__new__(Snapshot)

    assert remembered.get(snapshot, "a", object) is not remembered.get(snapshot, "a", object)


def test_going_through_a_question_beforehand_keeps_nothing(assistant: Assistant, parts: Parts) -> None:
    before = list(parts.store.every())

    assistant.rehearse(ASKED)

    assert list(parts.store.every()) == before
