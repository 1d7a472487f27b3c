"""Several questions in a message, a follow-up, two partnerships, an older edition: through the whole flow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.build import assemble
from assistant.compose.base import Material
from assistant.coverage import ByNearness
from assistant.errors import ComposeFailed, Failure
from assistant.models import Draft, Extract, Part, PointKind, Question, Status
from assistant.pipeline import Assistant
from assistant.settings import AssistantSettings
from ingest.pipeline import build
from ingest.settings import IngestSettings
from ingest.sources.register import Register, load_register
from ingest.workspace import Workspace, open_workspace
from tests.encoder import WordEncoder

CONSENT = "Do I need consent to share information about a child at risk of harm?"
TWO = f"{CONSENT} Who do I ring about a child at risk of harm on the day I am worried?"


def test_each_question_of_a_message_is_answered_under_its_own_number(assistant: Assistant) -> None:
    answer = assistant.ask(Question(TWO, partnership="exampleshire"))
    assert len(answer.questions) == 2
    assert {point.question for point in answer.points} == {0, 1}
    directs = [point for point in answer.points if point.part is Part.DIRECT]
    assert [point.question for point in directs] == [0, 1]
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))


def test_where_only_some_questions_are_answered_the_answer_says_it_is_partial(assistant: Assistant) -> None:
    answer = assistant.ask(Question(f"{CONSENT} What is the best pizza oven temperature in naples?"))
    assert answer.status is Status.PARTIAL
    assert {point.question for point in answer.points} == {0}


def test_a_follow_up_stands_on_the_question_before_it(assistant: Assistant) -> None:
    first = assistant.ask(Question(CONSENT, owner="asker"))
    follow_up = Question(
        "and what if a child is at risk, do I share information?",
        conversation=first.conversation,
        owner="asker",
    )
    answer = assistant.ask(follow_up)
    assert answer.conversation == first.conversation
    assert answer.status is Status.ANSWERED
    assert "consent" in answer.questions[0]
    assert "what if a child" in answer.questions[0]


@pytest.mark.parametrize("stranger", ["stranger", None])
def test_a_strangers_conversation_is_neither_gone_on_with_nor_added_to(
    assistant: Assistant, stranger: str | None
) -> None:
    first = assistant.ask(Question(CONSENT, owner="asker"))
    assert first.conversation
    answer = assistant.ask(
        Question(
            "and what if a child is at risk, do I share information?",
            conversation=first.conversation,
            owner=stranger,
        )
    )
    assert not any("consent" in question for question in answer.questions)
    assert answer.conversation != first.conversation
    assert assistant.conversation(first.conversation, "asker") == (first,)


def test_earlier_turns_are_kept_redacted(assistant: Assistant, database: Path) -> None:
    first = assistant.ask(Question(f"Zainab Hussain is at risk of harm. {CONSENT}"))
    answer = assistant.ask(
        Question("and what if a child is at risk, do I share information?", conversation=first.conversation)
    )
    assert "Zainab" not in answer.model_dump_json()
    assert not any(b"Zainab" in file.read_bytes() for file in database.parent.iterdir())


def test_two_partnerships_are_both_shown_and_told_apart(assistant: Assistant) -> None:
    answer = assistant.ask(Question(CONSENT, partnership="exampleshire", other_partnership="northmere"))
    assert {point.partnership for point in answer.points} == {None, "exampleshire", "northmere"}
    assert {one.partnership for one in answer.citations} == {None, "exampleshire", "northmere"}
    assert len(answer.who_to_ask) == 4


def test_naming_a_partnership_in_passing_does_not_open_what_only_it_may_read(assistant: Assistant) -> None:
    answer = assistant.ask(Question(f"A family moves to Northmere. {CONSENT}", partnership="exampleshire"))
    assert answer.other_partnership == "northmere"
    assert "northmere" not in {point.partnership for point in answer.points}


def test_a_message_too_short_to_search_gets_questions_to_choose_from(assistant: Assistant) -> None:
    answer = assistant.ask(Question("consent?"))
    assert answer.status is Status.CLARIFY
    assert len(answer.choices) >= 2
    assert all(choice.endswith("?") for choice in answer.choices)
    assert answer.points == ()


class Scripted:
    """A composer that writes what it was told to, or fails."""

    name = "generate"

    def __init__(self, text: str | None) -> None:
        self._text = text

    def compose(self, material: Material) -> tuple[Draft, ...]:
        if self._text is None:
            raise ComposeFailed(Failure.TIME, "it took too long")
        found = material.passages[0]
        span = found.section.sentences[0]
        extract = Extract(found, span, span.of(found.section.text))
        return (Draft(PointKind.STATEMENT, self._text, (extract,), Part.DIRECT),)


def with_composer(assistant: Assistant, text: str | None) -> Assistant:
    parts = assistant._parts
    return Assistant(replace(parts, finder=replace(parts.finder, composer=Scripted(text))))


def test_a_model_that_fails_leaves_the_extracts_and_nothing_false_is_said_of_it(assistant: Assistant) -> None:
    failed, plain = with_composer(assistant, None).ask(Question(CONSENT)), assistant.ask(Question(CONSENT))
    assert failed.composer == plain.composer == "extract"
    assert failed.points == plain.points


def test_what_a_model_writes_is_shown_where_its_sentence_bears_it_out(assistant: Assistant) -> None:
    written = "You do not need consent to share information about a child at risk of harm."
    answer = with_composer(assistant, written).ask(Question(CONSENT))
    assert answer.composer == "generate"
    assert (answer.points[0].kind, answer.points[0].text) == (PointKind.STATEMENT, written)


@pytest.mark.parametrize(
    "written",
    [
        "You always need consent to share information about a child at risk of harm.",
        "Consent is needed to share information about a child at risk of harm.",
        "The police need no consent to share information about a child within 24 hours.",
    ],
)
def test_what_a_model_makes_up_gives_way_to_the_sentence_it_cites(assistant: Assistant, written: str) -> None:
    answer = with_composer(assistant, written).ask(Question(CONSENT))
    assert written not in [point.text for point in answer.points]
    assert answer.points[0].kind is PointKind.QUOTE
    assert answer.points[0].text.startswith("Consent is not needed")


EDITION = """# Sharing records safely {year}

## Consent

Practitioners ask for consent {how} they share information about a child.

## Records

Practitioners keep a record of what was shared and why.
"""
EDITIONS = """sources:
  - {{id: advice-2024, title: Sharing records safely 2024, publisher: Tests, url: "https://example.org/2024",
     authority: law, licence: MIT, version: "2024", path: national/2024.md, superseded_by: advice-2026}}
  - {{id: advice-2026, title: Sharing records safely 2026, publisher: Tests, url: "https://example.org/2026",
     authority: law, licence: MIT, version: "2026", path: national/2026.md}}
"""


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    docs = tmp_path_factory.mktemp("editions")
    (docs / "national").mkdir()
    for year, how in (("2024", "whenever"), ("2026", "only where it is safe before")):
        (docs / "national" / f"{year}.md").write_text(EDITION.format(year=year, how=how), encoding="utf-8")
    (docs / "sources.yaml").write_text(EDITIONS.format(), encoding="utf-8")
    return _over(docs)


def _over(docs: Path) -> Assistant:
    register: Register = load_register(docs)
    settings = IngestSettings(docs_dir=docs, index_dir=docs / "index")
    workspace: Workspace = open_workspace(settings, WordEncoder())
    assert build(workspace, register.sources, docs).ok
    database = SecretStr(f"sqlite:///{docs / 'answers.db'}")
    parts = assemble(AssistantSettings(database_url=database), workspace, register)._parts
    lenient = replace(parts.finder, coverage=ByNearness(in_scope=-1, covered=-1))
    return Assistant(replace(parts, finder=lenient))


def test_a_superseded_edition_is_quoted_only_when_it_is_asked_for_and_says_so(editions: Assistant) -> None:
    current = editions.ask(
        Question("Do practitioners ask for consent before they share information about a child?")
    )
    assert {one.source_id for one in current.citations} == {"advice-2026"}
    asked = "Sharing Records Safely 2024: do practitioners ask for consent whenever they share information?"
    older = editions.ask(Question(asked))
    assert {one.source_id for one in older.citations} == {"advice-2024"}
    assert all("superseded" in one.flags for one in older.citations)


def test_what_changed_is_told_with_both_editions_beside_each_other(editions: Assistant) -> None:
    answer = editions.ask(Question("What changed between Sharing Records Safely 2024 and 2026?"))
    assert answer.status is Status.ANSWERED
    assert {one.source_id for one in answer.citations} == {"advice-2024", "advice-2026"}
    assert not any("keep a record" in point.text for point in answer.points)
