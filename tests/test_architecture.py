"""The rules the code keeps as a whole: who may import whom, and what importing may do."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("ingest", "assistant", "evals")
MODULES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST_FUNCTION_LINES = 40

# Who may know each engine: a file, or a folder where it ends in a slash.
HOMES = {
    "chromadb": ("ingest/index.py",),
    "sentence_transformers": (
        "ingest/embed.py",
        "assistant/rerank.py",
        "assistant/verification/entailment.py",
    ),
    "torch": (
        "ingest/embed.py",
        "evals/bench/low_rank.py",
        "evals/bench/query_encoder.py",
        "evals/bench/classifier.py",
    ),
    "transformers": ("ingest/embed.py",),
    "presidio_analyzer": ("assistant/redaction/engine.py",),
    "spacy": ("assistant/redaction/engine.py", "assistant/verification/grammar.py"),
    "langchain": ("assistant/chat.py", "assistant/compose/agent.py"),
    "langchain_openai": ("assistant/chat.py",),
    "langsmith": ("assistant/chat.py",),
    "openai": ("assistant/chat.py",),
    "xllamacpp": ("evals/local_model.py",),
    "docx": ("assistant/record/docx.py",),
    "reportlab": ("assistant/record/pdf.py",),
    "openpyxl": ("evals/tables.py", "evals/template.py", "evals/reporting/sheet.py"),
    "ray": ("ingest/engines/ray.py",),
    "scipy": ("evals/reporting/statistics.py",),
    "authlib": ("assistant/channels/web/identity/oidc.py",),
    "joserfc": ("assistant/channels/web/identity/oidc.py",),
    "httpx2": ("assistant/channels/web/identity/oidc.py",),
    "limits": ("assistant/identity/limiting.py",),
    "protego": ("ingest/sources/robots.py",),
    "stamina": ("ingest/sources/http.py",),
    "slack_bolt": ("assistant/channels/slack/",),
    "slack_sdk": ("assistant/channels/slack/",),
    "mcp": ("assistant/channels/mcp/",),
    "mcp_types": ("assistant/channels/mcp/",),
    "fastapi": ("assistant/channels/web/",),
    "starlette": ("assistant/channels/web/", "assistant/channels/mcp/", "assistant/channels/slack/http.py"),
}

# Seconds to import, or a way out of the machine; loaded when something is asked of them.
HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "chromadb",
    "presidio_analyzer",
    "spacy",
    "langchain",
    "openai",
    "ray",
)

# Built of an engine's classes, so themselves imported only where a redactor or a language model is set up.
LOADED_ON_USE = ("assistant/redaction/engine.py", "assistant/chat.py", "assistant/compose/agent.py")

GRAB_BAGS = {"utils", "util", "helpers", "helper", "common", "core", "manager", "misc"}

IMPORT_ALL = """
import importlib, json, socket, sys

def refuse(*_, **__):
    raise RuntimeError("importing opened a connection")

socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
for name in json.loads(sys.argv[1]):
    importlib.import_module(name)
print(json.dumps(sorted(set(sys.modules) & set(json.loads(sys.argv[2])))))
"""


def relative(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def parse(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def first_parts(file: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(parse(file))}


def module_name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize(("package", "above"), [("ingest", {"assistant", "evals"}), ("assistant", {"evals"})])
def test_imports_go_one_way(package: str, above: set[str]) -> None:
    against = {
        relative(file): sorted(first_parts(file) & (above | {"tests"}))
        for file in MODULES
        if file.is_relative_to(ROOT / package) and first_parts(file) & (above | {"tests"})
    }

    assert against == {}


@pytest.mark.parametrize(("engine", "homes"), HOMES.items())
def test_each_engine_is_known_in_one_place(engine: str, homes: tuple[str, ...]) -> None:
    users = [relative(file) for file in MODULES if engine in first_parts(file)]

    assert [user for user in users if not user.startswith(homes)] == []


def test_no_module_is_a_grab_bag() -> None:
    assert [
        relative(file) for file in MODULES if GRAB_BAGS & {file.stem, *relative(file).split("/")[:-1]}
    ] == []


def test_importing_everything_loads_no_engine_and_opens_no_connection() -> None:
    names = [module_name(file) for file in MODULES if relative(file) not in LOADED_ON_USE]
    loaded = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, json.dumps(names), json.dumps(HEAVY)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert loaded.returncode == 0, loaded.stderr
    assert json.loads(loaded.stdout.splitlines()[-1]) == []


def is_broad(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    named = {name.id for name in ast.walk(handler.type) if isinstance(name, ast.Name)}
    return bool(named & {"Exception", "BaseException"})


def broad_handlers(tree: ast.AST) -> Iterator[int]:
    handlers = (node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler))
    return (handler.lineno for handler in handlers if is_broad(handler))


def test_nothing_catches_every_exception() -> None:
    broad = [f"{relative(file)}:{line}" for file in MODULES for line in broad_handlers(parse(file))]

    assert broad == []


def mutable_state(tree: ast.Module) -> Iterator[int]:
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if is_mutable(value):
                if not (name.isupper() or name == "__all__"):
                    yield node.lineno
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value) if (
                value is not None and is_mutable(value)
            ):
                if not (name.isupper() or "Final" in ast.unparse(annotation)):
                    yield node.lineno
            case _:
                continue


def is_mutable(value: ast.expr) -> bool:
    literals = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
    makers = {"list", "dict", "set", "defaultdict", "Counter", "deque"}
    called = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in makers
    return called or isinstance(value, literals)


def rebinds_a_global(tree: ast.AST) -> Iterator[int]:
    return (node.lineno for node in ast.walk(tree) if isinstance(node, ast.Global))


def test_no_module_keeps_state() -> None:
    state = [
        f"{relative(file)}:{line}"
        for file in MODULES
        for tree in [parse(file)]
        for line in (*mutable_state(tree), *rebinds_a_global(tree))
    ]

    assert state == []


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_no_function_is_too_long_to_read_at_once() -> None:
    long = [
        f"{relative(file)}:{function.name} has {length(function)} lines"
        for file in (*MODULES, *TESTS)
        for function in functions(parse(file))
        if length(function) > LONGEST_FUNCTION_LINES
    ]

    assert long == []


# Written apart so that this file does not hold the words it looks for.
FOREIGN = re.compile(
    "|".join(
        [
            r"(?<![\w.])/(?:" + "|".join(["home", "root", "Users", "work", "opt"]) + r")/\w",
            "pypi" + r"\.org",
            "pytorch" + r"\.org",
            "pythonhosted" + r"\.org",
            r"\b(?:" + "|".join(["Chat" + "GPT", "Cop" + "ilot", "Cla" + "ude", "Anthro" + "pic"]) + r")\b",
            r"(?:written|generated|made) by (?:an? )?(?:" + "|".join(["AI", "LLM", "ag" + "ent"]) + r")\b",
        ]
    )
)
TEXTS = {".py", ".md", ".toml", ".txt", ".yaml", ".yml", ".html", ".css", ".js", ".example", ""}
LEFT_OUT = {".git", ".hypothesis", ".venv", ".env", "data", "runs", "build", "dist"}


def project_files() -> Iterator[Path]:
    for top in sorted(ROOT.iterdir()):
        if top.name not in LEFT_OUT and not top.name.endswith(("_cache", ".egg-info")):
            yield from (file for file in (top, *sorted(top.rglob("*"))) if is_ours(file))


def is_ours(file: Path) -> bool:
    return file.is_file() and "__pycache__" not in file.parts


def test_no_file_names_a_machine_a_registry_or_a_writer() -> None:
    found = [
        f"{relative(file)}: {match[0]}"
        for file in project_files()
        if file.suffix in TEXTS
        for match in FOREIGN.finditer(file.read_text(encoding="utf-8", errors="replace"))
    ]

    assert found == []
