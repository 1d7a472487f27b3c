"""The command line of ingest: build, status and check."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from ingest.documents import sections_in
from ingest.embed import load_embedder
from ingest.errors import IngestError
from ingest.pipeline import build as build_index
from ingest.settings import IngestSettings
from ingest.sources.register import Register, load_register, unregistered
from ingest.status import SourceStatus, source_statuses
from ingest.workspace import Workspace, open_workspace

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Embeds guidance and protocols.",
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@app.command()
def build(as_json: Json = False) -> None:
    """Brings the index up to date with guidance_docs/. Exit code 1 if a document could not be read."""
    with _clear_errors():
        settings = IngestSettings()
        register = load_register(settings.docs_dir)
        with _progress(hidden=as_json) as progress:
            report = build_index(_workspace(settings), register.sources, settings.docs_dir, progress)
    typer.echo(json.dumps(asdict(report)) if as_json else report.as_text())
    raise typer.Exit(0 if report.ok else 1)


@app.command()
def status(as_json: Json = False) -> None:
    """Shows what the index holds: each source with its version, review date and problems."""
    with _clear_errors():
        settings = IngestSettings()
        register = load_register(settings.docs_dir)
        statuses = source_statuses(_workspace(settings).catalogue, register, date.today())
    if as_json:
        typer.echo(json.dumps([one.as_json() for one in statuses]))
    else:
        Console().print(_table(statuses))


@app.command()
def check() -> None:
    """Reads the register and every document without building. Exit code 1 if there is a problem."""
    with _clear_errors():
        settings = IngestSettings()
        register = load_register(settings.docs_dir)
    problems = [*_unreadable(settings, register), *_unregistered(settings, register)]
    typer.echo("\n".join(problems) or f"{len(register.sources)} sources, no problem.")
    raise typer.Exit(1 if problems else 0)


def main() -> None:
    app()


def _workspace(settings: IngestSettings) -> Workspace:
    return open_workspace(settings, load_embedder(settings.model, settings.batch_size))


def _unreadable(settings: IngestSettings, register: Register) -> Iterator[str]:
    for source in register.sources:
        try:
            if source.path:
                sections_in(settings.docs_dir / source.path, source)
        except IngestError as error:
            yield f"{source.path}: {error}"


def _unregistered(settings: IngestSettings, register: Register) -> Iterator[str]:
    for path in unregistered(settings.docs_dir, register):
        yield f"{path}: not in sources.yaml; add an entry for it or remove the file"


@contextmanager
def _clear_errors() -> Iterator[None]:
    try:
        yield
    except IngestError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(2) from error
    except ValidationError as error:
        typer.echo(f"Error: the settings in the environment or .env are wrong: {_wrong(error)}", err=True)
        raise typer.Exit(2) from error


def _wrong(error: ValidationError) -> str:
    return "; ".join(
        _wrong_setting(f"INGEST_{'.'.join(map(str, one['loc'])).upper()}", one["input"], one["msg"])
        for one in error.errors()
    )


def _wrong_setting(name: str, value: object, message: str) -> str:
    # an address may hold a password
    return f"{name}: {message}" if "URL" in name else f"{name} is {value!r}: {message}"


@contextmanager
def _progress(hidden: bool) -> Iterator[_Bars]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=hidden) as progress:
        yield _Bars(progress)


class _Bars:
    """One bar a stage."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def __call__(self, stage: str, done: int, total: int) -> None:
        known = [task.id for task in self._progress.tasks if task.description == stage]
        task = known[0] if known else self._progress.add_task(stage, total=total)
        self._progress.update(task, completed=done, total=total)


def _table(statuses: tuple[SourceStatus, ...]) -> Table:
    table = Table("Source", "Scope", "Version", "In force from", "Review by", "Sections", "Problems")
    for one in statuses:
        source = one.source
        table.add_row(
            source.title,
            source.scope,
            source.version,
            str(source.effective_from or ""),
            str(source.review_by or ""),
            str(one.sections or "not held"),
            ", ".join(one.problems),
        )
    return table


if __name__ == "__main__":
    main()
