"""Evals at the command line: `python -m evals template|check|run|report|compare` and others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from threading import Event
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import track

from assistant.retrieve import Retriever
from assistant.understanding.words import load_words
from evals.bench import classifier as classifier_bench
from evals.bench import coverage as coverage_bench
from evals.bench import guidance as guidance_bench
from evals.bench import ingest as ingest_bench
from evals.bench import load as load_bench
from evals.bench import query_encoder as query_encoder_bench
from evals.bench import says as says_bench
from evals.bench import scifact as scifact_bench
from evals.bench import speed as speed_bench
from evals.bench import verification as verification_bench
from evals.bench.corpus import corpus_of_folder, corpus_of_texts
from evals.bench.dataset import load_collection, load_questions
from evals.bench.figures import Figures, as_json, as_table
from evals.bench.ingest import EncoderName
from evals.bench.workspace import throw_away, workspace
from evals.commands import add_runs, clear_errors
from evals.hearing.listener import Listener
from evals.judge import judge_agreement, open_judge
from evals.library import read_library
from evals.local_model import MODELS, ModelName, fetch, served, settings_for
from evals.reading import Reading, read_cases
from evals.reporting.commands import add_to
from evals.settings import EvalSettings
from evals.template import write_template
from ingest.embed import load_embedder
from ingest.reader import Reader
from ingest.settings import IngestSettings
from ingest.sources.register import load_register
from ingest.workspace import open_index

Item = TypeVar("Item")
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, and no progress bar.")]
Docs = Annotated[Path, typer.Option(help="Folder of documents to ingest.")]
Questions = Annotated[Path, typer.Option(help="Questions with gold quotes, one JSON object a line.")]
Data = Annotated[Path | None, typer.Option(help="SciFact's folder; default EVALS_SCIFACT_DIR.")]
SpeedDocs = Annotated[Path | None, typer.Option(help="Folder of documents; default EVALS_DOCS_DIR.")]

Write = Annotated[bool, typer.Option("--write", help="Write what was fitted to where it is read.")]
Documents = Annotated[int, typer.Option(min=4, help="How many to generate, of 600 to 3,000 words each.")]
Encoder = Annotated[EncoderName, typer.Option(help="fast: a model that costs nothing, for the rest's sake.")]

Askers = Annotated[int, typer.Option(min=1, max=1000, help="How many ask at the same time.")]
Seconds = Annotated[int, typer.Option(min=1, help="How long they ask.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Processes of the server that they ask.")]

Judge = Annotated[str | None, typer.Option(help="The agreement of this language model instead.")]
ModelChoice = Annotated[ModelName, typer.Option("--model", help="Which model: smollm2 writes badly.")]
Cases = Annotated[
    Path, typer.Argument(help="A file of cases (.xlsx, .csv, .jsonl, .yaml) or a folder of them.")
]
NewCases = Annotated[Path, typer.Argument(help="The workbook to write, such as cases.xlsx.")]
Library = Annotated[Path | None, typer.Option("--docs", help="The library's folder; default the one served.")]

Models = Annotated[Path, typer.Option(help="Folder the models are kept in.")]
ModelPort = Annotated[int, typer.Option(min=0, max=65535, help="Port to serve at; 0 takes a free one.")]

app = typer.Typer(help="Measure the assistant.", no_args_is_help=True, pretty_exceptions_enable=False)
bench = typer.Typer(help="Benchmarks over a throw-away index.", no_args_is_help=True)
app.add_typer(bench, name="bench")
add_to(app)
add_runs(app)


@app.callback()
def main() -> None:
    """Measure the assistant."""


@bench.command()
def guidance(docs: Docs, questions: Questions, json: Json = False) -> None:
    """Practitioners' questions over a folder of documents: recall by words read, and what answers show."""

    def run() -> Figures:
        asked = load_questions(questions)
        with workspace(partial(corpus_of_folder, docs), json) as (subject, built):
            measured = guidance_bench.measure(_watched(asked, "Asking", json), subject)
        return {**measured, "documents": built.documents, "failed": [one.path for one in built.failed]}

    _present("guidance", run, json)


@bench.command()
def scifact(data: Data = None, json: Json = False) -> None:
    """A public ranking benchmark of formal wording, with the settings that serve."""

    def run() -> Figures:
        collection = load_collection(data or EvalSettings().scifact_dir)
        with workspace(partial(corpus_of_texts, collection.documents), json) as (subject, built):
            queries = _watched(collection.queries, "Retrieving", json)
            measured = scifact_bench.measure(queries, collection.relevant, subject.retriever)
        return {**measured, "documents": built.documents}

    _present("scifact", run, json)


@bench.command()
def speed(docs: SpeedDocs = None, json: Json = False) -> None:
    """Ratios of one run: building, asking, serving."""

    def run() -> Figures:
        folder = docs or speed_bench.default_docs(EvalSettings())
        with throw_away(partial(corpus_of_folder, folder)) as place:
            return {"docs": str(folder), **speed_bench.measure(place, json)}

    _present("speed", run, json)


@bench.command()
def load(
    docs: SpeedDocs = None,
    askers: Askers = 64,
    seconds: Seconds = 60,
    workers: Workers = 1,
    json: Json = False,
) -> None:
    """Many askers at once, against one alone and against the encoder alone."""

    def run() -> Figures:
        folder = docs or Path("guidance_docs")
        with throw_away(partial(corpus_of_folder, folder)) as place:
            return {"docs": str(folder), **load_bench.measure(place, askers, seconds, workers, json)}

    _present("load", run, json)


@bench.command()
def verification(json: Json = False) -> None:
    """Written statements with what they cite: how many false ones are caught, how many true ones kept."""

    def run() -> Figures:
        sets = verification_bench.SETS
        return {name: verification_bench.measure(verification_bench.load_groups(name)) for name in sets}

    _present("verification", run, json)


@bench.command()
def says(judge: Judge = None, write: Write = False, json: Json = False) -> None:
    """Fits, on labelled pairs of statement and text, what the content metrics hear, and how well they do."""

    def run() -> Figures:
        pairs = says_bench.load_pairs()
        if judge:
            return judge_agreement(open_judge(judge).chat, [pair for pair in pairs if pair.held_out])
        settings = IngestSettings()
        listener = Listener(load_embedder(settings.model, settings.batch_size))
        fitted, report = says_bench.measure(pairs, listener)
        return {**report, "written": str(says_bench.write(fitted))} if write else report

    _present("says", run, json)


@bench.command()
def classifier(write: Write = False, json: Json = False) -> None:
    """Fits, on written messages, what tells danger and what asks for a meaning; takes minutes."""

    def run() -> Figures:
        settings = IngestSettings()
        encoder = load_embedder(settings.model, settings.batch_size)
        messages = classifier_bench.gather()
        fitted = classifier_bench.fit(messages, encoder)
        report = classifier_bench.measure(messages, fitted, encoder)
        if not write:
            return report
        return {**report, "written": str(classifier_bench.write(fitted, encoder.model_id))}

    _present("classifier", run, json)


@bench.command("query-encoder")
def query_encoder(write: Write = False, json: Json = False) -> None:
    """Fits, on the library's ways of asking as they are indexed, what encodes questions; takes minutes."""

    def run() -> Figures:
        settings = IngestSettings()
        encoder = load_embedder(settings.model, settings.batch_size)
        found = query_encoder_bench.gather(Reader(open_index(settings)).snapshot(), encoder)
        report: Figures = asdict(query_encoder_bench.measure(found, encoder))
        if not write:
            return report
        fitting = query_encoder_bench.fit(found, encoder)
        return {**report, "written": str(query_encoder_bench.write(fitting, encoder.model_id))}

    _present("query-encoder", run, json)


@bench.command()
def coverage(write: Write = False, json: Json = False) -> None:
    """Fits, on written questions over the library as it is indexed, when an answer is refused."""

    def run() -> Figures:
        settings = IngestSettings()
        opened = open_index(settings)
        reader = Reader(opened)
        watched = partial(_watched, doing="Asking", quiet=json)
        seen = coverage_bench.gather(
            coverage_bench.with_cases(coverage_bench.written_questions()),
            Retriever(reader, opened.embedder),
            reader.snapshot(),
            load_words(settings.docs_dir, load_register(settings.docs_dir)),
            watched,
        )
        fitted, report = coverage_bench.fit(seen, opened.embedder.model_id)
        return {**report, "written": str(coverage_bench.write(fitted))} if write else report

    _present("coverage", run, json)


@bench.command()
def ingest(documents: Documents = 2000, encoder: Encoder = EncoderName.REAL, json: Json = False) -> None:
    """A large generated library: the build against the bare encoder, its memory, and building again."""
    _present("ingest", lambda: ingest_bench.measure(documents, encoder, json), json)


@app.command()
def llm(
    model: ModelChoice = ModelName.QWEN, port: ModelPort = 8081, folder: Models = Path("data/models")
) -> None:
    """Fetch a small language model, serve it on this machine, and print the settings that use it."""
    chosen = MODELS[model]
    with clear_errors(), served(fetch(chosen, folder), port) as base_url:
        typer.echo(settings_for(chosen, base_url))
        Event().wait()


@app.command()
def template(path: NewCases) -> None:
    """Write a workbook of example cases to start from."""
    with clear_errors():
        write_template(path)
    typer.echo(f"{path}: five example cases; write over them, then run: python -m evals check {path}")


@app.command()
def check(path: Cases, docs: Library = None) -> None:
    """Name everything that is wrong with cases: exit 0 if nothing is, 1 if something is, 2 if unreadable."""
    with clear_errors():
        reading = read_cases(path, read_library(docs or IngestSettings().docs_dir))
    _tell(reading)
    if not reading.problems:
        typer.echo(f"Next: python -m evals run {path}")
    raise typer.Exit(1 if reading.problems else 0)


def _tell(reading: Reading) -> None:
    for warning in reading.warnings:
        typer.echo(f"warning: {warning}", err=True)
    for problem in reading.problems:
        typer.echo(problem)
    typer.echo(f"{_counted(len(reading.cases), 'case')} read, {_counted(len(reading.problems), 'problem')}")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _watched(items: Sequence[Item], doing: str, quiet: bool) -> Iterable[Item]:
    return track(items, doing, console=Console(stderr=True), disable=quiet, transient=True)


def _present(title: str, run: Callable[[], Figures], json: bool) -> None:
    with clear_errors():
        report = run()
    if json:
        typer.echo(as_json(report))
    else:
        Console().print(as_table(title, report))


if __name__ == "__main__":
    app()
