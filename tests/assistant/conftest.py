"""A small library of two partnerships, really built, and an assistant over it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.build import assemble
from assistant.pipeline import Assistant
from assistant.settings import AssistantSettings
from ingest.pipeline import build
from ingest.settings import IngestSettings
from ingest.sources.register import Register, load_register
from ingest.workspace import Workspace, open_workspace
from tests.encoder import WordEncoder

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

NATIONAL = """# Sharing guidance

## Golden rule 3: consent {#rule-3}

Consent is not needed to share information about a child at risk of harm. However, tell the family first
unless telling them would raise the risk.

## Golden rule 7: records {#rule-7}

Record the decision to share or not to share information and the reasons for the decision.
"""
LOCAL = """# {name} protocol

## Front door

{name} practitioners ring the {name} hub about a child at risk of harm on the day they are worried.

## Consent to share information

{name} practitioners record on the {name} form why information about a child at risk was shared without
consent.
"""
SOURCE = """
  - id: {id}
    title: {title}
    publisher: Tests
    url: https://example.org/{id}
    authority: {authority}
    licence: MIT
    version: "2026"
    path: {path}
"""
PARTNERSHIP = """
id: {id}
name: {name} Safeguarding Children Partnership
area: {name}
sample: true
front_door: {{name: {name} hub, phone: "01632 960001"}}
out_of_hours: {{name: {name} duty team, phone: "01632 960002"}}
"""


@pytest.fixture(scope="session")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    entries = [
        SOURCE.format(id="sharing", title="Sharing guidance", authority="law", path="national/sharing.md")
    ]
    (folder / "national").mkdir()
    (folder / "national" / "sharing.md").write_text(NATIONAL, encoding="utf-8")
    for name in ("Exampleshire", "Northmere"):
        entries.append(_write_partnership(folder, name))
    (folder / "sources.yaml").write_text("sources:" + "".join(entries), encoding="utf-8")
    return folder


def _write_partnership(folder: Path, name: str) -> str:
    key = name.lower()
    home = folder / "local" / key
    home.mkdir(parents=True)
    (home / "partnership.yaml").write_text(PARTNERSHIP.format(id=key, name=name), encoding="utf-8")
    (home / "protocol.md").write_text(LOCAL.format(name=name), encoding="utf-8")
    path = f"local/{key}/protocol.md"
    fields = SOURCE.format(
        id=f"{key}-protocol", title=f"{name} protocol", authority="local_protocol", path=path
    )
    return f"{fields}    partnership: {key}\n    access: partnership\n"


@pytest.fixture(scope="session")
def register(docs: Path) -> Register:
    return load_register(docs)


@pytest.fixture(scope="session")
def workspace(docs: Path, register: Register) -> Workspace:
    settings = IngestSettings(docs_dir=docs, index_dir=docs.parent / "index")
    opened = open_workspace(settings, WordEncoder())
    assert build(opened, register.sources, docs).ok
    return opened


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("answers") / "answers.db"


@pytest.fixture(scope="session")
def assistant(workspace: Workspace, register: Register, database: Path) -> Assistant:
    settings = AssistantSettings(database_url=SecretStr(f"sqlite:///{database}"), remembered_questions=0)
    return assemble(settings, workspace, register)
