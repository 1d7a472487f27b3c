"""Whether quotes are the stored text, byte for byte, and points the words they cite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.models import Citation, Point, PointKind
from evals.experiment import Score
from evals.metrics.base import Evidence, Held, Metric, measured


def measure(evidence: Evidence) -> Iterator[Score]:
    answer = evidence.answer
    if answer is None or not (answer.citations or answer.points):
        return
    cited = {citation.number: citation for citation in answer.citations}
    checks = {
        **{f"citation {one.number}": _stands(one, evidence.held) for one in answer.citations},
        **{f"point {number}": _rests(one, cited) for number, one in enumerate(answer.points, start=1)},
    }
    wrong = [name for name, holds in checks.items() if not holds]
    yield measured("quotes.integrity", 1 - len(wrong) / len(checks), ", ".join(wrong) or None)


def _stands(citation: Citation, held: Held) -> bool:
    text = held.text(citation.section_id)
    return text is not None and bool(citation.quote) and text[citation.start : citation.end] == citation.quote


def _rests(point: Point, cited: Mapping[int, Citation]) -> bool:
    """Every number names a citation; a quote's words are those of its first."""
    if not point.citations or not cited.keys() >= set(point.citations):
        return False
    return point.kind is PointKind.STATEMENT or point.text in cited[point.citations[0]].quote


QUOTES = Metric(("quotes.integrity",), measure)
