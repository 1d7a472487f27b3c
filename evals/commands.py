"""The commands about cases and runs: run, draft, export and import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from assistant.errors import AssistantError
from assistant.kept import kept_answers, kept_feedback
from assistant.settings import AssistantSettings
from evals.case import Case, Split
from evals.drafts import drafts_of
from evals.errors import DatasetError, EvalError
from evals.experiment import SHAPED, load_run
from evals.interchange import Format, export, of_cases, of_results, read_foreign
from evals.judge import open_judge
from evals.product import open_product
from evals.progress import bar, json_lines, say_step
from evals.reading import load_cases
from evals.run import Plan, run
from evals.stages import Stage
from evals.template import write_cases
from ingest.errors import IngestError
from ingest.settings import IngestSettings
from ingest.workspace import open_index

CasesIn = Annotated[Path, typer.Argument(help="A file of cases (.xlsx, .csv, .jsonl, .yaml) or a folder.")]
Out = Annotated[Path | None, typer.Option("--out", help="The run's folder; default runs/ and the time.")]
Repeat = Annotated[int, typer.Option(min=1, max=100, help="Ask each case so many times.")]
Jobs = Annotated[int, typer.Option(min=1, max=64, help="Cases asked at the same time.")]
ProgressJson = Annotated[bool, typer.Option("--progress-json", help="Tell each step as a line of JSON.")]
Seed = Annotated[int, typer.Option(help="What reports draw at random from this run starts here.")]
Which = Annotated[Split | None, typer.Option(help="Only these cases; default all.")]
Places = Annotated[
    list[str] | None, typer.Option("--partnership", help="Only cases of these and of none; default all.")
]
Model = Annotated[str | None, typer.Option(help="Language model that composes; default ASSISTANT_MODEL.")]
JudgeModel = Annotated[
    str | None, typer.Option("--judge", help="Language model that judges content, once tried on 40 pairs.")
]
Until = Annotated[Stage | None, typer.Option("--stage", help="Run the stages up to this one alone.")]
FromAnswers = Annotated[bool, typer.Option("--from-answers", help="From the answers that are kept.")]
Workbook = Annotated[Path, typer.Option("--out", help="The workbook to write.")]
As = Annotated[Format, typer.Option("--format", help="The other tool.")]
Source = Annotated[Path, typer.Argument(help="Cases, or the folder of a run.")]
Foreign = Annotated[Path, typer.Argument(help="The other tool's file.")]
To = Annotated[Path, typer.Option("--out", help="The file to write.")]


def add_runs(app: typer.Typer) -> None:
    app.command("run")(run_cases)
    app.command("draft")(draft)
    app.command("export")(export_cases)
    app.command("import")(import_cases)


@contextmanager
def clear_errors() -> Iterator[None]:
    """Exit code 2 for what could not be run, with what to do about it."""
    try:
        yield
    except (EvalError, IngestError, AssistantError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error
    except ValidationError as error:
        for fault in error.errors(include_input=False, include_url=False):
            typer.echo(f"error: setting {'.'.join(map(str, fault['loc']))}: {fault['msg']}", err=True)
        raise typer.Exit(2) from error


def run_cases(  # noqa: PLR0913, PLR0917 - one argument an option
    cases: CasesIn,
    out: Out = None,
    repeat: Repeat = 1,
    model: Model = None,
    judge: JudgeModel = None,
    split: Which = None,
    partnership: Places = None,
    jobs: Jobs = 2,
    stage: Until = None,
    seed: Seed = 0,
    progress_json: ProgressJson = False,
) -> None:
    """Ask every case and measure the answers; a run that was interrupted goes on where it stopped."""
    folder = out or Path("runs") / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}"
    with clear_errors(), _goes_on(folder), json_lines() if progress_json else bar() as tell:
        chosen = _chosen(load_cases(cases), split, partnership)
        settings = AssistantSettings(model=model) if model else AssistantSettings()
        judges = open_judge(judge) if judge else None
        plan = Plan(chosen, folder, repeat, jobs, seed, stage, judge=judges)
        done = run(plan, open_product(folder, settings, open_index(IngestSettings())), tell)
    failed = sum(one.error is not None for one in done.results)
    if progress_json:
        say_step("finished", run=str(folder), results=len(done.results), without_answer=failed)
        return
    typer.echo(f"{folder}: {len(done.results)} results, {failed} without an answer")
    typer.echo(f"Next: python -m evals report {folder}")


def draft(out: Workbook = Path("drafts.xlsx"), from_answers: FromAnswers = False) -> None:
    """Write questions that were answered badly as draft cases for an expert to correct."""
    with clear_errors():
        if not from_answers:
            raise DatasetError("nothing to draft from was named; run: python -m evals draft --from-answers")
        settings = AssistantSettings()
        said = kept_feedback(settings).every()
        kept = tuple(kept_answers(settings).every())
        drafts = drafts_of(kept, said)
        if not drafts:
            typer.echo(
                f"nothing to draft: none of {len(kept)} kept answers went badly or was found not useful"
            )
            return
        write_cases(out, [one.model_dump(mode="json", exclude_defaults=True) for one in drafts])
    typer.echo(f"{out}: drafts to correct: {len(drafts)}; then run: python -m evals check {out}")


def export_cases(source: Source, out: To, as_: As) -> None:
    """Write cases, or a run's cases and answers, for another evaluation tool."""
    with clear_errors():
        is_run = (source / SHAPED).exists()
        rows = list(of_results(load_run(source).results) if is_run else of_cases(load_cases(source)))
        _write_new(out, export(rows, as_))
    typer.echo(f"{out}: {len(rows)} cases for {as_}")


def import_cases(source: Foreign, out: Workbook, as_: As) -> None:
    """Read another evaluation tool's dataset into a workbook of cases."""
    with clear_errors():
        cases = read_foreign(source, as_)
        write_cases(out, [one.model_dump(mode="json", exclude_defaults=True) for one in cases])
    typer.echo(f"{out}: {len(cases)} cases; next: python -m evals check {out}")


def _chosen(cases: Sequence[Case], split: Split | None, places: Sequence[str] | None) -> tuple[Case, ...]:
    chosen = tuple(case for case in cases if split in (None, case.split) and _of(case, places))
    if not chosen:
        raise DatasetError(
            "no case is of the split and the partnerships named; leave an option out or fill their columns"
        )
    return chosen


def _of(case: Case, places: Sequence[str] | None) -> bool:
    named = {case.partnership, case.other_partnership} - {None}
    return places is None or named <= set(places)


def _write_new(path: Path, text: str) -> None:
    if path.exists():
        raise DatasetError(f"{path} is there already; give another name or move the file away")
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise DatasetError(f"{path} cannot be written ({error.strerror}); choose another folder") from error


@contextmanager
def _goes_on(folder: Path) -> Iterator[None]:
    """An interruption says how to go on; exit code 130, as a shell expects."""
    try:
        yield
    except KeyboardInterrupt as interruption:
        held = f"{folder} keeps what was done; run the same command with --out {folder} to go on"
        typer.echo(f"interrupted: {held}", err=True)
        raise typer.Exit(130) from interruption
