"""Evals at the command line: `python -m evals bench guidance|scifact|speed`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import track

from assistant.errors import AssistantError
from evals.bench import guidance as guidance_bench
from evals.bench import scifact as scifact_bench
from evals.bench import speed as speed_bench
from evals.bench.corpus import corpus_of_folder, corpus_of_texts
from evals.bench.workspace import throw_away, workspace
from evals.dataset import load_cases, load_collection
from evals.errors import EvalError
from evals.report import Report, as_json, as_table
from evals.settings import EvalSettings
from ingest.errors import IngestError

Item = TypeVar("Item")
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, and no progress bar.")]
Docs = Annotated[Path, typer.Option(help="Folder of documents to ingest.")]
Questions = Annotated[Path, typer.Option(help="Questions with gold quotes, one JSON object a line.")]
Data = Annotated[Path | None, typer.Option(help="SciFact's folder; default EVALS_SCIFACT_DIR.")]
SpeedDocs = Annotated[Path | None, typer.Option(help="Folder of documents; default EVALS_DOCS_DIR.")]

app = typer.Typer(help="Measure the assistant.", no_args_is_help=True, pretty_exceptions_enable=False)
bench = typer.Typer(help="Benchmarks over a throw-away index.", no_args_is_help=True)
app.add_typer(bench, name="bench")


@app.callback()
def main() -> None:
    """Measure the assistant."""


@bench.command()
def guidance(docs: Docs, questions: Questions, json: Json = False) -> None:
    """Practitioners' questions over a folder of documents: recall by words read, and what answers show."""

    def run() -> Report:
        cases = load_cases(questions)
        with workspace(partial(corpus_of_folder, docs), json) as (subject, built):
            measured = guidance_bench.measure(_watched(cases, "Asking", json), subject)
        return {**measured, "documents": built.documents, "failed": [one.path for one in built.failed]}

    _present("guidance", run, json)


@bench.command()
def scifact(data: Data = None, json: Json = False) -> None:
    """A public ranking benchmark of formal wording, with the settings that serve."""

    def run() -> Report:
        collection = load_collection(data or EvalSettings().scifact_dir)
        with workspace(partial(corpus_of_texts, collection.documents), json) as (subject, built):
            queries = _watched(collection.queries, "Retrieving", json)
            measured = scifact_bench.measure(queries, collection.relevant, subject.retriever)
        return {**measured, "documents": built.documents}

    _present("scifact", run, json)


@bench.command()
def speed(docs: SpeedDocs = None, json: Json = False) -> None:
    """Ratios of one run: building, asking, serving."""

    def run() -> Report:
        folder = docs or speed_bench.default_docs(EvalSettings())
        with throw_away(partial(corpus_of_folder, folder)) as place:
            return {"docs": str(folder), **speed_bench.measure(place, json)}

    _present("speed", run, json)


def _watched(items: Sequence[Item], doing: str, quiet: bool) -> Iterable[Item]:
    return track(items, doing, console=Console(stderr=True), disable=quiet, transient=True)


def _present(title: str, run: Callable[[], Report], json: bool) -> None:
    try:
        report = run()
    except (EvalError, IngestError, AssistantError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error
    if json:
        typer.echo(as_json(report))
        return
    Console().print(as_table(title, report))


if __name__ == "__main__":
    app()
