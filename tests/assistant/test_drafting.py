"""Questions for a partnership's own sections: drafted by a model, tried, used once somebody has read them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from langchain_core.messages import AIMessage
from typer.testing import CliRunner

from assistant import __main__ as cli
from assistant import chat as chatting
from assistant.chat import Chat, Limits
from assistant.coverage import load_coverage
from assistant.drafting import Drafted, Drafter, own_documents
from assistant.errors import ComposeFailed, Failure
from assistant.redact import Redactor, build_redactor
from assistant.retrieve import Retriever
from ingest.errors import DocumentError
from ingest.models import Source
from ingest.pipeline import build
from ingest.reader import Reader, Snapshot
from ingest.settings import IngestSettings
from ingest.sources.questions import (
    Questions,
    questions_file,
    read_questions,
    with_questions,
    write_questions,
)
from ingest.sources.register import load_register, unregistered
from ingest.workspace import Workspace, open_workspace
from tests.assistant.compose.scripted import ScriptedModel, calls, scripted
from tests.encoder import WordEncoder

LIMITS = Limits(seconds=10, tokens=3000)
HUB = "Which hub do I ring about a child at risk of harm?"
FORM = "What goes on the form when information was shared without consent?"
NOTHING = calls("Lines", questions=[])


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    return build_redactor(["Exampleshire"])


@pytest.fixture
def library(docs: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(docs, tmp_path / "docs"))


@pytest.fixture
def built(library: Path) -> Workspace:
    return build_of(library)


def build_of(library: Path) -> Workspace:
    settings = IngestSettings(docs_dir=library, index_dir=library.parent / "index")
    workspace = open_workspace(settings, WordEncoder())
    assert build(workspace, load_register(library).sources, library).ok
    return workspace


def asks(*lines: str) -> AIMessage:
    return calls("Lines", questions=list(lines))


def drafted(workspace: Workspace, redactor: Redactor, *script: AIMessage | Exception) -> Drafted:
    return drafted_by(scripted(*script), workspace, redactor)


def drafted_by(model: ScriptedModel, workspace: Workspace, redactor: Redactor) -> Drafted:
    reader = Reader(workspace)
    snapshot = reader.snapshot()
    drafter = Drafter(
        Chat(model, LIMITS),
        Retriever(reader, workspace.embedder),
        load_coverage(workspace.embedder.model_id),
        redactor.redact,
    )
    return drafter.draft(document_of(snapshot), snapshot)


def document_of(snapshot: Snapshot) -> Source:
    [source] = own_documents(snapshot, "exampleshire")
    return source


def test_a_line_is_kept_where_it_leads_to_its_own_section(built: Workspace, redactor: Redactor) -> None:
    found = drafted(built, redactor, asks(HUB, FORM), asks(FORM, HUB))

    assert found.lines == {"front-door": (HUB,), "consent-to-share-information": (FORM,)}
    assert (found.written, found.failed) == (4, 0)


@pytest.mark.parametrize(
    "line",
    [
        "When are the school holidays?",
        "Hub?",
        "Which hub do I ring about Kayleigh Smith, a child at risk of harm?",
        "Which <b>hub</b> do I ring about a child at risk of harm?",
        "Which hub at https://hub.example do I ring about a child at risk?",
        f"{HUB} " * 4,
    ],
)
def test_a_line_that_leads_elsewhere_or_is_no_plain_question_is_dropped(
    line: str, built: Workspace, redactor: Redactor
) -> None:
    found = drafted(built, redactor, asks(line), NOTHING)

    assert (found.lines, found.written) == ({}, 1)


def test_a_section_the_model_fails_at_is_counted_and_the_others_go_on(
    built: Workspace, redactor: Redactor
) -> None:
    refused = ComposeFailed(Failure.REFUSED, "it refused")

    found = drafted(built, redactor, refused, asks(FORM))

    assert (found.lines, found.failed) == ({"consent-to-share-information": (FORM,)}, 1)


def test_the_model_reads_the_section_as_material_and_nothing_else(
    built: Workspace, redactor: Redactor
) -> None:
    model = scripted(NOTHING, NOTHING)
    drafted_by(model, built, redactor)

    assert "<section>" in model.seen(0)
    assert "never followed" in model.seen(0)
    assert "Northmere" not in model.seen(0) + model.seen(1)


@pytest.mark.usefixtures("built")
def test_lines_are_searched_only_once_somebody_has_put_a_name_to_them(library: Path) -> None:
    document = library / "local" / "exampleshire" / "protocol.md"
    file = write_questions(document, {"front-door": [HUB]})

    assert asked_as(build_of(library)) == ()

    file.write_text(file.read_text(encoding="utf-8").replace("reviewed_by: null", "reviewed_by: A. Reader"))

    assert asked_as(build_of(library)) == (HUB,)
    assert unregistered(library, load_register(library)) == ()


def asked_as(workspace: Workspace) -> tuple[str, ...]:
    snapshot = Reader(workspace).snapshot()
    return tuple(line for section in snapshot.sections(document_of(snapshot).id) for line in section.asked_as)


def test_reviewed_lines_are_added_to_those_a_section_has(built: Workspace) -> None:
    snapshot = Reader(built).snapshot()
    first, *others = snapshot.sections(document_of(snapshot).id)
    first = replace(first, asked_as=("who do I ring",))

    reviewed = Questions(reviewed_by="me", sections={"front-door": (HUB,)})

    [added, *left] = with_questions([first, *others], reviewed)

    assert added.asked_as == ("who do I ring", HUB)
    assert left == others


def test_a_file_of_questions_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    document = tmp_path / "protocol.docx"
    questions_file(document).write_text("sections: [", encoding="utf-8")

    with pytest.raises(DocumentError, match=r"(?s)protocol\.docx\.questions\.yaml cannot be used .* mend it"):
        read_questions(document)


def test_without_a_language_model_the_command_says_which_setting_to_make() -> None:
    result = CliRunner().invoke(cli.app, ["draft-questions", "--partnership", "exampleshire"])

    assert result.exit_code == cli.REFUSED_EXIT
    assert "ASSISTANT_MODEL" in result.output


def test_the_command_writes_a_file_to_review_beside_each_document_and_leaves_one_that_stands(
    library: Path, built: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_MODEL", "openai:scripted")
    monkeypatch.setenv("INGEST_DOCS_DIR", str(library))
    monkeypatch.setenv("INGEST_INDEX_DIR", str(built.settings.index_dir))
    monkeypatch.setattr("ingest.workspace.load_embedder", lambda *_args: WordEncoder())
    chat = Chat(scripted(asks(HUB), asks(FORM)), LIMITS)
    monkeypatch.setattr(chatting, "open_chat", lambda _settings: chat)
    command = ["draft-questions", "--partnership", "exampleshire"]

    first, second = (CliRunner().invoke(cli.app, command) for _ in range(2))

    document = library / "local" / "exampleshire" / "protocol.md"
    written = yaml.safe_load(questions_file(document).read_text(encoding="utf-8"))
    assert "2 of 2 questions kept" in first.output
    assert written == {
        "reviewed_by": None,
        "sections": {"front-door": [HUB], "consent-to-share-information": [FORM]},
    }
    assert "has questions already" in second.output
