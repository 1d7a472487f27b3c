"""How much a reader must read before the words that answer: recall within a budget of retrieved words.

A budget of words, unlike a number of passages, compares pipelines that cut documents into other sizes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evals.metrics.said import fold


def words_before_quote(quotes: Sequence[str], texts: Iterable[str]) -> int | None:
    """Words of the texts ranked above the first one that holds a whole quote; None when none does."""
    wanted = [fold(quote) for quote in quotes]
    read = 0
    for text in texts:
        folded = fold(text)
        if any(quote in folded for quote in wanted):
            return read
        read += len(text.split())
    return None


def recall_at_words(positions: Sequence[int | None], budget: int) -> float:
    """Share of positions (of `words_before_quote`) below the budget: a text counts if it starts within it."""
    return sum(position is not None and position < budget for position in positions) / len(positions)
