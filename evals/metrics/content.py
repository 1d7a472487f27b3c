"""Whether the answer says what it must and nothing that it must not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.models import Answer
from evals.experiment import Score
from evals.metrics.base import Evidence, Metric, measured
from evals.metrics.said import repeats, texts_of


def measure(evidence: Evidence) -> Iterator[Score]:
    case, answer = evidence.case, evidence.answer
    if answer is None:
        return
    texts = texts_of(answer)
    if case.must_include:
        missing = [one for one in case.must_include if not evidence.listener.heard(one, texts)]
        yield _share("content.must_include", missing, case.must_include)
    if case.must_not_say:
        said = [one for one in case.must_not_say if _said(one, answer, evidence)]
        yield _share("content.must_not_say", said, case.must_not_say)


def _said(claim: str, answer: Answer, evidence: Evidence) -> bool:
    """A denial may use the very words that it denies, so words alone count only in what frames the answer."""
    frame = [answer.message, answer.local_note or ""]
    return any(repeats(text, claim) for text in frame) or evidence.listener.claimed(claim, texts_of(answer))


def _share(metric: str, wrong: Sequence[str], every: Sequence[str]) -> Score:
    return measured(metric, 1 - len(wrong) / len(every), "; ".join(wrong) or None)


CONTENT = Metric(("content.must_include", "content.must_not_say"), measure)
