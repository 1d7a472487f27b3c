"""Whether the answer cites what it should: any one of the sections expected is enough."""

from __future__ import annotations

from collections.abc import Iterator

from evals.experiment import Score
from evals.metrics.base import Evidence, Metric, measured
from evals.metrics.said import said_in


def measure(evidence: Evidence) -> Iterator[Score]:
    case, said = evidence.case, said_in(evidence)
    if said is None:
        return
    sections = said.sections
    sources = {section.partition("#")[0] for section in sections}
    if case.expected_sections:
        yield measured("citations.recall", not set(sections).isdisjoint(case.expected_sections))
    if case.expected_sources:
        missing = [one for one in case.expected_sources if one not in sources]
        share = 1 - len(missing) / len(case.expected_sources)
        yield measured("citations.sources", share, ", ".join(missing) or None)
    if case.expected_sections and sections:
        right = sum(section in case.expected_sections for section in sections)
        yield measured("citations.precision", right / len(sections))


CITATIONS = Metric(("citations.recall", "citations.precision", "citations.sources"), measure)
