"""The commands over a scripted assistant, as a program of its own."""

from assistant.__main__ import app
from assistant.settings import AssistantSettings
from tests.fakes import FakeAssistant


def build(_settings: AssistantSettings) -> FakeAssistant:
    return FakeAssistant()


if __name__ == "__main__":
    app(obj=build)
