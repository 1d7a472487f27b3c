"""Settings are read when they are made, bounded, and say what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.errors import ConfigurationError
from assistant.settings import AssistantSettings
from assistant.store.engine import open_engine


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults_serve_this_machine_only() -> None:
    settings = AssistantSettings()

    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.allowed_hosts == ("127.0.0.1", "localhost", "::1")


def test_the_environment_wins_over_the_env_file(
    in_an_empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (in_an_empty_folder / ".env").write_text("ASSISTANT_PORT=9000\nASSISTANT_RETENTION_DAYS=30\n")
    monkeypatch.setenv("ASSISTANT_PORT", "9001")

    settings = AssistantSettings()

    assert (settings.port, settings.retention_days) == (9001, 30)


def test_an_unknown_key_of_ours_in_the_env_file_is_refused(in_an_empty_folder: Path) -> None:
    (in_an_empty_folder / ".env").write_text("ASSISTANT_PROT=9000\n")

    with pytest.raises(ValidationError, match="prot"):
        AssistantSettings()


def test_keys_of_other_programs_in_the_env_file_are_left_alone(in_an_empty_folder: Path) -> None:
    (in_an_empty_folder / ".env").write_text("INGEST_DOCS_DIR=somewhere\n")

    assert AssistantSettings().port == 8000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ASSISTANT_PORT", "70000"),
        ("ASSISTANT_RETENTION_DAYS", "0"),
        ("ASSISTANT_MAX_QUESTION_CHARS", "1000000"),
        ("ASSISTANT_CONCURRENT_QUESTIONS", "0"),
        ("ASSISTANT_PARTNERSHIP", "Not A Slug"),
    ],
)
def test_values_out_of_bounds_are_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError):
        AssistantSettings()


def test_host_names_are_given_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_ALLOWED_HOSTS", "guidance.example, LOCALHOST")

    assert AssistantSettings().allowed_hosts == ("guidance.example", "localhost")


def test_the_database_password_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", "postgresql://user:hunter2@host/name")

    assert "hunter2" not in f"{AssistantSettings()!r} {AssistantSettings().model_dump_json()}"


def test_a_database_folder_that_cannot_be_made_is_named_with_its_setting(in_an_empty_folder: Path) -> None:
    taken = in_an_empty_folder / "data"
    taken.write_text("a file")

    with pytest.raises(ConfigurationError, match="ASSISTANT_DATABASE_URL") as caught:
        open_engine(f"sqlite:///{taken}/kept/answers.db")

    assert f"{taken}/kept" in str(caught.value)
