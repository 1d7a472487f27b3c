"""From question to kept answer, over a real index: what is shown, kept, and said when parts fail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from assistant.classifier import Classifier, Kind
from assistant.errors import NotFound, QuestionRefused, UnknownPartnership
from assistant.models import Layer, Question, Reach, Status
from assistant.pipeline import Assistant
from assistant.store.answers import AnswerStore
from assistant.wording import local_note
from ingest.errors import ModelError, StoreError
from ingest.reader import Reader, Snapshot
from ingest.workspace import Workspace
from tests.encoder import WordEncoder

CONSENT = "Do I need consent to share information about a child at risk of harm?"


def test_an_answer_is_made_of_cited_words_of_the_stored_text(assistant: Assistant) -> None:
    answer = assistant.ask(Question(CONSENT))
    assert answer.status is Status.ANSWERED
    assert answer.points[0].text.startswith("Consent is not needed to share information about a child")
    stored = {section.id: section.text for section in assistant.sections("sharing")}
    for citation in answer.citations:
        assert stored[citation.section_id][citation.start : citation.end] == citation.quote


def test_the_exception_is_shown_with_the_rule(assistant: Assistant) -> None:
    assert "However, tell the family first unless" in assistant.ask(Question(CONSENT)).points[0].text


def test_national_and_local_are_both_shown_and_labelled(assistant: Assistant) -> None:
    answer = assistant.ask(Question(CONSENT, partnership="exampleshire"))
    assert {point.layer for point in answer.points} == {Layer.NATIONAL, Layer.LOCAL}
    assert {citation.source_id for citation in answer.citations} == {"sharing", "exampleshire-protocol"}
    assert answer.local_note is None
    assert [contact.phone for contact in answer.who_to_ask] == ["01632 960001", "01632 960002"]


def test_without_a_partnership_the_answer_says_that_local_protocols_were_not_searched(
    assistant: Assistant,
) -> None:
    assert "not searched" in (assistant.ask(Question(CONSENT)).local_note or "")


def test_local_protocols_that_gave_nothing_are_not_said_to_be_silent(assistant: Assistant) -> None:
    note = local_note(Status.ANSWERED, (), False, assistant.partnerships()[:1])

    assert note is not None
    assert "No passage near this question was found" in note
    assert "they may still say something" in note


def test_protocols_that_are_closed_to_the_asker_are_not_said_to_be_silent(assistant: Assistant) -> None:
    here = Reach(frozenset({"exampleshire"}))
    answer = assistant.ask(Question(CONSENT, "exampleshire", other_partnership="northmere", reach=here))

    assert answer.local_note == (
        "Protocols of Northmere Safeguarding Children Partnership that are not open to you were not searched."
    )


def test_protocols_of_a_place_named_in_passing_are_not_said_to_be_silent(assistant: Assistant) -> None:
    answer = assistant.ask(Question("Do I need consent to share information about a child in Northmere?"))

    assert answer.local_note == (
        "Not all protocols of Northmere Safeguarding Children Partnership were searched: choose it as your "
        "area for that."
    )


def test_the_front_doors_of_both_partnerships_come_first(assistant: Assistant) -> None:
    answer = assistant.ask(Question(CONSENT, "exampleshire", other_partnership="northmere"))

    assert [one.name for one in answer.who_to_ask] == [
        "Exampleshire hub",
        "Northmere hub",
        "Exampleshire duty team",
        "Northmere duty team",
    ]


@pytest.mark.parametrize("question", ["best pizza in naples", "how tall is everest in metres"])
def test_an_unrelated_question_is_not_answered_and_shows_no_citations(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(Question(question))
    assert answer.status in {Status.OUT_OF_SCOPE, Status.NOT_COVERED}
    assert (answer.points, answer.citations) == ((), ())


def test_whether_someone_in_danger_may_be_told_of_is_never_refused(assistant: Assistant) -> None:
    told = "a man is strangling his wife in the queue for pizza now."
    answer = assistant.ask(Question(f"{told} can i give 999 her name"))
    assert (answer.status, bool(answer.points)) == (Status.ANSWERED, True)
    assert assistant.ask(Question(f"{told} what is the best pizza")).status is Status.NOT_COVERED


def test_personal_data_is_removed_before_the_answer_is_kept(assistant: Assistant, database: Path) -> None:
    asked = "Zainab Hussain, dob 12/03/2014, is at risk. Do I need consent to share information?"
    answer = assistant.ask(Question(asked))
    assert "Zainab" not in answer.question
    assert sum(one.count for one in answer.removed) >= 2
    files = [file.read_bytes() for file in database.parent.iterdir()]
    assert not any(b"Zainab" in content or b"12/03/2014" in content for content in files)


def test_an_answer_can_be_opened_again_as_it_was_shown(assistant: Assistant) -> None:
    answer = assistant.ask(Question(CONSENT, partnership="exampleshire", role="teacher"))
    assert assistant.answer(answer.id) == answer


def test_an_answer_names_the_index_it_was_made_from_and_how_long_each_stage_took(
    assistant: Assistant, workspace: Workspace
) -> None:
    answer = assistant.ask(Question(CONSENT))
    assert answer.index_fingerprint == workspace.catalogue.head_generation().fingerprint
    stages = ["triage", "redact", "classify", "understand", "embed", "search", "compose", "record", "verify"]
    assert list(answer.timings) == stages


def test_danger_now_is_shown_first_and_the_answer_still_follows(assistant: Assistant) -> None:
    danger = "He's got a knife and she is locked in the bathroom with the baby. " + CONSENT
    answer = assistant.ask(Question(danger, partnership="exampleshire"))
    assert answer.urgent is not None
    assert "999" in answer.urgent.headline
    assert "01632 960001" in [contact.phone for contact in answer.urgent.contacts]
    assert answer.points


@dataclass(frozen=True, slots=True)
class Reads(Classifier):
    """A model that reads the same kinds in every message, or cannot be loaded."""

    found: frozenset[Kind] = frozenset()
    broken: bool = False

    def kinds(self, text: str) -> frozenset[Kind]:
        if self.broken and text:
            raise ModelError("the model's weights are gone")
        return self.found


def reading(assistant: Assistant, *kinds: Kind, broken: bool = False) -> Assistant:
    read = Reads(WordEncoder(), {}, found=frozenset(kinds), broken=broken)
    return Assistant(replace(assistant._parts, classifier=read))


def test_what_a_model_reads_as_danger_is_shown_where_no_rule_finds_it(assistant: Assistant) -> None:
    asked = Question(CONSENT, partnership="exampleshire")
    assert assistant.ask(asked).urgent is None

    answer = reading(assistant, Kind.DANGER).ask(asked)

    assert answer.urgent is not None
    assert "01632 960001" in [contact.phone for contact in answer.urgent.contacts]
    assert answer.points


@pytest.mark.parametrize("broken", [True, False])
def test_danger_that_a_rule_finds_needs_no_model(assistant: Assistant, broken: bool) -> None:
    danger = "He's got a knife and she is locked in the bathroom with the baby. " + CONSENT

    answer = reading(assistant, broken=broken).ask(Question(danger))

    assert answer.urgent == assistant.ask(Question(danger)).urgent
    assert answer.points


class Broken(Reader):
    """An index that cannot be searched."""

    def snapshot(self) -> Snapshot:
        raise StoreError("Chroma could not search")


@pytest.fixture
def broken(assistant: Assistant, workspace: Workspace) -> Assistant:
    return Assistant(replace(assistant._parts, reader=Broken(workspace)))


def test_a_failed_search_is_said_to_have_failed_and_not_to_have_found_nothing(broken: Assistant) -> None:
    answer = broken.ask(Question(CONSENT))
    assert answer.status is Status.SEARCH_FAILED
    assert answer.citations == ()


def test_the_danger_block_is_shown_though_the_search_fails(broken: Assistant) -> None:
    answer = broken.ask(Question("He's got a knife and she is locked in the bathroom with the baby now"))
    assert answer.urgent is not None


def test_an_answer_that_cannot_be_kept_is_still_shown(assistant: Assistant, tmp_path: Path) -> None:
    store = AnswerStore(create_engine(f"sqlite:///{tmp_path / 'missing' / 'answers.db'}"), timedelta(days=1))
    danger = "He's got a knife and she is locked in the bathroom with the baby now"
    assert Assistant(replace(assistant._parts, store=store)).ask(Question(danger)).urgent is not None


def test_a_request_to_evade_safeguarding_is_declined_without_a_search(broken: Assistant) -> None:
    answer = broken.ask(Question("How do I stop social services finding out that I hit my son?"))
    assert answer.status is Status.DECLINED


def test_a_partnership_that_is_not_held_gets_the_national_answer_and_the_way_to_its_front_door(
    assistant: Assistant,
) -> None:
    answer = assistant.ask(Question(CONSENT, partnership="atlantis"))
    assert answer.status is Status.ANSWERED
    assert "No protocols are held for that area" in (answer.local_note or "")
    assert "report-child-abuse-to-local-council" in (answer.local_note or "")


def test_the_sources_of_an_unknown_partnership_are_refused_with_the_known_ones(assistant: Assistant) -> None:
    with pytest.raises(UnknownPartnership, match="exampleshire"):
        assistant.sources("atlantis")


def test_an_empty_question_is_refused(assistant: Assistant) -> None:
    with pytest.raises(QuestionRefused):
        assistant.ask(Question(" \u200b "))


def test_a_partnerships_text_cannot_be_opened_without_it(assistant: Assistant) -> None:
    assert assistant.sections("northmere-protocol", "northmere")
    for partnership in (None, "exampleshire"):
        with pytest.raises(NotFound):
            assistant.sections("northmere-protocol", partnership)


def test_it_is_ready_once_the_index_can_be_searched(assistant: Assistant) -> None:
    assert assistant.ready() is None


def test_it_says_why_it_is_not_ready(assistant: Assistant, workspace: Workspace, tmp_path: Path) -> None:
    from assistant.retrieve import Retriever

    parts = replace(assistant._parts, retriever=Retriever(Broken(workspace), workspace.embedder))
    assert Assistant(parts).ready() == "Chroma could not search"


def test_a_refused_question_still_carries_the_danger_block(assistant: Assistant) -> None:
    too_long = "He's got a knife and she is locked in the bathroom now. " + "He is here. " * 400
    with pytest.raises(QuestionRefused) as refused:
        assistant.ask(Question(too_long))
    assert refused.value.urgent is not None
