"""What the README and .env.example say about the code is what the code is."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from assistant.channels.slack.settings import SlackSettings
from assistant.identity.settings import SignInSettings
from assistant.settings import AssistantSettings
from evals.settings import EvalSettings
from ingest.documents import sections_in
from ingest.settings import IngestSettings
from ingest.sources.register import load_register

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS: tuple[type[BaseSettings], ...] = (
    IngestSettings,
    AssistantSettings,
    SignInSettings,
    SlackSettings,
    EvalSettings,
)
FIELDS = [
    (f"{settings.model_config.get('env_prefix', '')}{name.upper()}", field)
    for settings in SETTINGS
    for name, field in settings.model_fields.items()
]
LEAVES = {"errors.py", "models.py", "settings.py", "__init__.py", "__main__.py"}


def default_of(field: FieldInfo) -> str:
    value = field.default
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return ",".join(value)
    return "" if value is None else str(value)


def explained(field: FieldInfo) -> str:
    text = (field.description or "").rstrip(".")
    return text[:1].upper() + text[1:]


def table_row(name: str, field: FieldInfo) -> str:
    default = default_of(field)
    return f"| `{name}` | {f'`{default}`' if default else 'none'} | {explained(field)} |"


def section(heading: str) -> str:
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", README, re.DOTALL | re.MULTILINE)
    assert found, f"README.md has no section {heading!r}"
    return found[1]


def tree_paths() -> list[str]:
    """The paths of the layout's indented tree; several names on a line are siblings."""
    block = re.search(r"```\n(.*?)```", section("Layout"), re.DOTALL)
    assert block, "the layout has no tree"
    paths: list[str] = []
    folders: list[str] = []
    for line in block[1].splitlines():
        names = re.split(r"\s{2,}", line.strip())[0].split()
        del folders[(len(line) - len(line.lstrip())) // 2 :]
        paths += ["".join(folders) + name for name in names]
        folders.append(names[0])
    return paths


def make_targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))


def test_everything_in_the_tree_exists() -> None:
    assert [path for path in tree_paths() if not (ROOT / path).exists()] == []


def test_every_package_and_stage_is_in_the_tree() -> None:
    listed = {path.rstrip("/") for path in tree_paths()}
    stages = {
        file.relative_to(ROOT).as_posix()
        for package in ("ingest", "assistant", "evals")
        for file in (ROOT / package).iterdir()
        if file.name not in LEAVES and (file.suffix == ".py" or (file / "__init__.py").exists())
    }

    assert stages - listed == set()


def test_every_make_command_is_told_and_exists() -> None:
    told = set(re.findall(r"\bmake\s+([a-z]+(?:-[a-z]+)*)", section("Start") + section("Develop")))

    assert told == make_targets()


def test_the_test_command_of_the_readme_is_what_continuous_integration_runs() -> None:
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert "make test" in section("Start")
    assert "make test" in run.splitlines()


def test_the_settings_table_is_the_settings() -> None:
    rows = [line for line in section("Settings").splitlines() if line.startswith("| `")]

    assert rows == [table_row(name, field) for name, field in FIELDS]


@pytest.mark.parametrize(("name", "field"), FIELDS, ids=[name for name, _ in FIELDS])
def test_the_example_environment_explains_each_setting(name: str, field: FieldInfo) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert f"# {explained(field)}.\n#{name}={default_of(field)}\n" in example


def test_the_example_environment_names_no_other_setting() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert re.findall(r"^#([A-Z_]+)=", example, re.MULTILINE) == [name for name, _ in FIELDS]


def test_relative_links_of_the_readme_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)\)", README)

    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_quote_of_the_readmes_example_stands_in_the_library() -> None:
    example = README.split("<!-- example:start -->")[1].split("<!-- example:end -->")[0]
    quotes = [" ".join(quote.split()) for quote in re.findall(r"“(.+?)”", example, re.DOTALL)]
    docs = ROOT / "guidance_docs"
    sources = [source for source in load_register(docs).sources if source.path]
    held = [one.text for source in sources for one in sections_in(docs / str(source.path), source)]

    assert len(quotes) >= 5
    assert [quote for quote in quotes if not any(quote in " ".join(text.split()) for text in held)] == []
