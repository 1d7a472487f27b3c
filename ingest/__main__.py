"""The command line of ingest: add, sync, build, status and check."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from ingest.catalogue import open_catalogue
from ingest.diff import Difference, differences
from ingest.documents import sections_in
from ingest.errors import IngestError
from ingest.models import Section
from ingest.pipeline import build as build_index
from ingest.problems import in_words
from ingest.settings import EngineName, IngestSettings
from ingest.sources.adding import Outcome, Row, add_folder
from ingest.sources.connectors import connectors, open_web
from ingest.sources.details import Details
from ingest.sources.fetched import FetchedStore
from ingest.sources.overlay import overlaid
from ingest.sources.previewing import bound_this_process, previewed
from ingest.sources.register import Register, load_register, unregistered
from ingest.status import SourceStatus, source_statuses
from ingest.sync import Synced
from ingest.sync import sync as sync_sources
from ingest.workspace import open_index

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Embeds guidance and protocols.",
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
ProgressJson = Annotated[bool, typer.Option("--progress-json", help="Tell each step as a line of JSON.")]
Engine = Annotated[EngineName | None, typer.Option(help="Where to embed; default INGEST_ENGINE.")]


@app.command()
def build(engine: Engine = None, as_json: Json = False, progress_json: ProgressJson = False) -> None:
    """Brings the index up to date with guidance_docs/. Exit code 1 if a document could not be read."""
    with _clear_errors():
        settings = IngestSettings() if engine is None else IngestSettings(engine=engine)
        register = load_register(settings.docs_dir)
        sources = overlaid(register.sources, settings.docs_dir, FetchedStore(settings.fetched_dir))
        with nullcontext(_say_step) if progress_json else _progress(hidden=as_json) as progress:
            report = build_index(open_index(settings), sources, settings.docs_dir, progress)
    if progress_json:
        typer.echo(json.dumps({"step": "finished", "said": replace(report, flagged=()).as_text()}))
    else:
        typer.echo(json.dumps(report.as_json()) if as_json else report.as_text())
    raise typer.Exit(0 if report.ok else 1)


@app.command()
def sync(
    sources: Annotated[list[str] | None, typer.Argument(help="Ids of sources; without any, all.")] = None,
    as_json: Json = False,
) -> None:
    """Fetches the official texts that sources.yaml names. Exit code 1 if one could not be fetched."""
    with _clear_errors():
        settings = IngestSettings()
        register = load_register(settings.docs_dir)
        chosen = tuple(map(register.source, sources or ())) or register.sources
        store = FetchedStore(settings.fetched_dir)
        with open_web(settings) as web, _progress(hidden=as_json) as progress:
            results = sync_sources(chosen, connectors(settings, web), store, progress)
    if as_json:
        typer.echo(json.dumps([one.as_json() for one in results]))
    else:
        Console().print(_synced(results))
        if any(one.changes_the_library for one in results):
            typer.echo("Next: python -m ingest build")
    raise typer.Exit(1 if any(one.outcome == "failed" for one in results) else 0)


@app.command()
def status(as_json: Json = False) -> None:
    """Shows what the index holds: each source with its version, age, review date and problems."""
    with _clear_errors():
        settings = IngestSettings()
        register = load_register(settings.docs_dir)
        fetched = FetchedStore(settings.fetched_dir)
        sources = overlaid(register.sources, settings.docs_dir, fetched)
        statuses = source_statuses(open_index(settings).catalogue, sources, fetched, date.today())
    if as_json:
        typer.echo(json.dumps([one.as_json() for one in statuses]))
    else:
        Console().print(_table(statuses))


@app.command()
def diff(
    source: Annotated[str | None, typer.Argument(help="A source's id; without one, all of them.")] = None,
    as_json: Json = False,
) -> None:
    """Shows what changed in each source: since the text fetched before, else since the build before."""
    with _clear_errors():
        settings = IngestSettings()
        register = load_register(settings.docs_dir)
        sources = (register.source(source),) if source else register.sources
        catalogue = open_catalogue(settings.catalogue)
        found = tuple(differences(sources, FetchedStore(settings.fetched_dir), catalogue))
    if as_json:
        typer.echo(json.dumps([one.as_json() for one in found]))
    elif found:
        Console().print(_differences(found))
    else:
        typer.echo("Nothing changed.")


@app.command()
def check() -> None:
    """Reads the register and every document without building. Exit code 1 if there is a problem."""
    with _clear_errors():
        settings = IngestSettings()
        register = load_register(settings.docs_dir)
    problems = [*_unsound(settings, register), *_unregistered(settings, register)]
    typer.echo("\n".join(problems) or f"{len(register.sources)} sources, no problem.")
    raise typer.Exit(1 if problems else 0)


@app.command()
def add(  # noqa: PLR0913 - each is an option of the command line
    folder: Annotated[Path, typer.Argument(help="The folder with the Word, PDF, HTML or Markdown files.")],
    *,
    partnership: Annotated[str, typer.Option(help="The partnership's id, as in north-county.")],
    name: Annotated[str | None, typer.Option(help="Its name, when it is new.")] = None,
    area: Annotated[str | None, typer.Option(help="Its area.")] = None,
    front_door: Annotated[str | None, typer.Option(help="The front door's telephone number.")] = None,
    out_of_hours: Annotated[str | None, typer.Option(help="The number outside office hours.")] = None,
    page: Annotated[str | None, typer.Option(help="The web page its protocols are published on.")] = None,
) -> None:
    """Registers a folder of a partnership's documents. Exit code 1 if one could not be read."""
    details = Details(partnership, name, area, front_door, out_of_hours, page)
    with _clear_errors():
        settings = IngestSettings()
        details = _asked_for(details, load_register(settings.docs_dir))
        rows = add_folder(settings.docs_dir, folder, details, date.today())
    Console().print(_added(rows))
    typer.echo("Next: python -m ingest build")
    raise typer.Exit(1 if any(row.outcome is Outcome.UNREADABLE for row in rows) else 0)


@app.command()
def preview(
    folder: Annotated[Path, typer.Argument(help="The folder with one document.")],
    *,
    partnership: Annotated[str, typer.Option(help="The partnership's id, as in north-county.")],
    page: Annotated[str | None, typer.Option(help="The web page its protocols are published on.")] = None,
    limited: Annotated[
        bool, typer.Option("--limited", help="With bounds on memory and time, for a stranger's document.")
    ] = False,
) -> None:
    """Prints, as JSON, what a document would be in the library: its entry, its sections and their anchors."""
    if limited:
        bound_this_process()
    with _clear_errors():
        settings = IngestSettings()
        row, sections = previewed(settings.docs_dir, folder, Details(partnership, page=page), date.today())
    source = row.source.model_dump(mode="json", exclude_unset=True) if row.source else None
    found = {"outcome": row.outcome, "notes": row.notes, "source": source}
    typer.echo(json.dumps({**found, "sections": [asdict(section) for section in sections]}))
    raise typer.Exit(0 if row.source else 1)


def main() -> None:
    app()


def is_terminal() -> bool:
    return sys.stdin.isatty()


def _asked_for(details: Details, register: Register) -> Details:
    """The details with what is missing asked for, where there is somebody to ask."""
    if not is_terminal():
        return details
    wanted = {field: field.replace("_", " ").capitalize() for field in details.needed(register)}
    return replace(details, **{field: typer.prompt(question) for field, question in wanted.items()})


def _unsound(settings: IngestSettings, register: Register) -> Iterator[str]:
    """Documents that cannot be read, and sections to be read with one that nothing has."""
    sections: list[Section] = []
    for source in register.sources:
        try:
            if source.path:
                sections += sections_in(settings.docs_dir / source.path, source)
        except IngestError as error:
            yield f"{source.path}: {error}"
    known = {section.id for section in sections}
    for section in sections:
        for missing in sorted(set(section.read_with) - known):
            fix = "name a section as #fragment or document#fragment"
            yield f"{section.id}: read_with: {missing!r}: no document that can be read has it: {fix}"


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


def _say_step(stage: str, done: int, total: int) -> None:
    """On standard output, for a program that has started the build."""
    typer.echo(json.dumps({"step": stage, "done": done, "total": total}))


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


def _synced(results: Sequence[Synced]) -> Table:
    table = Table("Source", "Outcome", "Version", "Published", "What changed, or what is wrong")
    for one in results:
        record = one.record
        version, published = (record.version, record.published) if record else ("", None)
        note = one.problem or (record.change_note if record and one.outcome != "unchanged" else None)
        table.add_row(one.title, one.outcome, version, str(published or ""), note or "")
    return table


def _table(statuses: tuple[SourceStatus, ...]) -> Table:
    table = Table("Source", "Scope", "Version", "In force from", "Age", "Review by", "Sections", "Problems")
    for one in statuses:
        source = one.source
        table.add_row(
            source.title,
            source.scope,
            source.version,
            str(source.effective_from or ""),
            f"{one.age_days} days" if one.age_days is not None else "",
            str(source.review_by or ""),
            str(one.sections or "not held"),
            escape("; ".join(map(in_words, one.problems))),
        )
    return table


def _differences(found: Sequence[Difference]) -> Table:
    table = Table("Source", "Section", "Change", "Removed", "Added", show_lines=True)
    for one in found:
        for change in one.changes:
            table.add_row(
                escape(one.source.title),
                escape(" > ".join(change.heading_path)),
                change.kind.value,
                escape("\n".join(change.removed_sentences)),
                escape("\n".join(change.added_sentences)),
            )
    return table


def _added(rows: Sequence[Row]) -> Table:
    table = Table("Document", "Title", "Version", "Review by", "Sections", "Outcome", "Check by hand")
    for row in rows:
        source = row.source
        table.add_row(
            row.file,
            source.title if source else "",
            source.version if source else "",
            str(source.review_by or "") if source else "",
            str(row.sections or ""),
            row.outcome.value,
            "\n".join(row.notes),
        )
    return table


if __name__ == "__main__":
    main()
