"""A benchmark's figures, for a person and for a program."""

from __future__ import annotations

import json
from collections.abc import Mapping

from rich.table import Table

Figures = Mapping[str, object]


def as_json(report: Figures) -> str:
    return json.dumps(report, ensure_ascii=False)


def as_table(title: str, report: Figures) -> Table:
    table = Table(title=title, title_justify="left", show_header=False)
    for name, value in report.items():
        table.add_row(name, _cell(value))
    return table


def _cell(value: object) -> str:
    if isinstance(value, Mapping):
        return "\n".join(f"{name}: {_cell(inner)}" for name, inner in value.items())
    return str(value)
