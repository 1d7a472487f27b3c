"""Whether the answer says what it must and nothing that it must not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evals.experiment import Score
from evals.metrics.base import Evidence, Hears, Metric, measured
from evals.metrics.said import Told, repeats, told_in


def measure(evidence: Evidence) -> Iterator[Score]:
    case, told, listener = evidence.case, told_in(evidence), evidence.listener
    if told is None:
        return
    if case.must_include:
        missing = [one for one in case.must_include if not listener.heard(one, told.texts)]
        yield _share("content.must_include", missing, case.must_include)
    if case.must_not_say:
        said = [one for one in case.must_not_say if _said(one, told, listener)]
        yield _share("content.must_not_say", said, case.must_not_say)


def _said(claim: str, told: Told, listener: Hears) -> bool:
    """A denial may use the very words that it denies, so words alone count only in what frames the answer."""
    return any(repeats(text, claim) for text in told.frame) or listener.claimed(claim, told.texts)


def _share(metric: str, wrong: Sequence[str], every: Sequence[str]) -> Score:
    return measured(metric, 1 - len(wrong) / len(every), "; ".join(wrong) or None)


CONTENT = Metric(("content.must_include", "content.must_not_say"), measure)
