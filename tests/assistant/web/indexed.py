"""The commands over the library that the environment names, with the encoder of the tests."""

from assistant.__main__ import app
from assistant.build import assemble
from assistant.pipeline import Assistant
from assistant.settings import AssistantSettings
from ingest.settings import IngestSettings
from ingest.sources.register import load_register
from ingest.workspace import open_workspace
from tests.encoder import WordEncoder


def build(settings: AssistantSettings) -> Assistant:
    ingest = IngestSettings()
    return assemble(settings, open_workspace(ingest, WordEncoder()), load_register(ingest.docs_dir))


if __name__ == "__main__":
    app(obj=build)
