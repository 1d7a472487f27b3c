"""Two editions of a partnership's own protocol, compared by whoever may read them and nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.build import assemble
from assistant.models import Question, Reach
from assistant.pipeline import Assistant
from assistant.settings import AssistantSettings
from ingest.pipeline import build
from ingest.settings import IngestSettings
from ingest.sources.register import load_register
from ingest.workspace import open_workspace
from tests.assistant.conftest import PARTNERSHIP, SOURCE
from tests.encoder import WordEncoder

WORDS = {"2024": "Ring the duty manager within five days.", "2026": "Ring the duty manager within one day."}
ASKED = "What changed between the 2024 and the 2026 escalation protocol guidance?"


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    docs, entries = tmp_path / "docs", ""
    (docs / "local" / "north").mkdir(parents=True)
    (docs / "local" / "north" / "partnership.yaml").write_text(PARTNERSHIP.format(id="north", name="North"))
    for year, words in WORDS.items():
        path = f"local/north/escalation-{year}.md"
        (docs / path).write_text(f"# Escalation protocol ({year})\n\n## Who to ring {{#ring}}\n\n{words}\n")
        entries += SOURCE.format(
            id=f"escalation-{year}",
            title=f"Escalation protocol ({year})",
            authority="local_protocol",
            path=path,
        )
        entries += "    partnership: north\n    access: partnership\n"
        entries += "    superseded_by: escalation-2026\n" if year == "2024" else ""
    (docs / "sources.yaml").write_text("sources:" + entries)
    register = load_register(docs)
    workspace = open_workspace(IngestSettings(docs_dir=docs, index_dir=tmp_path / "index"), WordEncoder())
    assert build(workspace, register.sources, docs).ok
    settings = AssistantSettings(database_url=SecretStr(f"sqlite:///{tmp_path / 'answers.db'}"))
    return assemble(settings, workspace, register)


def test_whoever_may_read_both_is_told_what_changed(assistant: Assistant) -> None:
    told = assistant.ask(Question(ASKED, partnership="north", reach=Reach(frozenset({"north"}))))

    assert {one.quote for one in told.citations} == set(WORDS.values())


@pytest.mark.parametrize("partnership", ["north", None])
def test_whoever_may_not_is_told_nothing_of_either(assistant: Assistant, partnership: str | None) -> None:
    told = assistant.ask(Question(ASKED, partnership=partnership, reach=Reach(frozenset({"south"}))))

    assert told.citations == ()
    assert "duty manager" not in told.model_dump_json()
