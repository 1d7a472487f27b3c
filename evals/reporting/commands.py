"""The commands that read runs: report, compare, bless, gaps and agreement.

Exit codes: 0 as it should be, 1 the policy is not met or the second run is worse, 2 could not be done.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from assistant.insights.gaps import Gap, gaps_of_answers, grouped, rows
from assistant.kept import kept_answers, kept_feedback
from assistant.settings import AssistantSettings
from evals import compare as comparing
from evals.commands import clear_errors
from evals.errors import RunError
from evals.experiment import load_run
from evals.gaps import gaps_of_run
from evals.outcomes import Outcomes, outcomes_of
from evals.policy import POLICY, load_policy
from evals.reporting.csv import write_csv
from evals.reporting.html import page, say_reason
from evals.reporting.report import report_of
from evals.reporting.write import JUNIT, write_report
from evals.verdicts import METRICS, Notes, agreements, lines, notes, read_review

RunFolder = Annotated[Path, typer.Argument(help="A run's folder, such as runs/tuesday.")]
PolicyFile = Annotated[Path, typer.Option("--policy", help="The policy to judge by.")]
Place = Annotated[str, typer.Argument(help="A run's folder, or a baseline's name.")]
Folder = Annotated[Path | None, typer.Option("--out", help="Folder to write to; default beside the run.")]
Baselines = Annotated[Path, typer.Option(help="Folder the baselines are kept in.")]


def add_to(app: typer.Typer) -> None:
    for command in (report, compare, bless, gaps, agreement):
        app.command()(command)


def report(run: RunFolder, policy: PolicyFile = POLICY, out: Folder = None) -> None:
    """Write what a run found as one page, with CSV, JSON and JUnit XML; exit 1 = the policy is not met."""
    with clear_errors():
        made = report_of(load_run(run), load_policy(policy))
        path = write_report(made, out or run / "report")
    typer.echo(page("report.txt", report=made) + f"{path}\nJUnit XML: {path.with_name(JUNIT)}")
    raise typer.Exit(0 if made.judgement.met else 1)


def compare(
    first: Place,
    second: Place,
    policy: PolicyFile = POLICY,
    out: Folder = None,
    baselines: Baselines = comparing.BASELINES,
) -> None:
    """Say what changed from the first to the second, and whether chance explains it; exit 1 = it is worse."""
    with clear_errors():
        rules = load_policy(policy)
        before, after = (comparing.read_outcomes_at(one, rules, baselines) for one in (first, second))
        found = comparing.compare(before, after)
        path = _write(
            page("comparison.html", comparison=found),
            _beside(out, second) / f"compared-with-{before.name}.html",
        )
    typer.echo(page("comparison.txt", comparison=found) + f"{path}")
    raise typer.Exit(1 if found.worse else 0)


def bless(
    run: RunFolder,
    name: Annotated[str, typer.Option("--as", help="The baseline's name.")] = "baseline",
    policy: PolicyFile = POLICY,
    baselines: Baselines = comparing.BASELINES,
) -> None:
    """Make a run the baseline that later runs are compared with; nothing else ever changes a baseline."""
    with clear_errors():
        path = comparing.bless(outcomes_of(load_run(run), load_policy(policy)), name, baselines)
    typer.echo(f"{path}: compare a run with it by: python -m evals compare {name} RUN")


def gaps(
    run: Annotated[Path | None, typer.Argument(help="A run's folder; none: only --kept.")] = None,
    kept: Annotated[bool, typer.Option("--kept", help="Read the answers that the service has kept.")] = False,
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("runs/gaps"),
) -> None:
    """List the questions that the guidance does not answer, or not well, with the nearest sections."""
    with clear_errors():
        if run is None and not kept:
            raise RunError("nothing to look for gaps in; name a run's folder, or give --kept")
        asked = gaps_of_run(load_run(run)) if run else iter(())
        groups = grouped(chain(asked, _kept_gaps() if kept else ()))
        origin = " and ".join(
            [*([f"the run {run.name}"] if run else []), *(["practitioners"] if kept else [])]
        )
        path = _write(page("gaps.html", groups=groups, origin=origin), out / "gaps.html")
        write_csv(out / "gaps.csv", rows(groups))
    typer.echo(f"questions: {sum(group.asked for group in groups)}; groups: {len(groups)}\n{path}")


def agreement(
    run: RunFolder,
    verdicts: Annotated[
        list[Path], typer.Argument(help="Files of verdicts: .json from the page, .xlsx or .csv.")
    ],
    policy: PolicyFile = POLICY,
) -> None:
    """Compare reviewers with each other and with the metrics (Cohen's kappa), and name where they differ."""
    with clear_errors():
        reviews = [review for path in verdicts for review in read_review(path)]
        outcomes = outcomes_of(load_run(run), load_policy(policy))
        found = agreements(reviews, outcomes)
    for line in lines(found, {**notes(reviews), **_reasons(outcomes)}):
        typer.echo(line)
    typer.echo("Cohen's kappa: 1 is always alike, 0 no more than chance, below 0 less than chance")


def _reasons(outcomes: Outcomes) -> Notes:
    """What the metrics would write beside a case that fails."""
    return {(one.id, METRICS): "; ".join(map(say_reason, one.reasons)) for one in outcomes.cases}


def _kept_gaps() -> Iterator[Gap]:
    settings = AssistantSettings()
    feedback = kept_feedback(settings).every()
    not_useful = {one.answer_id for one in feedback if not one.useful}
    return gaps_of_answers(kept_answers(settings).every(), not_useful)


def _beside(out: Path | None, place: str) -> Path:
    return out or (Path(place) / "report" if Path(place).is_dir() else Path("runs"))


def _write(content: str, path: Path) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise RunError(f"{path} cannot be written ({error.strerror}); give another --out") from error
    return path
