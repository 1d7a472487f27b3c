"""The tools by stdio over a library of a test: `python -m tests.assistant.mcp.served DOCS INDEX DB`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from pydantic import SecretStr

from assistant.build import assemble
from assistant.channels.mcp.answering import Tools
from assistant.channels.mcp.serving import asker_for, run_stdio
from assistant.settings import AssistantSettings
from ingest.settings import IngestSettings
from ingest.sources.register import load_register
from ingest.workspace import open_workspace
from tests.encoder import WordEncoder


def main(docs: Path, index: Path, database: Path) -> None:
    workspace = open_workspace(IngestSettings(docs_dir=docs, index_dir=index), WordEncoder())
    settings = AssistantSettings(_env_file=None, database_url=SecretStr(f"sqlite:///{database}"))
    assistant = assemble(settings, workspace, load_register(docs))
    run_stdio(Tools(assistant, date.today), asker_for(assistant, "exampleshire"))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
