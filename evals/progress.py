"""How far a run is: a bar for people, or a line of JSON at each step for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Tell = Callable[[int, int], None]


def tell_nobody(done: int, total: int) -> None:
    """Reports to nobody."""


@contextmanager
def bar() -> Iterator[Tell]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        doing = progress.add_task("Preparing", total=None)

        def tell(done: int, total: int) -> None:
            progress.update(doing, description="Asking", completed=done, total=total)

        yield tell


@contextmanager
def json_lines() -> Iterator[Tell]:
    say_step("preparing")
    yield lambda done, total: say_step("asking", done=done, total=total)


def say_step(step: str, **facts: object) -> None:
    """On standard output, which holds nothing else then."""
    typer.echo(json.dumps({"step": step, **facts}))
