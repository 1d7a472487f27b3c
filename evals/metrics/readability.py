"""How much there is to read and how hard it is: words, and the age of a reader who manages it.

The age is the school year of Coleman and Liau's index plus five; it counts letters and sentences, so no
dictionary of syllables is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.experiment import Score
from evals.metrics.base import Evidence, Metric, measured
from evals.metrics.said import texts_of
from ingest.sentences import sentence_spans

AGE_IN_FIRST_YEAR = 5


def measure(evidence: Evidence) -> Iterator[Score]:
    text = "\n".join(texts_of(evidence.answer)) if evidence.answer else ""
    words = len(text.split())
    if words:
        yield measured("readability.words", words)
        yield measured("readability.reading_age", reading_age(text))


def reading_age(text: str) -> float:
    """The text has words; its lines are sentences of their own."""
    words = len(text.split())
    letters = len(re.findall(r"[^\W\d_]", text))
    sentences = sum(len(sentence_spans(line)) for line in text.splitlines() if line.strip())
    year = 5.88 * letters / words - 29.6 * sentences / words - 15.8
    return max(0.0, year) + AGE_IN_FIRST_YEAR


READABILITY = Metric(("readability.words", "readability.reading_age"), measure)
