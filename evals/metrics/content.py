"""Whether the answer says what it must and nothing that it must not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evals.experiment import Score
from evals.metrics.base import Evidence, Hears, Metric, measured
from evals.metrics.said import Said, repeats, said_in


def measure(evidence: Evidence) -> Iterator[Score]:
    case, said, listener = evidence.case, said_in(evidence), evidence.listener
    if said is None:
        return
    if case.must_include:
        missing = [one for one in case.must_include if not listener.heard(one, said.texts)]
        yield _share("content.must_include", missing, case.must_include)
    if case.must_not_say:
        wrong = [one for one in case.must_not_say if _claimed(one, said, listener)]
        yield _share("content.must_not_say", wrong, case.must_not_say)


def _claimed(claim: str, said: Said, listener: Hears) -> bool:
    """A denial may use the very words that it denies, so words alone count only in what frames the answer."""
    return any(repeats(text, claim) for text in said.frame) or listener.claimed(claim, said.texts)


def _share(metric: str, wrong: Sequence[str], every: Sequence[str]) -> Score:
    return measured(metric, 1 - len(wrong) / len(every), "; ".join(wrong) or None)


CONTENT = Metric(("content.must_include", "content.must_not_say"), measure)
