"""What became of the words that past answers quoted, and the commands that read answers again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner, Result

from assistant import __main__ as cli
from assistant.affected import Affected, Verdict, affected
from assistant.errors import NotFound
from assistant.models import Answer, Citation, Status
from assistant.store.answers import AnswerStore
from assistant.store.engine import open_engine
from ingest.catalogue import Held
from ingest.models import Section, Source, content_hash
from ingest.reader import Reader, Snapshot
from ingest.settings import IngestSettings
from ingest.workspace import open_workspace
from tests.encoder import WordEncoder
from tests.fakes import ANSWERS, CONSENT_QUOTE, NOW, RECORDING, SHARING, SHARING_2024, TEXTS, section_of

ANSWERED = ANSWERS[Status.ANSWERED]
PURPOSE, CONSENT_SECTION, KEEPING = TEXTS[SHARING.id]
HELD = {SHARING: TEXTS[SHARING.id], RECORDING: TEXTS[RECORDING.id]}
REWRITTEN = "You do not need consent to share information about a child at risk of significant harm."
CHANGED = (PURPOSE, section_of(SHARING, 1, "Consent", ("Something else.", f"{REWRITTEN} Say so.")), KEEPING)


def index_of(folder: Path, held: Mapping[Source, Sequence[Section]]) -> Snapshot:
    """An index that holds these texts; a source without sections is only registered."""
    workspace = open_workspace(IngestSettings(index_dir=folder / "index"), WordEncoder())
    rows = []
    for source, sections in held.items():
        document = content_hash(source.id, *(section.text for section in sections)) if sections else None
        if document:
            workspace.catalogue.add_document(document, sections)
        rows.append(Held(source, document))
    workspace.catalogue.commit(workspace.encoding, "now", {}, rows)
    return Reader(workspace).snapshot()


def verdicts(found: Sequence[Affected]) -> list[tuple[int, Verdict]]:
    return [(quote.number, quote.verdict) for one in found for quote in one.quotes]


def held_with(sections: Sequence[Section], **fields: object) -> dict[Source, Sequence[Section]]:
    return {SHARING.model_copy(update=fields): sections, RECORDING: TEXTS[RECORDING.id]}


def test_an_answer_whose_quotes_all_stand_is_not_affected(tmp_path: Path) -> None:
    assert list(affected([ANSWERED, ANSWERS[Status.NOT_COVERED]], index_of(tmp_path, HELD))) == []


def test_words_set_in_other_white_space_still_stand(tmp_path: Path) -> None:
    text = CONSENT_SECTION.text.replace("You do not need consent", "You do not\nneed  consent")
    reset = section_of(SHARING, 1, "Consent", (text,))

    assert list(affected([ANSWERED], index_of(tmp_path, held_with((PURPOSE, reset, KEEPING))))) == []


@pytest.mark.parametrize(
    ("sections", "fields", "verdict"),
    [
        (CHANGED, {}, Verdict.CHANGED),
        ((PURPOSE, KEEPING), {}, Verdict.CHANGED),
        ((PURPOSE, section_of(SHARING, 8, "Consent", (CONSENT_QUOTE,))), {}, Verdict.MOVED),
        ((), {}, Verdict.REMOVED),
        (TEXTS[SHARING.id], {"upstream": "withdrawn"}, Verdict.WITHDRAWN),
        (TEXTS[SHARING.id], {"superseded_by": RECORDING.id}, Verdict.SUPERSEDED),
    ],
)
def test_each_quote_that_no_longer_stands_has_its_verdict(
    tmp_path: Path, sections: Sequence[Section], fields: dict[str, object], verdict: Verdict
) -> None:
    found = list(affected([ANSWERED], index_of(tmp_path, held_with(sections, **fields))))

    assert verdicts(found) == [(1, verdict)]
    assert (found[0].answer_id, found[0].question) == ("answered", ANSWERED.question)


def test_a_source_that_is_gone_from_the_register_is_removed(tmp_path: Path) -> None:
    snapshot = index_of(tmp_path, {SHARING: TEXTS[SHARING.id]})

    assert verdicts(list(affected([ANSWERED], snapshot))) == [(2, Verdict.REMOVED)]


def test_what_now_stands_there_is_shown_in_whole_sentences(tmp_path: Path) -> None:
    [found] = affected([ANSWERED], index_of(tmp_path, held_with(CHANGED)))

    [quote] = found.quotes
    assert quote.now is not None
    assert (quote.now.section_id, quote.now.anchor) == (CHANGED[1].id, "para 2")
    assert quote.now.text == f"{REWRITTEN} Say so."


def test_the_section_quoted_comes_first_where_two_are_as_near(tmp_path: Path) -> None:
    twin = section_of(SHARING, 5, "Twin", ("Something else.", f"{REWRITTEN} Say so."))
    [found] = affected([ANSWERED], index_of(tmp_path, held_with((twin, *CHANGED))))

    assert [quote.now.section_id for quote in found.quotes if quote.now] == [CHANGED[1].id]


def test_nothing_is_shown_where_nothing_is_near(tmp_path: Path) -> None:
    unlike = section_of(SHARING, 1, "Xyz", ("0123456789 " * 20,))
    [found] = affected([ANSWERED], index_of(tmp_path, held_with((unlike,))))

    assert [quote.now for quote in found.quotes] == [None]


def test_a_superseded_quote_is_shown_with_what_its_successor_says(tmp_path: Path) -> None:
    old = section_of(SHARING_2024, 0, "Consent", ("You need no consent to share information about a child.",))
    cited = citing(SHARING_2024, old, ())
    snapshot = index_of(tmp_path, {SHARING_2024: (old,), **HELD})

    [found] = affected([cited], snapshot)
    assert [(quote.verdict, quote.now.source_id) for quote in found.quotes if quote.now] == [
        (Verdict.SUPERSEDED, SHARING.id)
    ]


def test_an_answer_that_said_its_source_is_superseded_is_not_affected_by_that(tmp_path: Path) -> None:
    old = section_of(SHARING_2024, 0, "Consent", ("You need no consent to share information about a child.",))
    snapshot = index_of(tmp_path, {SHARING_2024: (old,), **HELD})

    assert list(affected([citing(SHARING_2024, old, ("superseded",))], snapshot)) == []


def test_an_answer_from_this_very_index_is_not_looked_up(tmp_path: Path) -> None:
    fresh = ANSWERED.model_copy(update={"index_fingerprint": "now"})

    assert list(affected([fresh], index_of(tmp_path, held_with(())))) == []


def test_answers_are_taken_one_at_a_time(tmp_path: Path) -> None:
    taken = []

    def answers() -> object:
        for number in range(3):
            taken.append(number)
            yield ANSWERED.model_copy(update={"id": f"answer-{number}"})

    found = affected(answers(), index_of(tmp_path, held_with(CHANGED)))  # type: ignore[arg-type]

    assert next(found).answer_id == "answer-0"
    assert taken == [0]


def citing(source: Source, section: Section, flags: tuple[str, ...]) -> Answer:
    cited: Citation = ANSWERED.citations[0].model_copy(
        update={"source_id": source.id, "section_id": section.id, "quote": section.text, "flags": flags}
    )
    return ANSWERED.model_copy(update={"citations": (cited,)})


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AnswerStore:
    """The answers that the commands read, in a folder with an empty library."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ingest.workspace.load_embedder", lambda *_: WordEncoder())
    monkeypatch.setenv("INGEST_INDEX_DIR", str(tmp_path / "index"))
    (tmp_path / "guidance_docs").mkdir()
    (tmp_path / "guidance_docs" / "sources.yaml").write_text("sources: []\n")
    made = AnswerStore(open_engine("sqlite:///data/answers.db"), timedelta(days=90))
    made.save(ANSWERED)
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, arguments)


def test_the_command_says_what_was_quoted_and_what_stands_there_now(
    store: AnswerStore, tmp_path: Path
) -> None:
    index_of(tmp_path, held_with(CHANGED))
    store.save(ANSWERED.model_copy(update={"id": "later", "created_at": NOW + timedelta(minutes=1)}))

    shown = " ".join(run("affected").stdout.split())

    assert f"{ANSWERED.question} (2 November 2026, answered)" in shown
    assert "Information sharing guidance, para 2: these words are no longer there" in shown
    assert f"Quoted: “{CONSENT_QUOTE}”" in shown
    assert f"“{REWRITTEN} Say so.”" in shown
    assert shown.endswith("2 answers that were kept quoted text which has changed since.")


def test_json_is_one_object_a_line_and_nothing_else(store: AnswerStore, tmp_path: Path) -> None:
    index_of(tmp_path, held_with(CHANGED))

    [line] = run("affected", "--json").stdout.splitlines()

    found = json.loads(line)
    assert (found["answer_id"], found["created_at"]) == ("answered", "2026-11-02 09:30:00+00:00")
    assert [quote["verdict"] for quote in found["quotes"]] == ["changed"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["affected"], "python -m ingest build"),
        (["record", "gone"], "There is no answer 'gone'"),
        (["record", "answered", "--out", "no/such/folder.md"], "no/such/folder.md cannot be written"),
    ],
)
def test_what_cannot_be_done_ends_with_1_and_the_reason(
    store: AnswerStore, arguments: list[str], message: str
) -> None:
    result = run(*arguments)

    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr


def test_a_note_is_printed_or_written_to_a_file(store: AnswerStore, tmp_path: Path) -> None:
    assert run("record", "answered").stdout.startswith("# Note for the case file\n")

    written = run("record", "answered", "--format", "docx", "--out", "note.docx")

    assert (written.exit_code, written.stdout) == (0, "")
    assert docx.Document(str(tmp_path / "note.docx")).paragraphs[0].text == "Note for the case file"


def test_the_commands_delete_nothing(store: AnswerStore, tmp_path: Path) -> None:
    index_of(tmp_path, held_with(CHANGED))
    run("affected")
    run("record", "answered")

    assert store.get("answered") == ANSWERED
    with pytest.raises(NotFound):
        store.get("gone")
