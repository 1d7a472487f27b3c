"""What a metric is called, and what it tells, in words for people who write no code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from evals.hearing.listener import Hearing, fitted
from ingest.models import Frozen

METRICS = Path(__file__).parent / "metrics.yaml"


class Label(Frozen):
    """`better` says which way is good; `yes` is a unit of 0 or 1 for a case, and of a share over cases."""

    label: str
    explain: str = ""
    unit: Literal["share", "yes", "ms", "words", "years", "count"] = "share"
    better: Literal["higher", "lower"] = "higher"

    @property
    def is_share(self) -> bool:
        return self.unit in ("share", "yes")

    def show(self, value: float | None) -> str:
        """A value over several cases."""
        if value is None:
            return "–"
        if self.is_share:
            return f"{100 * value:.1f}%"
        return f"{value:.2f}" if self.unit == "count" else f"{value:.1f} {self.unit}"

    def show_interval(self, interval: tuple[float, float] | None) -> str:
        """Both ends, the unit once."""
        if interval is None:
            return "–"
        low, high = map(self.show, interval)
        return f"{low.removesuffix(f' {self.unit}')} to {high}"

    def show_one(self, value: float | None) -> str:
        """A value of one case."""
        if value in (0, 1) and self.unit == "yes":
            return "yes" if value else "no"
        return self.show(value)


class Labels(Frozen):
    """`metrics` are keyed by name; {n} in a name and its label stands for a number."""

    families: Mapping[str, str]
    metrics: Mapping[str, Label]

    def of(self, metric: str) -> Label:
        """A metric that has no label is called by its name."""
        found = self.metrics.get(metric)
        return found or self._numbered(metric) or Label(label=metric)

    def knows(self, metric: str) -> bool:
        return self.of(metric).label != metric

    def family(self, metric: str) -> str:
        prefix = metric.partition(".")[0]
        return self.families.get(prefix, prefix)

    def place(self, family: str) -> int:
        """Where the family stands among all, those without a name last."""
        return [*self.families, family].index(family)

    def _numbered(self, metric: str) -> Label | None:
        numbers = re.findall(r"\d+", metric)
        found = self.metrics.get(re.sub(r"\d+", "{n}", metric))
        return found and found.model_copy(update={"label": found.label.replace("{n}", "".join(numbers))})


@cache
def load_labels(path: Path = METRICS) -> Labels:
    text = path.read_text(encoding="utf-8")
    for name, figure in _how_well_heard(fitted()).items():
        text = text.replace(f"{{{name}}}", figure)
    return Labels.model_validate(yaml.safe_load(text))


def _how_well_heard(hearing: Hearing) -> dict[str, str]:
    """The agreement of what is heard with hand labels, for the text that explains the figures."""
    if hearing.held_out is None:
        return {}
    measured = hearing.held_out.model_dump()
    shares = {name: f"{100 * value:.0f}%" for name, value in measured.items() if isinstance(value, float)}
    return {**shares, "pairs": str(hearing.held_out.pairs), "kappa": f"{hearing.held_out.kappa:.2f}"}
